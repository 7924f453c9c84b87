-- 0030_client_views.sql: what clients of a Supabase project (PostgREST) may read: their own videos and captions, and the
-- public ones, in a schema of its own. Granted to nobody here: streamforge.expose_to_clients() does that. Needs neither
-- Supabase's roles nor its schema auth. docs/supabase.md, docs/adr/0034-views-for-clients.md

create schema if not exists streamforge_api;

-- `sub` of the access token, as auth.uid() reads it, but text as in videos.owner; the first is of PostgREST before 9.
-- A body that is parsed now: no search_path of a caller changes what it calls.
create or replace function streamforge.client_user() returns text language sql stable parallel safe
return coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
  nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub');

-- The columns that clients may know, of all videos that are not deleted: no file names, storage keys, errors, owners of
-- others. Never granted.
create view streamforge.client_videos as
select v.id, v.title, v.visibility, v.state, v.duration_seconds, v.width, v.height, v.has_video, v.has_audio,
  v.language, v.word_count, v.caption_status, v.tags, v.chapters, v.created_at, v.updated_at, v.owner
from streamforge.videos v where v.delete_at is null;

-- finished captions: the current revision of each track
create view streamforge.client_tracks as
select t.id, t.video_id, t.language, t.kind, t.name, t.is_forced, t.is_hearing_impaired, t.is_commentary, r.source,
  r.word_count, coalesce(r.finished_at, r.created_at) as updated_at, r.id as revision_id, v.visibility, v.owner
from streamforge.tracks t
  join streamforge.revisions r on r.id = t.current_revision and r.state = 'finished'
  join streamforge.videos v on v.id = t.video_id and v.delete_at is null;

-- The views run with the rights of their owner, who owns the tables: the tables stay granted to nobody, so that no
-- mistake in a policy can show more columns. security_barrier: a function or an error in a client's condition sees no row
-- before the condition here.
-- In two halves, so that `is_own` reads by the index of owners. A union can't be written through either, which a view of
-- one table could be by who was granted more than `select`.
create view streamforge_api.videos with (security_barrier) as
select id, title, visibility, state, duration_seconds, width, height, has_video, has_audio, language, word_count,
  caption_status, tags, chapters, created_at, updated_at, true as is_own
from streamforge.client_videos where owner = (select streamforge.client_user())
union all
select id, title, visibility, state, duration_seconds, width, height, has_video, has_audio, language, word_count,
  caption_status, tags, chapters, created_at, updated_at, false
from streamforge.client_videos where visibility = 'public' and owner is distinct from (select streamforge.client_user());

create view streamforge_api.tracks with (security_barrier) as
select id, video_id, language, kind, name, is_forced, is_hearing_impaired, is_commentary, source, word_count, updated_at
from streamforge.client_tracks
where visibility = 'public' or owner = (select streamforge.client_user());

create view streamforge_api.cues with (security_barrier) as
select t.video_id, t.id as track_id, q.position, q.start_seconds, q.end_seconds, q.text, q.words
from streamforge.client_tracks t join streamforge.cues q on q.revision_id = t.revision_id
where t.visibility = 'public' or t.owner = (select streamforge.client_user());

-- an unlisted video: for who knows its id, as by its link; no row for one that does not exist, is private or deleted
create or replace function streamforge_api.video_by_id(video_id text) returns setof streamforge_api.videos
language sql stable security definer rows 1 set search_path = ''
begin atomic
  select v.id, v.title, v.visibility, v.state, v.duration_seconds, v.width, v.height, v.has_video, v.has_audio, v.language,
    v.word_count, v.caption_status, v.tags, v.chapters, v.created_at, v.updated_at,
    coalesce(v.owner = (select streamforge.client_user()), false)
  from streamforge.client_videos v
  where v.id = video_by_id.video_id and (v.visibility <> 'private' or v.owner = (select streamforge.client_user()));
end;

create or replace function streamforge_api.tracks_of_video(video_id text) returns setof streamforge_api.tracks
language sql stable security definer rows 5 set search_path = ''
begin atomic
  select t.id, t.video_id, t.language, t.kind, t.name, t.is_forced, t.is_hearing_impaired, t.is_commentary, t.source,
    t.word_count, t.updated_at
  from streamforge.client_tracks t
  where t.video_id = tracks_of_video.video_id
    and (t.visibility <> 'private' or t.owner = (select streamforge.client_user()))
  order by t.language, t.name, t.id;
end;

create or replace function streamforge_api.cues_of_track(track_id text) returns setof streamforge_api.cues
language sql stable security definer rows 1000 set search_path = ''
begin atomic
  select t.video_id, t.id, q.position, q.start_seconds, q.end_seconds, q.text, q.words
  from streamforge.client_tracks t join streamforge.cues q on q.revision_id = t.revision_id
  where t.id = cues_of_track.track_id
    and (t.visibility <> 'private' or t.owner = (select streamforge.client_user()))
  order by q.position;
end;

revoke all on all functions in schema streamforge_api from public;

-- Defence, should somebody grant the tables: clients get no row of them. All other roles get what is granted to them, as
-- before; the owner of the tables is not asked. migrate() calls this for the tables of each new migration.
create or replace function streamforge.enable_row_security() returns void language plpgsql set search_path = '' as $$
declare
  clients text;
  guarded record;
begin
  select string_agg(quote_ident(rolname), ', ') into clients
  from pg_catalog.pg_roles where rolname in ('anon', 'authenticated');
  for guarded in
    select c.oid, c.oid::regclass as name, c.relrowsecurity as is_enabled
    from pg_catalog.pg_class c where c.relnamespace = 'streamforge'::regnamespace and c.relkind in ('r', 'p')
  loop
    if not guarded.is_enabled then
      execute format('alter table %s enable row level security', guarded.name);
      execute format('create policy as_granted on %s using (true)', guarded.name);
    end if;
    if clients is not null and not exists (
      select 1 from pg_catalog.pg_policy p where p.polrelid = guarded.oid and p.polname = 'not_for_clients'
    ) then
      execute format('create policy not_for_clients on %s as restrictive to %s using (false)', guarded.name, clients);
    end if;
  end loop;
end $$;

-- Lets signed-in clients read the views, and those that are not signed in unless `to_anonymous` is false.
create or replace function streamforge.expose_to_clients(to_anonymous boolean default true) returns text
language plpgsql set search_path = '' as $$
declare
  clients text := case when to_anonymous then 'anon, authenticated' else 'authenticated' end;
  missing text;
begin
  select string_agg(wanted, ' and ') into missing from unnest(string_to_array(clients, ', ')) as wanted
  where not exists (select 1 from pg_catalog.pg_roles where rolname = wanted);
  if missing is not null then
    raise exception 'this database has no role %: it is not that of a Supabase project', missing
      using hint = 'for PostgREST alone: create role anon nologin; create role authenticated nologin';
  end if;
  perform streamforge.hide_from_clients();
  perform streamforge.enable_row_security();
  execute format('grant usage on schema streamforge_api to %s', clients);
  execute format('grant select on all tables in schema streamforge_api to %s', clients);
  execute format('grant execute on all functions in schema streamforge_api to %s', clients);
  -- the views call it with the rights of who reads them; without the schema nobody else can
  execute format('grant execute on function streamforge.client_user() to %s', clients);
  perform pg_notify('pgrst', 'reload schema');
  return 'clients can read streamforge_api: ' || clients;
end $$;

create or replace function streamforge.hide_from_clients() returns void language plpgsql set search_path = '' as $$
declare
  client text;
begin
  for client in select rolname from pg_catalog.pg_roles where rolname in ('anon', 'authenticated') loop
    execute format('revoke all on function streamforge.client_user() from %I', client);
    execute format('revoke all on all functions in schema streamforge_api from %I', client);
    execute format('revoke all on all tables in schema streamforge_api from %I', client);
    execute format('revoke all on schema streamforge_api from %I', client);
  end loop;
  perform pg_notify('pgrst', 'reload schema');
end $$;

select streamforge.enable_row_security();
select streamforge.hide_from_clients(); -- a project's default privileges may have granted what is made here
