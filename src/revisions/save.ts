import type { Context } from "hono";
import { countWords, type GivenCue, reviseCues, revisionFiles } from "../captions/mod.ts";
import { newId } from "../core/ids.ts";
import { ConflictError, NotFoundError } from "../core/errors.ts";
import type { EditedCue } from "../core/types.ts";
import type { RevisionSource } from "../db/tracks/captions.ts";
import {
  currentRevision,
  findRevisionTrack,
  getRevision,
  machineRevision,
  type NewRevision,
  readEditedCues,
  saveRevision,
  StaleRevisionError,
} from "../db/tracks/revisions.ts";
import { announceCaptions, forgetPendingCaptions } from "../db/tracks/pending_captions.ts";
import { getTrack, type TrackSummary } from "../db/tracks/tracks.ts";
import type { Video } from "../db/videos/videos.ts";
import { captionFiles } from "../storage/object_keys.ts";
import { cleanUp } from "../uploads/clean_up.ts";
import type { Deps, Env } from "../../routes/deps.ts";
import { problem, problemResponse, UnprocessableError } from "../../routes/http/errors.ts";
import { cueJson, trackJson } from "../../routes/api/track_json.ts";

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
export async function machineCues({ sql }: Pick<Deps, "sql">, trackId: string): Promise<EditedCue[] | null> {
  const id = await machineRevision(sql, trackId);
  return id === null ? null : await readEditedCues(sql, id);
}

/**
 * Cues of a person as those of a revision.
 *
 * @throws {StaleRevisionError} if `base` is not the current revision
 */
export async function revised(
  deps: Pick<Deps, "sql">,
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
  { sql, storage, log }: Pick<Deps, "sql" | "storage" | "log">,
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

/**
 * Makes a state of a track the current one and answers with it.
 *
 * @throws {StaleRevisionError} where another one has become current since
 */
export async function answerSaved(
  c: Context<Env>,
  deps: Deps,
  { video, track, wanted, more = {} }: {
    video: Video;
    track: TrackSummary;
    wanted: WantedRevision;
    /** Fields of the answer besides. */
    more?: Record<string, unknown>;
  },
): Promise<Response> {
  const id = await withFiles(deps, video, { ...wanted, language: track.language }, async (revision) => {
    await saveRevision(deps.sql, { videoId: video.id, captionId: track.id, revision });
    return revision.id;
  });
  const saved = await getRevision(deps.sql, track.id, id);
  c.header("ETag", `"${id}"`);
  c.header("Cache-Control", "no-store");
  return c.json({ ...trackJson(track, saved, wanted.cues), ...more });
}

/** Runs a handler; where the captions were changed meanwhile, answers 409 with what they are now. */
export async function orConflict(
  c: Context<Env>,
  { sql }: Pick<Deps, "sql">,
  videoId: string,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StaleRevisionError)) throw error;
    if (error.current === null) throw new ConflictError(error.message);
    const track = await getTrack(sql, videoId, c.req.param("track") ?? "");
    const now = await currentRevision(sql, track.id);
    const cues = now ? await readEditedCues(sql, now.id) : [];
    const current = now && { revision: trackJson(track, now, []).revision, cues: cues.map(cueJson) };
    return problemResponse({ ...problem(409, error.message), current, base_revision: error.base } as never);
  }
}

/** @throws {UnprocessableError} */
export function readRevisionId(value: unknown, name: string): string {
  if (typeof value === "string" && value !== "" && value.length <= 100) return value;
  throw new UnprocessableError(`${name} is ${JSON.stringify(value) ?? "missing"}: it must be the id of a revision`);
}

const MAX_NOTE_CHARS = 500;

/** What a person says of their change. @throws {UnprocessableError} */
export function readNote(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" || value.length > MAX_NOTE_CHARS) {
    throw new UnprocessableError(`note must be text of at most ${MAX_NOTE_CHARS} characters`);
  }
  // deno-lint-ignore no-control-regex
  return value.toWellFormed().replace(/[\x00-\x1f\x7f]+/g, " ").trim() || null;
}
