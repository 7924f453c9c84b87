-- 0004_library.sql: tags, a library that is searched and put in order, and deleting that can be undone for a while.

alter table streamforge.videos
  add column tags text[] not null default '{}' check (cardinality(tags) <= 20),
  add column delete_at timestamptz; -- hidden from everybody since somebody deleted it, and removed then; null: it stays
create index videos_by_delete_at on streamforge.videos (delete_at) where delete_at is not null;

-- what titles and tags are searched and sorted by: without accents, in lower case
create function streamforge.plain_text(text) returns text language sql immutable strict parallel safe as
  $$ select lower(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g')) $$;
