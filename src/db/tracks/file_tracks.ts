import { displayName } from "../../core/display_text.ts";
import { newId } from "../../core/ids.ts";
import type { Query, Transaction } from "../pool/client.ts";
import { insertRevision, setCurrentRevision } from "./revisions.ts";
import type { NewRevision } from "./revisions.ts";

/** A subtitle stream of a video's file, to be added as a track. */
export interface FileTrack {
  streamIndex: number;
  language: string;
  /** The title in the file; null if it has none. */
  title: string | null;
  isForced: boolean;
  isHearingImpaired: boolean;
  isCommentary: boolean;
  isDefault: boolean;
  revision: NewRevision;
}

/** Lists the stream indexes of the file that already have tracks. */
export async function listFileTrackStreams(sql: Query, videoId: string): Promise<Set<number>> {
  const rows = await sql<{ streamIndex: number }[]>`
    select stream_index from streamforge.tracks where video_id = ${videoId} and stream_index is not null`;
  return new Set(rows.map(({ streamIndex }) => streamIndex));
}

/** The name for a stream without a title, since the name "" is for the automatic track. */
export const NO_TITLE = "uploaded";

/** Names may have 200 characters: leaves room for a number. */
export const MAX_TITLE_CHARS = 190;

/** Adds the tracks of a file; existing ones stay. The video's row must be locked. */
export async function addFileTracks(tx: Transaction, videoId: string, tracks: readonly FileTrack[]): Promise<void> {
  const existing = await listFileTrackStreams(tx, videoId);
  for (const track of tracks) {
    const { streamIndex, language, title, isForced, isHearingImpaired, isCommentary, isDefault, revision } = track;
    if (existing.has(streamIndex)) continue;
    const kind = isHearingImpaired ? "captions" : "subtitles";
    const taken = await tx<{ name: string }[]>`
      select name from streamforge.tracks where video_id = ${videoId} and language = ${language} and kind = ${kind}`;
    const name = freeName(displayName(title ?? "", MAX_TITLE_CHARS) || NO_TITLE, taken.map(({ name }) => name));
    const trackId = newId();
    await tx`
      insert into streamforge.tracks
        (id, video_id, language, kind, name, is_forced, is_hearing_impaired, is_commentary, is_default, stream_index)
      values (${trackId}, ${videoId}, ${language}, ${kind}, ${name}, ${isForced}, ${isHearingImpaired},
        ${isCommentary}, ${isDefault}, ${streamIndex})`;
    await insertRevision(tx, trackId, revision);
    await setCurrentRevision(tx, { videoId, trackId, revision });
  }
}

export function freeName(name: string, taken: readonly string[]): string {
  for (let n = 1;; n++) {
    const tried = n === 1 ? name : `${name} ${n}`;
    if (!taken.includes(tried)) return tried;
  }
}
