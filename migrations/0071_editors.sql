-- 0071_editors.sql: who has a track open in the editor; it may be lost, for each editor says so again every few seconds
create unlogged table streamforge.editors (
  track_id text not null references streamforge.tracks on delete cascade,
  id text not null, -- of the open editor, which makes it
  author text not null, -- as videos.owner
  name text not null, -- what others read
  cue_start double precision, -- seconds: where the caption begins that is edited; null for none
  seen_at timestamptz not null default now(),
  primary key (track_id, id)
);
