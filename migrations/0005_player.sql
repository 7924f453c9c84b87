-- 0005_player.sql: what a player shows beside the picture: the file's own chapters, and small pictures along the seek bar.

alter table streamforge.videos add column chapters jsonb not null default '[]'; -- start, end in seconds, title; in order
alter table streamforge.videos add column storyboard jsonb; -- the folder of its sheets and how they are laid out
