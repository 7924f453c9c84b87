-- 0012_storage_identity.sql: which storage the files of this database lie in. The storage says the same of itself, so that a
-- server with another folder is not started beside it, where each would miss the other's files.

create table streamforge.storage_identity (
  is_only boolean primary key default true check (is_only),
  id text not null, -- as in the storage
  place text not null, -- where it was first used, for people to read
  created_at timestamptz not null default now()
);
