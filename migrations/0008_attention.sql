-- 0008_attention.sql: what Whisper attended to in a window, worked out when somebody asks for it and kept beside the video's
-- files; about the captions of one revision, and gone with it.

create table streamforge.attention_windows (
  video_id text not null references streamforge.videos on delete cascade,
  revision_id text not null references streamforge.caption_revisions on delete cascade,
  start_seconds double precision not null, -- of the window
  end_seconds double precision not null,
  from_seconds double precision not null, -- the moments that it is shown for: silence before it too
  to_seconds double precision not null,
  model text not null,
  storage_key text not null,
  created_at timestamptz not null default now(),
  primary key (video_id, revision_id, start_seconds)
);
