-- Which sound track of a file is played and transcribed, and what its owner should know about the file.
alter table streamforge.videos
  add column asked_audio_track int check (asked_audio_track > 0), -- at the upload; null: it is chosen
  add column audio_track int, -- the one that is played; null until it is chosen, and without sound
  add column audio_track_reason text,
  add column caption_audio_track int, -- the one that the captions are of
  add column audio_tracks jsonb not null default '[]',
  add column notices jsonb not null default '[]';
