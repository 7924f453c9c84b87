import { countWords, reviseCues, type SubmittedCue, writeRevisionFiles } from "../captions/mod.ts";
import { cleanUp } from "../core/clean_up.ts";
import { ConflictError, NotFoundError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import type { Log } from "../core/log.ts";
import type { EditedCue } from "../core/types.ts";
import type { Sql } from "../db/pool/client.ts";
import { readEditedCues } from "../db/tracks/cues.ts";
import { announceRevision, deletePendingRevision } from "../db/tracks/pending_revisions.ts";
import {
  findRevisionTrack,
  lastMachineRevisionId,
  type NewRevision,
  type RevisionSource,
  StaleRevisionError,
} from "../db/tracks/revisions.ts";
import type { TrackSummary } from "../db/tracks/tracks.ts";
import type { Video } from "../db/videos/videos.ts";
import type { Storage } from "../storage/storage.ts";
import { deleteRevisionFiles, putRevisionFiles } from "./revision_files.ts";

export interface RevisionDeps {
  sql: Sql;
  storage: Storage;
  log: Log;
}

/** What a new revision of a track holds. */
export interface RevisionContent {
  source: RevisionSource;
  author: string | null;
  model?: string | null;
  note: string | null;
  /** The revision that it was made from. */
  baseRevision: string | null;
  /** The revision that it is a translation of; absent: that of its base. */
  originalRevision?: string | null;
  cues: EditedCue[];
}

/**
 * The cues of the newest revision that the machine wrote, or of the newest before `before`; null where there is none.
 */
export async function readMachineCues(sql: Sql, trackId: string, before?: Date): Promise<EditedCue[] | null> {
  const id = await lastMachineRevisionId(sql, trackId, before);
  return id === null ? null : await readEditedCues(sql, id);
}

/** @throws {StaleRevisionError} if `base` is not the current revision of a finished track */
export function requireCurrent(track: Pick<TrackSummary, "state" | "revision">, base: string): void {
  if (track.state === "building") throw new StaleRevisionError(base, null);
  if (track.revision !== base) throw new StaleRevisionError(base, track.revision);
}

/**
 * Turns a person's cues into those of a revision: words keep their times, and edited cues are marked.
 *
 * @throws {StaleRevisionError} if `base` is not the current revision
 */
export async function reviseTrack(
  sql: Sql,
  track: TrackSummary,
  base: string,
  cues: SubmittedCue[],
): Promise<EditedCue[]> {
  requireCurrent(track, base);
  const [before, machine] = await Promise.all([readEditedCues(sql, base), readMachineCues(sql, track.id)]);
  return reviseCues(cues, { base: before, machine });
}

/**
 * Stores the files of a revision whose id names the attempt of a job, which deletes them where it does not succeed.
 *
 * @returns the row to insert
 */
export async function storeAttemptRevision(
  { storage }: Pick<RevisionDeps, "storage">,
  video: Pick<Video, "id" | "durationSeconds">,
  { id, language, ...content }: RevisionContent & { id: string; language: string },
): Promise<NewRevision> {
  const files = writeRevisionFiles(content.cues, { language, durationSeconds: video.durationSeconds });
  const keys = await putRevisionFiles(storage, { videoId: video.id, revisionId: id }, files);
  return { id, ...content, wordCount: countWords(content.cues), ...keys };
}

/**
 * Stores the files of a new revision. They are announced before, so that `sweepCaptions` deletes them if the row is
 * never inserted.
 *
 * @returns the row to insert
 */
export async function storeRevision(
  { sql, storage }: Pick<RevisionDeps, "sql" | "storage">,
  video: Pick<Video, "id" | "durationSeconds">,
  content: RevisionContent & { language: string },
): Promise<NewRevision> {
  const id = newId();
  await announceRevision(sql, { revisionId: id, videoId: video.id });
  return { ...await storeAttemptRevision({ storage }, video, { id, ...content }), isAnnounced: true };
}

/**
 * Stores the files of a new revision, then calls `save` to write its rows. The files are deleted where it refuses to.
 */
export async function saveWithFiles<T>(
  { sql, storage, log }: RevisionDeps,
  video: Pick<Video, "id" | "durationSeconds">,
  content: RevisionContent & { language: string },
  save: (revision: NewRevision) => Promise<T>,
): Promise<T> {
  const revision = await storeRevision({ sql, storage }, video, content);
  try {
    return await save(revision);
  } catch (error) {
    // after any other error the rows may have been written: `sweepCaptions` decides later
    if (error instanceof ConflictError || error instanceof NotFoundError) {
      await cleanUp(log, revision.id, async () => {
        if (!await findRevisionTrack(sql, revision.id)) {
          await discardRevision({ sql, storage }, { videoId: video.id, revisionId: revision.id });
        }
      });
    }
    throw error;
  }
}

/** Deletes the files of a revision that `storeRevision` stored and that has no row. */
export async function discardRevision(
  { sql, storage }: Pick<RevisionDeps, "sql" | "storage">,
  place: { videoId: string; revisionId: string },
): Promise<void> {
  await deleteRevisionFiles(storage, place);
  await deletePendingRevision(sql, place.revisionId);
}
