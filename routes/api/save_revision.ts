import type { Context } from "hono";
import { type RevisionContent, saveWithFiles } from "../../src/revisions/revision_writer.ts";
import { ConflictError } from "../../src/core/errors.ts";
import { currentRevision, getRevision, saveRevision, StaleRevisionError } from "../../src/db/tracks/revisions.ts";
import { getTrack } from "../../src/db/tracks/tracks.ts";
import type { TrackSummary } from "../../src/db/tracks/tracks.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import type { Deps, Env } from "../deps.ts";
import { problem, problemResponse } from "../http/errors.ts";
import type { TrackJson } from "../../src/schemas/track.ts";
import { cueJson, trackJson } from "./track_json.ts";
import { readEditedCues } from "../../src/db/tracks/cues.ts";

/**
 * Saves a revision as the current one of its track, and sets the headers of the answer with it.
 *
 * @throws {StaleRevisionError} if its base is no longer the current revision
 */
export async function saveAnswer(
  c: Context<Env>,
  deps: Deps,
  { video, track, content }: {
    video: Video;
    track: TrackSummary;
    content: RevisionContent;
  },
): Promise<TrackJson> {
  const id = await saveWithFiles(deps, video, { ...content, language: track.language }, async (revision) => {
    await saveRevision(deps.sql, { videoId: video.id, trackId: track.id, revision });
    return revision.id;
  });
  const saved = await getRevision(deps.sql, track.id, id);
  c.header("ETag", `"${id}"`);
  c.header("Cache-Control", "no-store");
  return trackJson(track, saved, content.cues);
}

/** Runs a handler; answers 409 with the current revision if the handler's base is older. */
export async function orConflict(
  c: Context<Env>,
  { sql }: Pick<Deps, "sql">,
  place: string | { videoId: string; trackId: string },
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StaleRevisionError)) throw error;
    if (error.current === null) throw new ConflictError(error.message);
    const videoId = typeof place === "string" ? place : place.videoId;
    const track = await getTrack(sql, videoId, typeof place === "string" ? c.req.param("track") ?? "" : place.trackId);
    const now = await currentRevision(sql, track.id);
    const cues = now ? await readEditedCues(sql, now.id) : [];
    const current = now && { revision: trackJson(track, now, []).revision, cues: cues.map(cueJson) };
    return problemResponse({ ...problem(409, error.message), current, base_revision: error.base } as never);
  }
}
