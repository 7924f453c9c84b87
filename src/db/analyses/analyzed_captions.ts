import { defaultTrack } from "../../core/labels/track_labels.ts";
import type { Query } from "../pool/client.ts";
import { currentTracks } from "../tracks/tracks.ts";

/** The captions that analyses read: those that viewers get first, once they are finished. */
export interface AnalyzedCaptions {
  trackId: string;
  revisionId: string;
  /** "und" where it is unknown. */
  language: string;
}

/** Finds the captions that analyses of a video read; null if there are none yet. */
export async function findAnalyzedCaptions(sql: Query, videoId: string): Promise<AnalyzedCaptions | null> {
  const [video] = await sql<{ language: string | null }[]>`
    select language from streamforge.videos where id = ${videoId}`;
  const finished = (await currentTracks(sql, videoId)).filter(({ state }) => state === "finished");
  const track = defaultTrack(finished, video?.language ?? null);
  return track && { trackId: track.id, revisionId: track.revisionId, language: track.language };
}

/** As `findAnalyzedCaptions`; null also where they have no cue: then there is nothing to read. */
export async function findReadableCaptions(sql: Query, videoId: string): Promise<AnalyzedCaptions | null> {
  const captions = await findAnalyzedCaptions(sql, videoId);
  if (!captions) return null;
  const cues = await sql`select 1 from streamforge.cues where revision_id = ${captions.revisionId} limit 1`;
  return cues.length > 0 ? captions : null;
}
