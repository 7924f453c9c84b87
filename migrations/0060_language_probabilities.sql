-- 0060_language_probabilities.sql: the languages that Whisper found likely when it made a video's captions,
-- as [{"language": "en", "probability": 0.97}, ...], the likeliest first; none where the language was given
alter table streamforge.videos
  add column language_probabilities jsonb not null default '[]';
alter table streamforge.transcriptions
  add column language_probabilities jsonb not null default '[]';
