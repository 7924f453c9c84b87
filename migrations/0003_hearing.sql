-- 0003_hearing.sql: what can be heard in a video is worked out when somebody asks for it and kept beside the video's files.

alter table streamforge.videos add column hearing_key text; -- the folder of its objects; null until it was asked for
