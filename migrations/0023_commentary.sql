-- 0023_commentary.sql: a track of a file that comments on the film: shown to nobody who did not choose it.

alter table streamforge.captions add column is_commentary boolean not null default false;
