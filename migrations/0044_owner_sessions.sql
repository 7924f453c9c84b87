-- 0044_owner_sessions.sql: the sessions of the owner's browsers, so that each can be seen and ended

create table streamforge.owner_sessions (
  id text primary key,
  -- SHA-256 of the cookie's value and of what verifies the token: a copy of the database opens no session, and a new
  -- token ends every one
  secret_sha256 text not null unique,
  address text, -- of the browser, when it was seen last
  user_agent text,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);

-- sessions had one value for all browsers, derived from the token
alter table streamforge.owner_keys alter column session_sha256 set default '';
