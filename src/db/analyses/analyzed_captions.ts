import type postgres from "postgres";
import { type AnalysisKind, analysisOf, canRead } from "../../core/analyses.ts";
import { defaultTrack, isFullTrack } from "../../core/labels/track_labels.ts";
import type { Query } from "../pool/client.ts";
import { shownTracks, trackOrder } from "../tracks/track_rows.ts";
import { currentTracks } from "../tracks/tracks.ts";

/** The captions that analyses read. */
export interface AnalyzedCaptions {
  trackId: string;
  revisionId: string;
  /** "und" where it is unknown. */
  language: string;
  /** The language that is spoken, where these captions are in another one; else null. */
  translatedFrom: string | null;
}

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
  const [video] = await sql<{ language: string | null }[]>`
    select language from streamforge.videos where id = ${videoId}`;
  const finished = (await currentTracks(sql, videoId)).filter(({ state }) => state === "finished");
  const first = defaultTrack(finished, video?.language ?? null);
  if (!first) return null;
  let track = first;
  if (kind && !canRead(kind, first.language)) {
    for (const other of finished) {
      if (!isFullTrack(other) || !canRead(kind, other.language) || baseOf(other.language) !== "en") continue;
      if (!await hasCues(sql, other.revisionId)) continue;
      track = other;
      break;
    }
  }
  const spoken = baseOf(video?.language ?? first.language);
  const isTranslated = spoken !== "und" && track.language !== "und" && baseOf(track.language) !== spoken;
  return {
    ...{ trackId: track.id, revisionId: track.revisionId, language: track.language },
    translatedFrom: isTranslated ? spoken : null,
  };
}

/** As `findAnalyzedCaptions`; null also where they have no cue: then there is nothing to read. */
export async function findReadableCaptions(
  sql: Query,
  videoId: string,
  kind?: AnalysisKind,
): Promise<AnalyzedCaptions | null> {
  const captions = await findAnalyzedCaptions(sql, videoId, kind);
  return captions && await hasCues(sql, captions.revisionId) ? captions : null;
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

async function hasCues(sql: Query, revisionId: string): Promise<boolean> {
  return (await sql`select 1 from streamforge.cues where revision_id = ${revisionId} limit 1`).length > 0;
}

/** `pt` of `pt-BR`. */
function baseOf(language: string): string {
  return language.split("-")[0];
}
