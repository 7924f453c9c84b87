-- 0022_pending_captions.sql: files of a revision are written before its row, which names them. A row here before the files
-- tells of them, should the process be killed or the disk be full in between.

create table streamforge.pending_captions (
  revision_id text primary key,
  video_id text not null references streamforge.videos on delete cascade, -- its files go with the video's
  created_at timestamptz not null default now()
);
create index pending_captions_by_age on streamforge.pending_captions (created_at);
