-- 0036_server_defaults.sql: what an administrator sets in the pages: the model, and what new videos get where their upload
-- says nothing. Jobs can be cancelled by request, and what a worker runs on is told by its heartbeat.

create table streamforge.server_defaults (
  only_row boolean primary key default true check (only_row),
  model text, -- null: the built-in default. WHISPER_MODEL of a worker goes before it
  language text, -- null: detect it
  vocabulary text, -- words and names to be expected
  caption_layout jsonb not null default '{}', -- max_line_chars, max_lines, max_cue_seconds
  updated_at timestamptz not null default now()
);
insert into streamforge.server_defaults default values;

alter table streamforge.videos add column vocabulary text; -- words and names that its captions are written with

alter table streamforge.workers
  add column has_fixed_model boolean not null default false, -- its environment sets WHISPER_MODEL
  add column facts jsonb not null default '{}'; -- versions and sandbox, by name

alter table streamforge.jobs add column cancel_requested boolean not null default false; -- a worker cancels it
create index jobs_to_cancel on streamforge.jobs (id) where cancel_requested and state in ('queued', 'running');
create index jobs_dead on streamforge.jobs (finished_at desc) where state = 'dead';

-- a model is fetched or removed once at a time on each machine
create unique index jobs_one_model on streamforge.jobs ((payload ->> 'model'), (payload ->> 'host'))
  where kind in ('fetch_model', 'remove_model') and state in ('queued', 'running');

alter table streamforge.server_defaults enable row level security; -- granted to nobody
alter table streamforge.webhook_endpoints enable row level security;
alter table streamforge.webhook_events enable row level security;
alter table streamforge.webhook_deliveries enable row level security;
alter table streamforge.webhook_attempts enable row level security;
