import type postgres from "postgres";
import { type AnalysisKind, analysisOf, canRead } from "../../core/analyses.ts";
import { defaultTrack, isFullTrack } from "../../core/labels/track_labels.ts";
import type { Query } from "../pool/client.ts";
import { shownTracks, type Track, trackOrder } from "../tracks/track_rows.ts";

/** The captions that analyses read. */
export interface AnalyzedCaptions {
  trackId: string;
  revisionId: string;
  /** "und" where it is unknown. */
  language: string;
  /** The language that is spoken, where these captions are in another one; else null. */
  translatedFrom: string | null;
}

type FoundCaptions = AnalyzedCaptions & { hasCues: boolean };

/**
 * Finds the captions that analyses of a video read: those that viewers get first, once they are finished; for a kind
 * that can't be made of their language the English ones, if there are any with a cue.
 *
 * @returns null if there are no captions yet
 */
export async function findAnalyzedCaptions(
  sql: Query,
  videoId: string,
  kind?: AnalysisKind,
): Promise<AnalyzedCaptions | null> {
  return (await captionsByKind(sql, videoId))(kind);
}

/** As `findAnalyzedCaptions`; null also where they have no cue: then there is nothing to read. */
export async function findReadableCaptions(
  sql: Query,
  videoId: string,
  kind?: AnalysisKind,
): Promise<AnalyzedCaptions | null> {
  const captions = (await captionsByKind(sql, videoId))(kind);
  return captions?.hasCues ? captions : null;
}

/** As `findAnalyzedCaptions`, for all kinds by one query. @returns what is read for a kind */
export async function captionsByKind(
  sql: Query,
  videoId: string,
): Promise<(kind?: AnalysisKind) => FoundCaptions | null> {
  const tracks = await sql<(Pick<Track, "id" | "language" | "isForced" | "isCommentary" | "revisionId"> & {
    spoken: string | null;
    hasCues: boolean;
  })[]>`
    select t.id, t.language, t.is_forced, t.is_commentary, r.id as revision_id, v.language as spoken,
      exists (select 1 from streamforge.cues q where q.revision_id = r.id) as has_cues
    from ${shownTracks(sql)} join streamforge.videos v on v.id = t.video_id
    where t.video_id = ${videoId} and r.state = 'finished' order by ${trackOrder(sql)}`;
  const first = defaultTrack(tracks, tracks[0]?.spoken ?? null);
  if (!first) return () => null;
  const spoken = baseOf(first.spoken ?? first.language);
  const english = tracks.find((track) => isFullTrack(track) && baseOf(track.language) === "en" && track.hasCues);
  return (kind) => {
    const track = kind && !canRead(kind, first.language) && english && canRead(kind, english.language)
      ? english
      : first;
    const isTranslated = spoken !== "und" && track.language !== "und" && baseOf(track.language) !== spoken;
    return {
      ...{ trackId: track.id, revisionId: track.revisionId, language: track.language, hasCues: track.hasCues },
      translatedFrom: isTranslated ? spoken : null,
    };
  };
}

/**
 * An SQL condition on `streamforge.videos v`, for many videos at once: whether `findReadableCaptions` finds captions for
 * a kind.
 */
export function haveReadableCaptions(sql: Query, kind: AnalysisKind) {
  const { languages } = analysisOf(kind);
  const isFull = sql`(not t.is_forced and not t.is_commentary)`;
  const hasCue = sql`exists (select 1 from streamforge.cues q where q.revision_id = r.id)`;
  const finished = sql`from ${shownTracks(sql)} where t.video_id = v.id and r.state = 'finished'`;
  const first = (column: postgres.Fragment) =>
    sql`coalesce((
      select ${column} ${finished}
      order by ${isFull} desc, (${isFull} and t.language is not distinct from v.language) desc, ${trackOrder(sql)}
      limit 1), false)`;
  if (!languages) return first(hasCue);
  const isRead = sql`split_part(t.language, '-', 1) in ${sql([...languages])}`;
  const english = sql`exists (
    select 1 ${finished} and ${isFull} and split_part(t.language, '-', 1) = 'en' and ${hasCue})`;
  return sql`(${first(hasCue)} or (not ${first(isRead)} and ${english}))`;
}

/** `pt` of `pt-BR`. */
function baseOf(language: string): string {
  return language.split("-")[0];
}
