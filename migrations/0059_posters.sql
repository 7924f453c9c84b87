-- 0059_posters.sql: pictures that may stand for a video, and the one that does. docs/adr/0049-thumbnails.md
alter table streamforge.videos
  add column poster jsonb, -- a `Poster` of src/core/poster.ts; null: thumbnail_key, the frame at a tenth of the length
  add column poster_candidates jsonb; -- `PosterCandidates`: the files of the result of the analysis `thumbnails`
