-- 0001_init.sql: everything lies in a schema of its own, granted to nobody: a Supabase project exposes `public`.
-- Works on PostgreSQL 15 to 18 and behind a transaction pooler.

create schema if not exists streamforge;

create table streamforge.videos (
  id text primary key check (id ~ '^[A-Za-z0-9_-]{22}$'),
  owner text not null, -- 'owner' for the holder of OWNER_TOKEN, else the auth provider's user id
  title text not null check (length(title) between 1 and 500),
  visibility text not null default 'unlisted' check (visibility in ('private', 'unlisted', 'public')),
  state text not null default 'processing' check (state in ('processing', 'ready', 'failed')),
  error text, -- what the owner is told where state is 'failed'
  file_name text not null, -- as the person's computer called it: only ever shown
  original_key text, -- null once KEEP_ORIGINAL=0 dropped it
  size_bytes bigint not null check (size_bytes >= 0),
  duration_seconds double precision,
  width integer, -- of the picture as it is shown, rotation applied; null for sound alone
  height integer,
  has_video boolean not null default true,
  has_audio boolean not null default true,
  asked_language text, -- at the upload; null: detect it
  language text, -- what is spoken: asked for, else detected; null until it is known
  word_count integer, -- of the current captions
  caption_layout jsonb not null default '{}', -- max_line_chars, max_lines, max_cue_seconds that the person set
  caption_status text not null default 'pending' check (caption_status in ('pending', 'processing', 'ready', 'failed')),
  caption_error text,
  caption_note text, -- why there are no cues: 'no speech', 'no sound'
  thumbnail_key text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index videos_by_owner on streamforge.videos (owner, created_at desc, id desc);
create index videos_public on streamforge.videos (created_at desc, id desc) where visibility = 'public';

-- one row a size that can be played
create table streamforge.renditions (
  video_id text not null references streamforge.videos on delete cascade,
  name text not null check (name in ('source', '1080p', '720p', '360p')),
  mp4_key text not null,
  hls_key text, -- the media playlist; its segments lie beside it
  short_side integer not null, -- pixels; 0 for sound alone
  width integer,
  height integer,
  bandwidth integer not null, -- bits a second at the peak, for the master playlist
  codecs text not null, -- RFC 6381
  size_bytes bigint not null,
  created_at timestamptz not null default now(),
  primary key (video_id, name)
);

create table streamforge.captions (
  id text primary key,
  video_id text not null references streamforge.videos on delete cascade,
  language text not null, -- 'und' until it is detected
  kind text not null default 'subtitles' check (kind in ('subtitles', 'captions')),
  current_revision text, -- what viewers get; while there is none, the one that is being built
  created_at timestamptz not null default now(),
  unique (video_id, language, kind)
);

-- never changed once finished
create table streamforge.caption_revisions (
  id text primary key,
  caption_id text not null references streamforge.captions on delete cascade,
  source text not null check (source in ('auto', 'edited', 'translated', 'uploaded')),
  state text not null default 'building' check (state in ('building', 'finished', 'abandoned')),
  model text,
  author text,
  job_id text, -- that builds it; a second attempt abandons what the first one left
  language_probability real,
  srt_key text,
  vtt_key text,
  transcript_key text, -- the engine's own account: segments, words, what was dropped and why
  word_count integer not null default 0,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index caption_revisions_by_caption on streamforge.caption_revisions (caption_id, created_at desc);
alter table streamforge.captions add constraint captions_current_revision
  foreign key (current_revision) references streamforge.caption_revisions on delete set null;

create table streamforge.cues (
  revision_id text not null references streamforge.caption_revisions on delete cascade,
  position integer not null,
  start_seconds double precision not null,
  end_seconds double precision not null check (end_seconds > start_seconds),
  text text not null,
  words jsonb not null default '[]',
  primary key (revision_id, position)
);
create index cues_text on streamforge.cues using gin (to_tsvector('simple', text));

-- delivery is at least once: a job is claimed with a lease, and every write of a worker names the attempt that it holds
create table streamforge.jobs (
  id text primary key,
  kind text not null, -- transcode_video | transcode_renditions | caption_video | drop_original
  video_id text references streamforge.videos on delete cascade,
  payload jsonb not null default '{}',
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'dead', 'cancelled')),
  attempt integer not null default 0, -- rises at each claim: only the fence
  failures integer not null default 0, -- thrown by the job's own code; three and it is dead
  crashes integer not null default 0, -- leases that ran out without progress since the last; five and it is dead
  progressed boolean not null default false, -- since the claim, beyond what any attempt had reached
  furthest double precision not null default 0, -- where it progressed to: a crash at the same place each time is no progress
  progress double precision not null default 0, -- 0 to 1
  stage text,
  error text,
  run_at timestamptz not null default now(),
  lease_until timestamptz,
  worker text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);
create unique index jobs_one_active on streamforge.jobs (video_id, kind) where state in ('queued', 'running');
create index jobs_waiting on streamforge.jobs (run_at, created_at) where state = 'queued';
create index jobs_running on streamforge.jobs (lease_until) where state = 'running';

-- tus uploads that are not finished; what is on the disk is the truth, these say whose it is
create table streamforge.uploads (
  id text primary key,
  owner text not null,
  metadata jsonb not null default '{}',
  size_bytes bigint,
  video_id text, -- set when it became a video
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
