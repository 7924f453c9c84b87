-- 0072_descriptions.sql: what the owner writes about a video, which the search of titles finds too
alter table streamforge.videos
  add column description text not null default '' check (char_length(description) <= 5000);

create or replace function streamforge.search_video_added() returns trigger language plpgsql as $$
declare
  given bigint;
begin
  insert into streamforge.search_videos (video_id, created_at, owner, is_public, is_hidden, scope, title_terms)
  values (new.id, new.created_at, new.owner, new.visibility = 'public', new.delete_at is not null, '',
    streamforge.search_title(new.title || E'\n' || new.description, new.language))
  returning number into given;
  update streamforge.search_videos
  set scope = streamforge.search_scope(given, owner, is_public, is_hidden) where video_id = new.id;
  return null;
end $$;

create or replace function streamforge.search_video_changed() returns trigger language plpgsql as $$
declare
  found_by record;
begin
  update streamforge.search_videos v
  set owner = new.owner, is_public = new.visibility = 'public', is_hidden = new.delete_at is not null,
    scope = streamforge.search_scope(v.number, new.owner, new.visibility = 'public', new.delete_at is not null),
    title_terms = streamforge.search_title(new.title || E'\n' || new.description, new.language)
  where video_id = new.id returning v.scope into found_by;
  if (old.owner, old.visibility, old.delete_at) is distinct from (new.owner, new.visibility, new.delete_at) then
    update streamforge.search_passages p set scope = found_by.scope || array_to_tsvector(array['l/' || t.language])
    from streamforge.tracks t where t.video_id = new.id and p.track_id = t.id;
  end if;
  return null;
end $$;

drop trigger search_video_changed on streamforge.videos;
create trigger search_video_changed after update on streamforge.videos
  for each row when ((old.owner, old.visibility, old.delete_at, old.title, old.description, old.language)
    is distinct from (new.owner, new.visibility, new.delete_at, new.title, new.description, new.language))
  execute function streamforge.search_video_changed();
