-- 0070_engine_speeds.sql: how fast a machine writes captions, measured once with speech that ships with the program
create table streamforge.engine_speeds (
  host text not null, -- as at the start of a worker's name
  model text not null,
  device text not null check (device in ('cpu', 'cuda')),
  sound_seconds double precision not null check (sound_seconds > 0),
  run_seconds double precision not null check (run_seconds > 0),
  measured_at timestamptz not null default now(),
  primary key (host, model)
);
create unique index jobs_one_speed on streamforge.jobs ((payload ->> 'model'), (payload ->> 'host'))
  where kind = 'measure_speed' and state in ('queued', 'running');
