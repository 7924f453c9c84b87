-- 0055_analyses.sql: what jobs find out about a video after its captions, a row a kind. docs/adr/0045-analyses.md
create table streamforge.analyses (
  video_id text not null references streamforge.videos on delete cascade,
  kind text not null, -- a key of ANALYSES in src/core/analyses.ts
  state text not null default 'pending' check (state in ('pending', 'processing', 'ready', 'failed')),
  result jsonb, -- stays while another one is made, and if that fails
  made_by text, -- the model or rule, with its version
  seconds real, -- what the last result took
  revision_id text, -- of the captions that were read; null: of the sound. No reference: old revisions are removed
  outdated_at timestamptz, -- when captions of the video changed after that; the sweep of the worker clears it
  error text, -- why the last try failed
  updated_at timestamptz not null default now(),
  primary key (video_id, kind)
);
create index analyses_outdated on streamforge.analyses (outdated_at) where outdated_at is not null;

-- a trigger, so that it holds whoever switches captions to another revision
create function streamforge.mark_outdated_analyses() returns trigger language plpgsql set search_path = '' as $$
begin
  update streamforge.analyses set outdated_at = now()
  where video_id = new.video_id and revision_id is not null and revision_id is distinct from new.current_revision;
  return null;
end $$;
create trigger mark_outdated_analyses after update of current_revision on streamforge.tracks
for each row when (old.current_revision is distinct from new.current_revision)
execute function streamforge.mark_outdated_analyses();
