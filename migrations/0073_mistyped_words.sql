-- 0073_mistyped_words.sql: words that are mistyped are found, and the search of titles finds tags too

-- The words of captions, titles, descriptions and tags, each about once, whoever may see them: a word is suggested only
-- after the index has found its stem for the reader, in this form or another. No unique index, so that transactions that
-- write captions never wait for each other. Words of what was deleted stay, and are suggested only where the stem is
-- found elsewhere.
create table streamforge.search_vocabulary (word text not null);

create function streamforge.search_learn(text text) returns void language sql as $$
  insert into streamforge.search_vocabulary
  select distinct word from (
    select streamforge.search_lower(word) as word from streamforge.search_words($1) where length(word) between 4 and 40
  ) w
  where word !~ '\d' and not exists (select from streamforge.search_vocabulary v where v.word = w.word)
$$;

-- words that share many trigrams with a word; none while there is no pg_trgm
create function streamforge.search_near_words(word text, most integer) returns setof text language sql stable as $$
  select null::text where false
$$;

-- Finds near words by pg_trgm from now on. @returns whether the extension is there or could be made
create function streamforge.search_use_trigrams() returns boolean language plpgsql as $$
declare
  place text;
begin
  begin
    create extension if not exists pg_trgm with schema streamforge;
  exception when insufficient_privilege or undefined_file or feature_not_supported or duplicate_object then
    null; -- the server does without
  end;
  select n.nspname into place
  from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
  if place is null then return false; end if;
  execute format('create index if not exists search_vocabulary_trigrams on streamforge.search_vocabulary
    using gin (streamforge.search_plain(word) %I.gin_trgm_ops)', place);
  -- 0.2: two letters changed places in a word of five
  execute format($make$
    create or replace function streamforge.search_near_words(word text, most integer) returns setof text
    language sql stable set pg_trgm.similarity_threshold = 0.2 as $near$
      with wanted as (select streamforge.search_plain(streamforge.search_lower($1)) as plain)
      select v.word from wanted, streamforge.search_vocabulary v
      where streamforge.search_plain(v.word) operator(%1$I.%%) plain
        and length(v.word) between length(plain) - 2 and length(plain) + 2
      group by v.word, plain
      order by %1$I.similarity(streamforge.search_plain(v.word), plain) desc, v.word limit $2
    $near$ $make$, place);
  return true;
end $$;

-- Whether something in this scope has these terms. A function, for the setting, as streamforge.search_find.
create function streamforge.search_has(wanted_terms tsquery, wanted_scope tsquery, title_scope tsquery) returns boolean
language sql stable set enable_seqscan = off set jit = off as $$
  select exists (select from streamforge.search_passages p where p.terms @@ wanted_terms and p.scope @@ wanted_scope)
    or exists (select from streamforge.search_videos v where v.title_terms @@ wanted_terms and v.scope @@ title_scope)
$$;

-- as in 0026_tracks.sql, and learns the words
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
  with cue as materialized (
    select (row_number() over shown_order - 1)::integer as n, position, text,
      lead(start_seconds) over shown_order - end_seconds > 5 as is_before_pause
    from streamforge.cues where revision_id = shown.current_revision window shown_order as (order by position)
  ), token as materialized (
    select n, place, word from cue, streamforge.search_words(text)
  ), learnt as (
    insert into streamforge.search_vocabulary
    select distinct word from (select streamforge.search_lower(word) as word from token where length(word) between 4 and 40) w
    where word !~ '\d' and not exists (select from streamforge.search_vocabulary v where v.word = w.word)
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
  insert into streamforge.search_passages (track_id, part, number, revision_id, stemmer, scope, terms, sequence)
  select track, part, shown.number, shown.current_revision, shown.stemmer,
    shown.scope || array_to_tsvector(array['l/' || shown.language]), terms, sequence
  from terms join lines using (part);
end $$;

-- what the search of titles reads
create function streamforge.search_text(video streamforge.videos) returns text language sql stable as $$
  select concat_ws(E'\n', video.title, video.description, array_to_string(video.tags, E'\n'))
$$;

create or replace function streamforge.search_video_added() returns trigger language plpgsql as $$
declare
  given bigint;
begin
  insert into streamforge.search_videos (video_id, created_at, owner, is_public, is_hidden, scope, title_terms)
  values (new.id, new.created_at, new.owner, new.visibility = 'public', new.delete_at is not null, '',
    streamforge.search_title(streamforge.search_text(new), new.language))
  returning number into given;
  update streamforge.search_videos
  set scope = streamforge.search_scope(given, owner, is_public, is_hidden) where video_id = new.id;
  perform streamforge.search_learn(streamforge.search_text(new));
  return null;
end $$;

create or replace function streamforge.search_video_changed() returns trigger language plpgsql as $$
declare
  found_by record;
begin
  update streamforge.search_videos v
  set owner = new.owner, is_public = new.visibility = 'public', is_hidden = new.delete_at is not null,
    scope = streamforge.search_scope(v.number, new.owner, new.visibility = 'public', new.delete_at is not null),
    title_terms = streamforge.search_title(streamforge.search_text(new), new.language)
  where video_id = new.id returning v.scope into found_by;
  if (old.owner, old.visibility, old.delete_at) is distinct from (new.owner, new.visibility, new.delete_at) then
    update streamforge.search_passages p set scope = found_by.scope || array_to_tsvector(array['l/' || t.language])
    from streamforge.tracks t where t.video_id = new.id and p.track_id = t.id;
  end if;
  perform streamforge.search_learn(streamforge.search_text(new));
  return null;
end $$;

drop trigger search_video_changed on streamforge.videos;
create trigger search_video_changed after update on streamforge.videos
  for each row when ((old.owner, old.visibility, old.delete_at, old.title, old.description, old.tags, old.language)
    is distinct from (new.owner, new.visibility, new.delete_at, new.title, new.description, new.tags, new.language))
  execute function streamforge.search_video_changed();

-- what is there
update streamforge.search_videos s set title_terms = streamforge.search_title(streamforge.search_text(v), v.language)
from streamforge.videos v where v.id = s.video_id and cardinality(v.tags) > 0;
insert into streamforge.search_vocabulary
select distinct streamforge.search_lower(word) from (
  select distinct word from (
    select streamforge.search_text(v) as text from streamforge.videos v
    union all
    select c.text from streamforge.tracks t join streamforge.cues c on c.revision_id = t.current_revision
  ) said, streamforge.search_words(text)
  where length(word) between 4 and 40 and word !~ '\d'
) w;
-- the indexes last: they are made faster at once than row by row
create index search_vocabulary_words on streamforge.search_vocabulary (word);
select streamforge.search_use_trigrams();
