-- 0050_session_tokens.sql: which token a session was begun with, so that a list leaves out those that a new one has ended

alter table streamforge.owner_sessions
  add column token_key text; -- a hash of what verifies the token; null for sessions from before this column
