import type { Query } from "../pool/client.ts";

/** What a revision was made by or from. */
export type RevisionSource = "auto" | "edited" | "translated" | "uploaded";

/** What a translated track is made from. */
export interface TrackTranslation {
  /** The track of the original. */
  from: string;
  /** The revision of it that was translated. */
  revision: string | null;
  /** Who translated it. */
  by: string;
  /** Whether the original has changed since. */
  isOutdated: boolean;
}

/** A track of captions with the revision that viewers get. */
export interface Track {
  id: string;
  videoId: string;
  language: string; // "und" until it is detected
  kind: "subtitles" | "captions";
  /** "" for the automatic track. A video has one track of a language, kind and name. */
  name: string;
  /** Only lines in another language than the film's. */
  isForced: boolean;
  /** Also describes sounds. */
  isHearingImpaired: boolean;
  /** A commentary on the film. */
  isCommentary: boolean;
  revisionId: string;
  /** "building": the first revision, whose cues are still being written. */
  state: "building" | "finished";
  source: RevisionSource;
  translation: TrackTranslation | null;
  model: string | null;
  wordCount: number;
  srtKey: string | null;
  vttKey: string | null;
  transcriptKey: string | null;
}

/**
 * An SQL fragment for `from`: the tracks that viewers get as `t`, each with its shown revision as `r`.
 *
 * That is the current revision, or else the unfinished one. But once a job has finished captions of a video, its
 * unfinished tracks are not shown.
 */
export function shownTracks(sql: Query) {
  return sql`streamforge.tracks t
    join streamforge.revisions r on r.id = coalesce(t.current_revision, (
        select b.id from streamforge.revisions b
        where b.track_id = t.id and b.state = 'building' order by b.created_at desc limit 1))
      and (t.current_revision is not null or not exists (
        select 1 from streamforge.tracks o join streamforge.revisions p on p.track_id = o.id
        where o.video_id = t.video_id and p.state = 'finished' and p.job_id is not null))`;
}

/** The column `translation` of a track, from `shownTracks`. */
export function translationColumn(sql: Query) {
  return sql`case when t.translated_from is not null then json_build_object(
      'from', t.translated_from, 'revision', r.original_revision, 'by', t.translated_by,
      'isOutdated', r.original_revision is distinct from (
        select o.current_revision from streamforge.tracks o where o.id = t.translated_from)) end as translation`;
}

/**
 * An SQL fragment for `order by`: the order of tracks in every list. Uploaded ones come before the machine's. Tracks of
 * the file are ordered: plain ones, those for the deaf, commentaries, forced ones.
 */
export function trackOrder(sql: Query) {
  return sql`t.stream_index is null and r.source <> 'uploaded', t.is_forced, t.is_commentary,
    t.is_hearing_impaired, not t.is_default, t.stream_index, t.created_at, t.id`;
}

/** The columns of a `Track`, from `shownTracks`. */
export function trackColumns(sql: Query) {
  return sql`t.id, t.video_id, t.language, t.kind, t.name, t.is_forced, t.is_hearing_impaired, t.is_commentary,
    r.id as revision_id, r.state, r.source, r.model, r.word_count, r.srt_key, r.vtt_key, r.transcript_key,
    ${translationColumn(sql)}`;
}
