-- 0056_chapters_by.sql: who made a video's chapters, so that found ones replace neither the file's nor a person's
alter table streamforge.videos
  add column chapters_by text not null default 'file' check (chapters_by in ('file', 'analysis', 'person'));
