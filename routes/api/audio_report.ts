import { type Context, Hono } from "hono";
import { assetPath } from "../../src/core/assets.ts";
import { ConflictError, NotFoundError } from "../../src/core/errors.ts";
import { lastAudioReportJob } from "../../src/db/videos/audio_report.ts";
import { enqueue } from "../../src/db/videos/video_jobs.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { audioReportFiles } from "../../src/storage/object_keys.ts";
import { changeableVideo, mayChange, preflight, sharingHeaders, visibleVideo } from "../access.ts";
import { isNotModified } from "../http/conditional.ts";
import type { Deps, Env, Viewer } from "../deps.ts";
import { onlyMethods } from "../http/errors.ts";
import { sendFile } from "../http/send_file.ts";

/** The error for viewers who may not change the video. */
const FAILED_TEXT = "What can be heard in this video could not be worked out.";

/** The state of the audio report before it is ready. */
export interface AudioReportStateJson {
  state: "none" | "queued" | "running" | "failed";
  /** 0 to 1. */
  progress: number;
  stage: string | null;
  error: string | null;
}

/**
 * The audio report of a video: waveform, log-mel spectrogram, speech, silence and more. A job makes it when a user who
 * may change the video requests it. Mounted at /api/videos.
 */
export function audioReportRoutes(deps: Deps): Hono<Env> {
  const { sql, storage } = deps;
  const app = new Hono<Env>();

  app.post("/:id/hearing", async (c) => {
    const video = await changeableVideo(c, deps);
    const address = { status_url: `/api/videos/${video.id}/hearing` };
    if (video.audioReportKey) return c.json({ state: "ready", job: null, ...address }, 200);
    if (video.state === "failed") throw new ConflictError("this video could not be prepared: upload it again");
    if (!video.hasAudio) throw new ConflictError("this video has no sound, so there is nothing to hear");
    const { job } = await enqueue(sql, { kind: "inspect_audio", videoId: video.id });
    const { id, kind, state, progress, stage } = job;
    return c.json({ state, job: { id, kind, state, progress, stage }, ...address }, 202);
  });

  app.get("/:id/hearing", async (c) => {
    const video = await visibleVideo(c, deps);
    if (!video.audioReportKey) {
      c.header("Cache-Control", "no-store");
      return c.json(await readState(deps, video, c.get("viewer")));
    }
    const etag = `"${video.audioReportKey.split("/").at(-1)}"`;
    const headers = { ...sharingHeaders(video), "Content-Type": "application/json", ETag: etag };
    if (isNotModified(c.req.raw.headers, { etag, modified: null })) return c.body(null, 304, headers);
    // the index is half a megabyte of JSON: it is sent as stored, without parsing
    const index = await storage.readText(audioReportFiles(video.audioReportKey).index);
    const about = { state: "ready", mel_url: `${c.req.path}/mel`, peaks_url: `${c.req.path}/peaks` };
    return c.body(`${JSON.stringify(about).slice(0, -1)},${index.slice(1)}`, 200, headers);
  }).options("/:id/hearing", preflight(deps)).all("/:id/hearing", onlyMethods("GET", "HEAD", "POST"));

  for (const what of ["mel", "peaks"] as const) {
    app.get(`/:id/hearing/${what}`, async (c: Context<Env>) => {
      const video = await visibleVideo(c, deps);
      if (!video.audioReportKey) throw new NotFoundError("what can be heard in this video has not been worked out yet");
      const key = audioReportFiles(video.audioReportKey)[what];
      return await sendFile(c, storage, key, { ...sharingHeaders(video), "Content-Type": "application/octet-stream" });
    }).options(preflight(deps)).all(onlyMethods("GET", "HEAD"));
  }
  return app;
}

/** Reference reports of speech, music and silence for comparison, the same for every video. Mounted at /api/hearing. */
export function audioReportReferenceRoutes(): Hono<Env> {
  return new Hono<Env>().get("/references", async (c) => {
    const text = await Deno.readTextFile(assetPath("reference_reports.json"));
    return c.body(text, 200, { "Content-Type": "application/json", "Cache-Control": "public, max-age=3600" });
  }).all("/references", onlyMethods("GET", "HEAD"));
}

async function readState(
  { sql }: Pick<Deps, "sql">,
  video: Video,
  viewer: Viewer | null,
): Promise<AudioReportStateJson> {
  const job = await lastAudioReportJob(sql, video.id);
  const none: AudioReportStateJson = { state: "none", progress: 0, stage: null, error: null };
  if (!job) return none;
  if (job.state === "queued" || job.state === "running") {
    return { state: job.state, progress: job.progress, stage: job.stage, error: null };
  }
  if (job.state !== "dead") return none; // cancelled, or the report was deleted since
  return { ...none, state: "failed", error: mayChange(viewer, video) ? job.error : FAILED_TEXT };
}
