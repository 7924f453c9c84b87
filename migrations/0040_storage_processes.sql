-- 0040_storage_processes.sql: the servers and workers that use the storage, so that `storage migrate` switches only when
-- none does. Not for what workers can do: that is in streamforge.workers.

create table streamforge.storage_processes (
  id text primary key, -- as a worker's name
  kind text not null check (kind in ('serve', 'work')),
  host text not null,
  pid integer not null,
  seen_at timestamptz not null
);

alter table streamforge.storage_processes enable row level security; -- granted to nobody
