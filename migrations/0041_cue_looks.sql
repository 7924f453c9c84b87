-- 0041_cue_looks.sql: who says a cue, where it is shown, and which parts are bold, in italics or underlined. `position`
-- is the number of a cue already.

alter table streamforge.cues
  add column speaker text, -- null: nobody is named
  add column placement jsonb, -- null: at the bottom, in the middle
  add column markup jsonb; -- null: plain

create or replace view streamforge_api.cues with (security_barrier) as
select t.video_id, t.id as track_id, q.position, q.start_seconds, q.end_seconds, q.text, q.words, q.speaker,
  q.placement, q.markup
from streamforge.client_tracks t join streamforge.cues q on q.revision_id = t.revision_id
where t.visibility = 'public' or t.owner = (select streamforge.client_user());

create or replace function streamforge_api.cues_of_track(track_id text) returns setof streamforge_api.cues
language sql stable security definer rows 1000 set search_path = ''
begin atomic
  select t.video_id, t.id, q.position, q.start_seconds, q.end_seconds, q.text, q.words, q.speaker, q.placement, q.markup
  from streamforge.client_tracks t join streamforge.cues q on q.revision_id = t.revision_id
  where t.id = cues_of_track.track_id
    and (t.visibility <> 'private' or t.owner = (select streamforge.client_user()))
  order by q.position;
end;
