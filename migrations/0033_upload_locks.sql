-- 0033_upload_locks.sql: several servers take turns with one upload, and uploads whose bytes are on an S3 store.

alter table streamforge.uploads
  add column lock_holder text, -- process and request that write now; each write to the rows below names it
  add column lock_expires_at timestamptz, -- a dead server's lock ends by itself
  add column release_asked boolean not null default false, -- another request waits for the lock
  add column received_at timestamptz, -- when bytes came last; for uploads on a store
  add column tus_info text, -- what tus keeps of the upload, as JSON; not jsonb, which takes no NUL
  add column store_upload_id text, -- the store's name of the multipart upload
  add column next_part int not null default 1, -- a number is given out once: a server that lost its lock overwrites nothing
  add column tail_key text, -- the object with the bytes after the last part, too few for a part
  add column tail_bytes bigint not null default 0;

-- the parts that the finished object has; others on the store are of writes that were given up
create table streamforge.upload_parts (
  upload_id text not null references streamforge.uploads on delete cascade,
  number int not null, -- the store's
  size_bytes bigint not null,
  etag text not null,
  primary key (upload_id, number)
);
