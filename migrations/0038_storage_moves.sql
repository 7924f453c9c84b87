-- 0038_storage_moves.sql: `storage migrate` goes on where it stopped, and knows a storage that it began to fill

create table streamforge.storage_moves (
  target_id text primary key, -- the identity of the storage that files are copied to
  target_place text not null,
  begun_at timestamptz not null default now()
);

-- an object whose copy was read back and had the same SHA-256
create table streamforge.storage_copies (
  target_id text not null references streamforge.storage_moves (target_id) on delete cascade,
  key text not null,
  source_etag text not null,
  size_bytes bigint not null,
  sha256 text not null,
  primary key (target_id, key)
);

alter table streamforge.storage_moves enable row level security;
alter table streamforge.storage_copies enable row level security;
