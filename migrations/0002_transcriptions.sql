-- 0002_transcriptions.sql: a job of the transcription API has no video, so its result has tables of its own; and each
-- worker says what it computes on, for routes know nothing of models.

create table streamforge.transcriptions (
  id text primary key, -- its job's too; the row is there before the file, so that nothing is left of one cut off
  language text, -- null: nothing was said, or not finished yet
  language_probability real,
  duration_seconds double precision,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null -- put off while somebody waits; past it the job is cancelled and all of this removed
);
create index transcriptions_expiry on streamforge.transcriptions (expires_at);

-- as they come
create table streamforge.transcription_segments (
  transcription_id text not null references streamforge.transcriptions on delete cascade,
  position integer not null,
  segment jsonb not null,
  primary key (transcription_id, position)
);

create table streamforge.workers (
  id text primary key, -- as in jobs.worker
  version text not null,
  model text not null, -- what jobs that name none are done with
  device text check (device in ('cpu', 'cuda')), -- that is really used; null until a model was loaded
  fallback_reason text, -- why it is not CUDA
  models jsonb not null default '[]', -- names of those whose weights lie there
  seen_at timestamptz not null default now()
);
