import { countWords, type GivenCue, reviseCues, revisionFiles } from "../captions/mod.ts";
import { newId } from "../core/ids.ts";
import { ConflictError, NotFoundError } from "../core/errors.ts";
import type { EditedCue } from "../core/types.ts";
import {
  findRevisionTrack,
  machineRevision,
  type NewRevision,
  readEditedCues,
  type RevisionSource,
  StaleRevisionError,
} from "../db/tracks/revisions.ts";
import { announceCaptions, forgetPendingCaptions } from "../db/tracks/pending_captions.ts";
import { type TrackSummary } from "../db/tracks/tracks.ts";
import type { Video } from "../db/videos/videos.ts";
import { captionFiles } from "../storage/object_keys.ts";
import { cleanUp } from "../core/clean_up.ts";
import type { Sql } from "../db/pool/client.ts";
import type { Storage } from "../storage/storage.ts";
import type { Log } from "../core/log.ts";

/** What revisions are written with. */
export interface RevisionDeps {
  sql: Sql;
  storage: Storage;
  log: Log;
}

/** A state of a track that somebody wants to be the current one. */
export interface WantedRevision {
  source: RevisionSource;
  author: string;
  note: string | null;
  /** The revision that it was made from. */
  base: string;
  cues: EditedCue[];
}

/** What the machine wrote of a track, if it did. */
export async function machineCues({ sql }: Pick<RevisionDeps, "sql">, trackId: string): Promise<EditedCue[] | null> {
  const id = await machineRevision(sql, trackId);
  return id === null ? null : await readEditedCues(sql, id);
}

/**
 * Cues of a person as those of a revision.
 *
 * @throws {StaleRevisionError} if `base` is not the current revision
 */
export async function revised(
  deps: Pick<RevisionDeps, "sql">,
  track: TrackSummary,
  base: string,
  cues: GivenCue[],
): Promise<EditedCue[]> {
  if (track.state === "building") throw new StaleRevisionError(base, null);
  if (track.revision !== base) throw new StaleRevisionError(base, track.revision);
  const [before, machine] = await Promise.all([readEditedCues(deps.sql, base), machineCues(deps, track.id)]);
  return reviseCues(cues, { base: before, machine });
}

/**
 * Writes the files of a revision, then has `save` write its rows; where it refuses to, no file is left. Where nobody
 * knows what became of the rows, the files are `sweepCaptions`'s to remove.
 */
export async function withFiles<T>(
  { sql, storage, log }: RevisionDeps,
  video: Video,
  { language, ...wanted }: Omit<WantedRevision, "base"> & { base: string | null; language: string },
  save: (revision: NewRevision) => Promise<T>,
): Promise<T> {
  const id = newId();
  const keys = captionFiles(video.id, id);
  const files = revisionFiles(wanted.cues, { language, durationSeconds: video.durationSeconds });
  await announceCaptions(sql, { revisionId: id, videoId: video.id });
  try {
    await storage.putText(keys.srtKey, files.srt);
    await storage.putText(keys.vttKey, files.vtt);
    await storage.putText(keys.transcriptKey, files.json);
    const { source, author, note, base, cues } = wanted;
    const revision = { id, source, author, note, baseRevision: base, cues, wordCount: countWords(cues), ...keys };
    return await save({ ...revision, isAnnounced: true });
  } catch (error) {
    // after any other error nobody knows whether the rows were written
    if (error instanceof ConflictError || error instanceof NotFoundError) {
      await cleanUp(log, id, async () => {
        if (await findRevisionTrack(sql, id)) return;
        for (const key of Object.values(keys)) await storage.delete(key);
        await forgetPendingCaptions(sql, id);
      });
    }
    throw error;
  }
}
