-- 0052_watched_files.sql: the files of WATCH_DIR that were taken: none is taken twice, by two workers or after a restart
create table streamforge.watched_files (
  path text not null, -- absolute
  mode text not null check (mode in ('library', 'sidecar')),
  size_bytes bigint not null, -- with the path and the time it says whether a file is the same
  modified_ms bigint not null, -- since 1970
  state text not null default 'queued' check (state in ('queued', 'done', 'refused')),
  note text, -- why nothing came of it
  video_id text, -- no reference: the file of a deleted video is not taken again
  job_id text not null, -- of the job that took it last
  taken_at timestamptz not null default now(),
  primary key (path, mode)
);
create index watched_files_by_job on streamforge.watched_files (job_id);
create index watched_files_by_content on streamforge.watched_files (size_bytes, modified_ms); -- finds a renamed file
