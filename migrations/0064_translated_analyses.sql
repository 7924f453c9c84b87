-- 0064_translated_analyses.sql: what was not available for a language may be by now. docs/adr/0046-what-it-is-about.md

-- the worker's sweep looks at them, and makes those again whose video has English captions, which are read in place
update streamforge.analyses set outdated_at = now()
where result ->> 'unavailable' is not null and revision_id is not null and outdated_at is null;

-- sentiment is made of these languages now: it is offered to the owner, and counted as missing
delete from streamforge.analyses
where kind = 'sentiment' and state = 'ready' and result ->> 'unavailable' is not null
  and split_part(result ->> 'language', '-', 1) in ('de', 'es', 'fr');
