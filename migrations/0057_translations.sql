-- 0057_translations.sql: a track may be the translation of another track of its video
alter table streamforge.tracks
  add column translated_from text references streamforge.tracks (id) on delete set null,
  add column translated_by text; -- who translated it, such as a model's name
create index tracks_by_original on streamforge.tracks (translated_from) where translated_from is not null;

-- which revision of the original a translation says the same as: no reference, so that it is known when that is gone
alter table streamforge.revisions add column original_revision text;
