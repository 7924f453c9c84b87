-- 0067_collections.sql: playlists, which people make of videos: ordered, and shared as videos are. Called collections in
-- the code, where a playlist is one of HLS. docs/adr/0055-share-progress-playlists.md
create table streamforge.collections (
  id text primary key,
  owner text not null, -- as videos.owner
  title text not null check (char_length(title) between 1 and 200),
  visibility text not null check (visibility in ('private', 'unlisted', 'public')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index collections_by_owner on streamforge.collections (owner, updated_at desc, id);
create index collections_public on streamforge.collections (updated_at desc, id) where visibility = 'public';
create table streamforge.collection_videos (
  collection_id text not null references streamforge.collections on delete cascade,
  video_id text not null references streamforge.videos on delete cascade,
  place integer not null, -- from 1; gaps are allowed
  primary key (collection_id, video_id)
);
create index collection_videos_by_place on streamforge.collection_videos (collection_id, place);
create index collection_videos_by_video on streamforge.collection_videos (video_id);
