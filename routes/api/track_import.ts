import { type Context, Hono } from "hono";
import { ConflictError } from "../../src/core/errors.ts";
import { getTrack, type TrackSummary } from "../../src/db/tracks/tracks.ts";
import { enqueue } from "../../src/db/videos/video_jobs.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { changeableVideo } from "../access.ts";
import { plainText } from "../../src/schemas/cue.ts";
import {
  type AligningJson,
  aligningSchema,
  alignSchema,
  alignStateSchema,
  importedTrackSchema,
  importQuerySchema,
  staleRevisionSchema,
  trackIdSchema,
} from "../../src/schemas/track.ts";
import { id } from "../../src/schemas/fields.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods, UnprocessableError } from "../http/errors.ts";
import { endpoint } from "../http/endpoint.ts";
import { requireCurrent, reviseTrack } from "../../src/revisions/revision_writer.ts";
import { findImportFormat, problemsOf, readCaptionFile, readCaptionText, readFrameRate } from "./caption_body.ts";
import { orConflict, saveAnswer } from "./save_revision.ts";
import { readAlignState } from "../../src/db/tracks/alignment.ts";

const MAX_SCRIPT_BYTES = 5_000_000;
/** A day of speech. */
const MAX_SCRIPT_CHARS = 2_000_000;

/** Imports caption files, and scripts, whose times a job finds. Mounted at /api/videos. */
export function importRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>()
    .post("/:id/tracks/:track/import", importFile(deps)).all("/:id/tracks/:track/import", onlyMethods("POST"))
    .post("/:id/tracks/:track/align", align(deps)).all("/:id/tracks/:track/align", onlyMethods("POST"))
    .get("/:id/tracks/:track/align/:job", alignState(deps))
    .all("/:id/tracks/:track/align/:job", onlyMethods("GET", "HEAD"));
}

const TRACK = { id: videoIdSchema, track: trackIdSchema };

const STALE = { description: "Another revision is current, or the video has no sound.", problem: staleRevisionSchema };

const importFile = (deps: Deps) =>
  endpoint({
    id: "importCaptions",
    tag: "tracks",
    summary: "Replaces the cues of a track by a file",
    description: "The body is the file. A script, which has no times, is timed against the sound by a job.",
    access: "owner",
    params: TRACK,
    query: importQuerySchema,
    content: { "text/plain": "1\n00:00:02,400 --> 00:00:04,000\nof beans behind the kitchen wall.\n" },
    answers: {
      200: { description: "The new current revision.", json: importedTrackSchema },
      202: { description: "A job times the script.", json: aligningSchema },
      409: STALE,
    },
    problems: [404, 422],
  }, async (c, { query, json }) => {
    const video = await changeableVideo(c, deps);
    return await orConflict(c, deps, video.id, async () => {
      const track = await getTrack(deps.sql, video.id, c.req.param("track") ?? "");
      const { format: name, base_revision: base, encoding } = query();
      const named = findImportFormat(name);
      const file = await readCaptionText(c.req.raw, { encoding, language: track.language });
      if (named.isScript) return json(202, await startAligning(c, deps, { video, track, base, text: file.text }));
      const frameRate = await readFrameRate(deps, video.id, { format: named, text: file.text });
      const { format, cues, changes } = readCaptionFile(named, file, { language: track.language, frameRate });
      const content = {
        source: "uploaded" as const,
        author: c.get("viewer")!.user,
        note: `imported from ${format.label}`,
        baseRevision: base,
        cues: await reviseTrack(deps.sql, track, base, cues),
      };
      return json(200, {
        ...await saveAnswer(c, deps, { video, track, content }),
        problems: problemsOf(changes),
        changes,
      });
    });
  });

const align = (deps: Deps) =>
  endpoint({
    id: "alignScript",
    tag: "tracks",
    summary: "Times a script against the sound",
    access: "owner",
    params: TRACK,
    body: alignSchema,
    answers: { 202: { description: "A job times it.", json: aligningSchema }, 409: STALE },
    problems: [404, 422],
  }, async (c, { body, json }) => {
    const video = await changeableVideo(c, deps);
    return await orConflict(c, deps, video.id, async () => {
      const track = await getTrack(deps.sql, video.id, c.req.param("track") ?? "");
      const { text, base_revision: base } = await body(MAX_SCRIPT_BYTES);
      return json(202, await startAligning(c, deps, { video, track, base, text }));
    });
  });

const alignState = (deps: Deps) =>
  endpoint({
    id: "getAlignment",
    tag: "tracks",
    summary: "How far the timing of a script is",
    access: "owner",
    params: { ...TRACK, job: id("The job's id.") },
    answers: { 200: { description: "The job.", json: alignStateSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const { sql } = deps;
    const video = await changeableVideo(c, deps);
    await getTrack(sql, video.id, c.req.param("track") ?? "");
    const job = await readAlignState(sql, video.id, c.req.param("job") ?? "");
    const { id, state, progress, stage, error, message } = job;
    return json(200, { job: { id, state, progress, stage, error, message } }, { "Cache-Control": "no-store" });
  });

async function startAligning(
  c: Context<Env>,
  { sql }: Deps,
  { video, track, base, text }: { video: Video; track: TrackSummary; base: string; text: string },
): Promise<AligningJson> {
  const script = plainText(text).trim();
  if (!/[\p{L}\p{N}]/u.test(script)) throw new UnprocessableError("the text has no words: it must be what is spoken");
  if (script.length > MAX_SCRIPT_CHARS) {
    throw new UnprocessableError(
      `the text has ${script.length} characters: ${MAX_SCRIPT_CHARS} are the most that it may have`,
    );
  }
  if (!video.hasAudio) throw new ConflictError("this video has no sound, so there is nothing to time the text by");
  if (video.state !== "ready") throw new ConflictError("this video is not ready to be played yet: wait until it is");
  requireCurrent(track, base);
  const payload = { track: track.id, base_revision: base, author: c.get("viewer")!.user, text: script };
  const { job } = await enqueue(sql, { kind: "align_captions", videoId: video.id, payload }).catch((error) => {
    if (!(error instanceof ConflictError)) throw error;
    // the message of this error would contain the other script
    throw new ConflictError("another text of this video is being timed: wait until that has ended");
  });
  const { id, kind, state, progress, stage } = job;
  const status_url = `/api/videos/${video.id}/tracks/${track.id}/align/${id}`;
  return { job: { id, kind, state, progress, stage }, status_url };
}
