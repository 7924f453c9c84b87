-- 0066_watch_progress.sql: how far a user has watched a video; nobody else may know it
create table streamforge.watch_progress (
  viewer text not null, -- as videos.owner
  video_id text not null references streamforge.videos on delete cascade,
  position_seconds double precision not null, -- where it goes on; 0 after the end
  is_watched boolean not null, -- whether it was ever watched to its end
  updated_at timestamptz not null default now(),
  primary key (viewer, video_id)
);
create index watch_progress_by_time on streamforge.watch_progress (viewer, updated_at desc, video_id);
create index watch_progress_by_video on streamforge.watch_progress (video_id);
