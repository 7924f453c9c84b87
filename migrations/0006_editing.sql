-- 0006_editing.sql: captions that people edit: what they changed, on what it was based, and what is not saved yet.

alter table streamforge.cues
  add column is_edited boolean not null default false; -- it differs from what the machine wrote; kept when that is made anew

alter table streamforge.caption_revisions
  add column base_revision text, -- what it was made from; no reference, for that may be gone
  add column note text;

-- what an editor holds that is not a revision yet: one for a person and a track
create table streamforge.caption_drafts (
  caption_id text not null references streamforge.captions on delete cascade,
  author text not null,
  base_revision text not null,
  cues jsonb not null,
  version integer not null, -- rises at each save: another tab's is not written over
  saved_at timestamptz not null default now(),
  primary key (caption_id, author)
);

alter table streamforge.jobs
  add column message text; -- what came of it, where that is not plain from its state
