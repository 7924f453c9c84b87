import type { Context } from "hono";
import { type RevisionContent, saveWithFiles } from "../../src/revisions/revision_writer.ts";
import { ConflictError } from "../../src/core/errors.ts";
import { currentRevision, getRevision, saveRevision, StaleRevisionError } from "../../src/db/tracks/revisions.ts";
import { getTrack } from "../../src/db/tracks/tracks.ts";
import type { TrackSummary } from "../../src/db/tracks/tracks.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import type { Deps, Env } from "../deps.ts";
import { problem, problemResponse, UnprocessableError } from "../http/errors.ts";
import { cueJson, trackJson } from "./track_json.ts";
import { readEditedCues } from "../../src/db/tracks/cues.ts";

/**
 * Saves a revision as the current one of its track and answers with it.
 *
 * @throws {StaleRevisionError} if its base is no longer the current revision
 */
export async function answerSaved(
  c: Context<Env>,
  deps: Deps,
  { video, track, content, more = {} }: {
    video: Video;
    track: TrackSummary;
    content: RevisionContent;
    /** Fields added to the answer. */
    more?: Record<string, unknown>;
  },
): Promise<Response> {
  const id = await saveWithFiles(deps, video, { ...content, language: track.language }, async (revision) => {
    await saveRevision(deps.sql, { videoId: video.id, trackId: track.id, revision });
    return revision.id;
  });
  const saved = await getRevision(deps.sql, track.id, id);
  c.header("ETag", `"${id}"`);
  c.header("Cache-Control", "no-store");
  return c.json({ ...trackJson(track, saved, content.cues), ...more });
}

/** Runs a handler; answers 409 with the current revision if the handler's base is older. */
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

export const MAX_NOTE_CHARS = 500;

/** Reads the user's note about a change. @throws {UnprocessableError} */
export function readNote(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" || value.length > MAX_NOTE_CHARS) {
    throw new UnprocessableError(`note must be text of at most ${MAX_NOTE_CHARS} characters`);
  }
  // deno-lint-ignore no-control-regex
  return value.toWellFormed().replace(/[\x00-\x1f\x7f]+/g, " ").trim() || null;
}
