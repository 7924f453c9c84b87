-- 0027_audio_report.sql: what 0003 calls hearing is the audio report in the code, and now here too.

alter table streamforge.videos rename column hearing_key to audio_report_key;
