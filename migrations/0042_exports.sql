-- 0042_exports.sql: files of a video with its captions, made on request and removed after a day
create table streamforge.exports (
  id text primary key, -- of the job that made it
  video_id text not null references streamforge.videos on delete cascade,
  options jsonb not null, -- the job's payload
  storage_key text not null,
  file_bytes bigint not null,
  created_at timestamptz not null default now()
);
create index exports_by_video on streamforge.exports (video_id);
create index exports_by_age on streamforge.exports (created_at);
