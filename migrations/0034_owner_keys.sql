-- 0034_owner_keys.sql: what verifies the owner's token and its browser sessions, so that several servers of one database
-- agree. Only hashes: a dump of the database signs nobody in.

create table streamforge.owner_keys (
  is_only boolean primary key default true check (is_only),
  token_sha256 text not null,
  session_sha256 text not null,
  place text not null, -- machine and file of the token itself, for people to read
  changed_at timestamptz not null default now()
);
