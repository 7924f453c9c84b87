-- 0062_search_repairs.sql: searches with filters that few videos pass, and passages by meaning that were lost

-- As before, but where few videos pass, their tracks are read instead of all passages that have the terms: a common word
-- has its passages in the whole library. Both ways find the same, in the same order.
create or replace function streamforge.search_find_among(
  wanted_terms tsquery, wanted_scope tsquery, from_number bigint, from_track text, from_part integer, most integer,
  among bigint[])
returns table (number bigint, track_id text, part integer, revision_id text, stemmer text, sequence text)
language plpgsql stable set enable_seqscan = off set jit = off as $$
begin
  if cardinality(among) <= 200 then -- as FEW_VIDEOS in src/db/search/walk.ts
    return query
    with track as materialized (
      select t.id from streamforge.search_videos v join streamforge.tracks t on t.video_id = v.video_id
      where v.number = any(among) and v.number <= from_number
    )
    select p.number, p.track_id, p.part, p.revision_id, p.stemmer, p.sequence
    from track cross join lateral (
      select * from streamforge.search_passages s where s.track_id = track.id
      offset 0 -- by the primary key: the planner takes the index of the terms otherwise
    ) p
    where p.number = any(among) and p.number <= from_number
      and (p.number < from_number or (p.track_id, p.part) >= (from_track, from_part))
      and p.scope @@ wanted_scope and p.terms @@ wanted_terms
    order by p.number desc, p.track_id, p.part limit most;
  else
    return query
    select p.number, p.track_id, p.part, p.revision_id, p.stemmer, p.sequence
    from streamforge.search_passages p
    where p.terms @@ wanted_terms and p.scope @@ wanted_scope and p.number <= from_number
      and (p.number < from_number or (p.track_id, p.part) >= (from_track, from_part))
      and p.number in (select unnest(among))
    order by p.number desc, p.track_id, p.part limit most;
  end if;
end $$;

-- Passages went when captions got a revision with the same text, and their analysis was taken as up to date. It is of no
-- revision now, so that the sweep of the worker makes it again.
update streamforge.analyses a set revision_id = '', outdated_at = now()
where a.kind = 'meaning' and a.state = 'ready' and a.result @? '$.passages ? (@ > 0)' and not exists (
  select 1 from streamforge.meaning_passages p join streamforge.tracks t on t.id = p.track_id
  where t.video_id = a.video_id);
