-- 0026_tracks.sql: one name for one thing. What the code calls a track, a revision and a draft has that name here too:
-- `captions`, `caption_revisions`, `caption_drafts` and `pending_captions` get new names, and `caption_id` is `track_id`.

alter table streamforge.captions rename to tracks;
alter table streamforge.caption_revisions rename to revisions;
alter table streamforge.caption_drafts rename to drafts;
alter table streamforge.pending_captions rename to pending_revisions;
alter table streamforge.revisions rename column caption_id to track_id;
alter table streamforge.drafts rename column caption_id to track_id;

alter index streamforge.captions_by_stream rename to tracks_by_stream;
alter index streamforge.caption_revisions_by_caption rename to revisions_by_track;
alter index streamforge.pending_captions_by_age rename to pending_revisions_by_age;

-- by a loop: Postgres 18 has constraints for "not null" too
do $$
declare
  con record;
begin
  for con in
    select conrelid::regclass as name_of_table, conname as old_name,
      regexp_replace(regexp_replace(regexp_replace(replace(conname, 'caption_id', 'track_id'),
        '^captions_', 'tracks_'), '^caption_', ''), '^pending_captions_', 'pending_revisions_') as new_name
    from pg_catalog.pg_constraint
    where conrelid in ('streamforge.tracks'::regclass, 'streamforge.revisions'::regclass, 'streamforge.drafts'::regclass,
      'streamforge.pending_revisions'::regclass)
  loop
    if con.new_name <> con.old_name then
      execute format('alter table %s rename constraint %I to %I', con.name_of_table, con.old_name, con.new_name);
    end if;
  end loop;
end $$;

-- the functions of 0007_search.sql whose bodies name the tables
create or replace function streamforge.search_index(track text) returns void language plpgsql as $$
declare
  shown record;
  dictionary regdictionary;
begin
  delete from streamforge.search_passages where track_id = track;
  -- locked: who changes who may watch meanwhile waits, and then finds these passages
  select t.current_revision, t.language, streamforge.search_stemmer(t.language) as stemmer, v.number, v.scope into shown
  from streamforge.tracks t join streamforge.search_videos v on v.video_id = t.video_id
  where t.id = track and t.current_revision is not null for update of v;
  if not found then return; end if;
  dictionary := streamforge.search_dictionary(shown.stemmer);
  if dictionary is not null then
    insert into streamforge.search_stemmers values (shown.stemmer) on conflict do nothing;
  end if;
  insert into streamforge.search_passages (track_id, part, number, revision_id, stemmer, scope, terms, sequence)
  with cue as materialized (
    select (row_number() over shown_order - 1)::integer as n, position, text,
      lead(start_seconds) over shown_order - end_seconds > 5 as is_before_pause
    from streamforge.cues where revision_id = shown.current_revision window shown_order as (order by position)
  ), token as materialized (
    select n, place, word from cue, streamforge.search_words(text)
  ), word as materialized (
    select word, streamforge.search_unit(word, dictionary) as unit from (select distinct word from token) w
  ), unit as materialized (
    select n, place, unit, lead(unit) over (order by n, place) as next_unit from token join word using (word)
  ), line as materialized (
    select n, position || case when is_before_pause then '. ' else ' ' end || coalesce(units, '') as line
    from cue left join (select n, string_agg(unit, ' ' order by place) as units from unit group by n) u using (n)
  ), lexeme as materialized ( -- most words are one unit: those that are two take the longer way
    select n, unit as lexeme from unit where strpos(unit, '/') = 0
    union all
    select n, unnest(string_to_array(unit, '/')) from unit where strpos(unit, '/') > 0
    union all
    select n, streamforge.search_pair(unit, next_unit) from unit where strpos(unit || next_unit, '/') = 0
    union all
    select n, streamforge.search_pair(one, other)
    from unit, unnest(string_to_array(unit, '/')) one, unnest(string_to_array(next_unit, '/')) other
    where strpos(unit || next_unit, '/') > 0
  ), terms as (
    select part, array_to_tsvector(array_agg(lexeme)) as terms
    from lexeme, unnest(case when n % 16 < 2 and n >= 16 then array[n / 16, n / 16 - 1] else array[n / 16] end) part
    group by part
  ), lines as (
    select part, string_agg(line, E'\n' order by n) as sequence
    from line, unnest(case when n % 16 < 2 and n >= 16 then array[n / 16, n / 16 - 1] else array[n / 16] end) part
    group by part
  )
  select track, part, shown.number, shown.current_revision, shown.stemmer,
    shown.scope || array_to_tsvector(array['l/' || shown.language]), terms, sequence
  from terms join lines using (part);
end $$;

create or replace function streamforge.search_video_changed() returns trigger language plpgsql as $$
declare
  found_by record;
begin
  update streamforge.search_videos v
  set owner = new.owner, is_public = new.visibility = 'public', is_hidden = new.delete_at is not null,
    scope = streamforge.search_scope(v.number, new.owner, new.visibility = 'public', new.delete_at is not null),
    title_terms = streamforge.search_title(new.title, new.language)
  where video_id = new.id returning v.scope into found_by;
  if (old.owner, old.visibility, old.delete_at) is distinct from (new.owner, new.visibility, new.delete_at) then
    update streamforge.search_passages p set scope = found_by.scope || array_to_tsvector(array['l/' || t.language])
    from streamforge.tracks t where t.video_id = new.id and p.track_id = t.id;
  end if;
  return null;
end $$;
