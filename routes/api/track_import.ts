import { type Context, Hono } from "hono";
import {
  type CaptionFormat,
  IMPORT_FORMATS,
  parseCaptionFile,
  UnreadableCaptionsError,
} from "../../src/captions/mod.ts";
import { ConflictError } from "../../src/core/errors.ts";
import { getTrack, type TrackSummary } from "../../src/db/tracks/tracks.ts";
import { enqueue } from "../../src/db/videos/video_jobs.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { changeableVideo } from "../access.ts";
import { checkCues, plainText } from "./cue_body.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods, UnprocessableError } from "../http/errors.ts";
import { readJson, readText } from "../http/request_body.ts";
import { requireCurrent, reviseTrack } from "../../src/revisions/revision_writer.ts";
import { rejectUnknownFields } from "../../src/core/fields.ts";
import { answerSaved, orConflict, readRevisionId } from "./save_revision.ts";
import { readAlignState } from "../../src/db/tracks/alignment.ts";

const MAX_FILE_BYTES = 5_000_000;
/** A day of speech. */
const MAX_SCRIPT_CHARS = 2_000_000;

/** Imports caption files, and scripts, whose times a job finds. Mounted at /api/videos. */
export function importRoutes(deps: Deps): Hono<Env> {
  const { sql } = deps;
  const app = new Hono<Env>();

  app.post("/:id/tracks/:track/import", async (c) => {
    const video = await changeableVideo(c, deps);
    return await orConflict(c, deps, video.id, async () => {
      const track = await getTrack(sql, video.id, c.req.param("track"));
      const format = readFormat(c.req.query("format"));
      const base = readRevisionId(c.req.query("base_revision"), "base_revision");
      const text = (await readText(c.req.raw, MAX_FILE_BYTES)).replace(/^\ufeff/, "");
      if (format.isScript) return await startAligning(c, deps, { video, track, base, text });
      const { cues, problems } = readFile(format, text);
      const content = {
        source: "uploaded" as const,
        author: c.get("viewer")!.user,
        note: `imported from ${format.label}`,
        baseRevision: base,
        cues: await reviseTrack(sql, track, base, cues),
      };
      return await answerSaved(c, deps, { video, track, content, more: { problems } });
    });
  }).all("/:id/tracks/:track/import", onlyMethods("POST"));

  app.post("/:id/tracks/:track/align", async (c) => {
    const video = await changeableVideo(c, deps);
    return await orConflict(c, deps, video.id, async () => {
      const track = await getTrack(sql, video.id, c.req.param("track"));
      const fields = await readJson(c.req.raw, MAX_FILE_BYTES);
      rejectUnknownFields(fields, ["text", "base_revision"]);
      const base = readRevisionId(fields.base_revision, "base_revision");
      if (typeof fields.text !== "string") throw new UnprocessableError("text is missing: it must be what is spoken");
      return await startAligning(c, deps, { video, track, base, text: fields.text });
    });
  }).all("/:id/tracks/:track/align", onlyMethods("POST"));

  app.get("/:id/tracks/:track/align/:job", async (c) => {
    const video = await changeableVideo(c, deps);
    await getTrack(sql, video.id, c.req.param("track"));
    c.header("Cache-Control", "no-store");
    const { id, state, progress, stage, error, message } = await readAlignState(sql, video.id, c.req.param("job"));
    return c.json({ job: { id, state, progress, stage, error, message } });
  }).all("/:id/tracks/:track/align/:job", onlyMethods("GET", "HEAD"));
  return app;
}

function readFormat(value: string | undefined): CaptionFormat {
  const format = IMPORT_FORMATS.find(({ name }) => name === value);
  if (format) return format;
  throw new UnprocessableError(
    `format is ${JSON.stringify(value) ?? "missing"}: it must be one of ${
      IMPORT_FORMATS.map(({ name }) => name).join(", ")
    }`,
  );
}

function readFile({ name }: CaptionFormat, text: string) {
  try {
    const { cues, problems } = parseCaptionFile(name, text);
    return { cues: checkCues(cues), problems };
  } catch (error) {
    throw error instanceof UnreadableCaptionsError ? new UnprocessableError(error.message) : error;
  }
}

async function startAligning(
  c: Context<Env>,
  { sql }: Deps,
  { video, track, base, text }: { video: Video; track: TrackSummary; base: string; text: string },
): Promise<Response> {
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
  return c.json({ job: { id, kind, state, progress, stage }, status_url }, 202);
}
