-- 0061_meaning.sql: passages of captions by their meaning, for the search. docs/adr/0050-search-by-meaning.md
create table streamforge.meaning_passages (
  track_id text not null references streamforge.tracks on delete cascade,
  part integer not null, -- in order of time; passages overlap
  revision_id text not null, -- no reference: old revisions are removed
  first_position integer not null, -- of its cues
  last_position integer not null,
  signature bit(384) not null, -- the signs of the embedding: few different bits mean a like meaning
  vector bytea not null, -- the embedding as 384 signed bytes, the largest 127
  primary key (track_id, part)
);

-- what its owner changed or took away is found no more; the analysis makes new passages later
create function streamforge.remove_meaning_passages() returns trigger language plpgsql set search_path = '' as $$
begin
  delete from streamforge.meaning_passages
  where track_id = new.id and revision_id is distinct from new.current_revision;
  return null;
end $$;
create trigger remove_meaning_passages after update of current_revision on streamforge.tracks
for each row when (old.current_revision is distinct from new.current_revision)
execute function streamforge.remove_meaning_passages();

-- as search_find, but only in videos with these numbers: those that pass the filters of a search
create function streamforge.search_find_among(
  wanted_terms tsquery, wanted_scope tsquery, from_number bigint, from_track text, from_part integer, most integer,
  among bigint[])
returns table (number bigint, track_id text, part integer, revision_id text, stemmer text, sequence text)
language sql stable set enable_seqscan = off set jit = off as $$
  select p.number, p.track_id, p.part, p.revision_id, p.stemmer, p.sequence
  from streamforge.search_passages p
  where p.terms @@ wanted_terms and p.scope @@ wanted_scope and p.number <= from_number
    and (p.number < from_number or (p.track_id, p.part) >= (from_track, from_part))
    and p.number in (select unnest(among))
  order by p.number desc, p.track_id, p.part limit most
$$;
