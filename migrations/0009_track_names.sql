-- 0009_track_names.sql: a video may have several tracks of one language: the automatic one, and those that lay in its file.

alter table streamforge.captions
  add column name text not null default '' check (length(name) <= 200), -- '': the automatic one, or the only one by hand
  add column is_forced boolean not null default false, -- only what is said in another language: shown without being asked for
  add column is_hearing_impaired boolean not null default false, -- tells of sounds too
  add column is_default boolean not null default false, -- as its file says
  add column stream_index integer; -- of the original file, where it lay in that
alter table streamforge.captions drop constraint captions_video_id_language_kind_key;
alter table streamforge.captions add constraint captions_key unique (video_id, language, kind, name);
create unique index captions_by_stream on streamforge.captions (video_id, stream_index) where stream_index is not null;
