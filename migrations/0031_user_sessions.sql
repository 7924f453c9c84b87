-- 0031_user_sessions.sql: the users of a Supabase project, and the sessions of their browsers

-- what pages show in place of a user's id
create table streamforge.users (
  id text primary key, -- the value of videos.owner
  name text not null, -- the email address, else the phone number
  seen_at timestamptz not null default now()
);

create table streamforge.user_sessions (
  id text primary key, -- SHA-256 of the cookie's value: a copy of the database opens no session
  user_id text not null references streamforge.users on delete cascade,
  tokens text not null, -- access and refresh token, encrypted with a key that the cookie's value gives
  access_expires_at timestamptz not null,
  renewing_until timestamptz, -- one request renews the tokens: refresh tokens are good for one use
  created_at timestamptz not null default now(),
  renewed_at timestamptz not null default now()
);
create index user_sessions_by_user on streamforge.user_sessions (user_id);
create index user_sessions_by_renewal on streamforge.user_sessions (renewed_at);

-- lists of own and public videos, and of all, with the newest first
create index videos_by_time on streamforge.videos (created_at desc, id desc);
