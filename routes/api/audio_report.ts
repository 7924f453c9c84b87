import { Hono } from "hono";
import { z } from "zod";
import { assetPath } from "../../src/core/assets.ts";
import { ConflictError, NotFoundError } from "../../src/core/errors.ts";
import { lastAudioReportJob } from "../../src/db/videos/audio_report.ts";
import { enqueue } from "../../src/db/videos/video_jobs.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { audioReportFiles } from "../../src/storage/object_keys.ts";
import { changeableVideo, mayChange, preflight, sharingHeaders, visibleVideo } from "../access.ts";
import { isNotModified } from "../http/conditional.ts";
import type { Deps, Env, Viewer } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";
import { FILE_HEADERS, FILE_PROBLEMS, fileAnswers } from "../http/file_answers.ts";
import {
  audioReportSchema,
  type AudioReportStateJson,
  audioReportStateSchema,
  referenceReportsSchema,
  requestedSchema,
} from "../../src/schemas/audio_report.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { sendFile } from "../http/send_file.ts";

/** The error text for viewers who may not change the video: they do not get the job's own error. */
const FAILED_TEXT = "What can be heard in this video could not be worked out.";

/**
 * The audio report of a video: waveform, log-mel spectrogram, and spans of speech, music and silence. A POST from
 * somebody who may change the video queues the job that makes it. Mounted at /api/videos.
 */
export function audioReportRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  app.post("/:id/hearing", requestReport(deps)).get("/:id/hearing", showReport(deps))
    .options("/:id/hearing", preflight(deps)).all("/:id/hearing", onlyMethods("GET", "HEAD", "POST"));
  for (const what of ["mel", "peaks"] as const) {
    const path = `/:id/hearing/${what}`;
    app.get(path, reportFile(deps, what)).options(path, preflight(deps)).all(path, onlyMethods("GET", "HEAD"));
  }
  return app;
}

const VIDEO = { id: videoIdSchema };

const requestReport = (deps: Deps) =>
  endpoint({
    id: "requestAudioReport",
    tag: "audio report",
    summary: "Makes the audio report of a video",
    access: "owner",
    params: VIDEO,
    answers: {
      200: { description: "It exists.", json: requestedSchema },
      202: { description: "A job makes it.", json: requestedSchema },
    },
    problems: [404, 409],
  }, async (c, { json }) => {
    const { sql } = deps;
    const video = await changeableVideo(c, deps);
    const address = { status_url: `/api/videos/${video.id}/hearing` };
    if (video.audioReportKey) return json(200, { state: "ready", job: null, ...address });
    if (video.state === "failed") throw new ConflictError("this video could not be prepared: upload it again");
    if (!video.hasAudio) throw new ConflictError("this video has no sound, so there is nothing to hear");
    const { job } = await enqueue(sql, { kind: "inspect_audio", videoId: video.id });
    const { id, kind, state, progress, stage } = job;
    return json(202, { state, job: { id, kind, state, progress, stage }, ...address });
  });

const showReport = (deps: Deps) =>
  endpoint({
    id: "getAudioReport",
    tag: "audio report",
    summary: "What can be heard in a video, or how far that report is",
    access: "viewer",
    params: VIDEO,
    headers: { "If-None-Match": FILE_HEADERS["If-None-Match"] },
    answers: {
      200: { description: "The report, or its state.", json: z.union([audioReportSchema, audioReportStateSchema]) },
      304: { description: "The client has this version." },
    },
    problems: [404],
  }, async (c, { json }) => {
    const { storage } = deps;
    const video = await visibleVideo(c, deps);
    if (!video.audioReportKey) {
      c.header("Cache-Control", "no-store");
      return json(200, await readState(deps, video, c.get("viewer")));
    }
    const etag = `"${video.audioReportKey.split("/").at(-1)}"`;
    const headers = { ...sharingHeaders(video), ETag: etag };
    if (isNotModified(c.req.raw.headers, { etag, modified: null })) return c.body(null, 304, headers);
    // the index is half a megabyte of JSON: sent as stored, without parsing it
    const index = await storage.readText(audioReportFiles(video.audioReportKey).index);
    const about = { state: "ready", mel_url: `${c.req.path}/mel`, peaks_url: `${c.req.path}/peaks` };
    return c.body(`${JSON.stringify(about).slice(0, -1)},${index.slice(1)}`, 200, {
      ...headers,
      "Content-Type": "application/json",
    });
  });

const reportFile = (deps: Deps, what: "mel" | "peaks") =>
  endpoint({
    id: what === "mel" ? "getSpectrogram" : "getWaveform",
    tag: "audio report",
    summary: what === "mel" ? "The log-mel spectrogram as bytes" : "The waveform as bytes",
    access: "viewer",
    params: VIDEO,
    headers: FILE_HEADERS,
    answers: fileAnswers("As src/core/audio_report.ts describes it.", { "application/octet-stream": null }),
    problems: FILE_PROBLEMS,
  }, async (c) => {
    const video = await visibleVideo(c, deps);
    if (!video.audioReportKey) throw new NotFoundError("what can be heard in this video has not been worked out yet");
    const key = audioReportFiles(video.audioReportKey)[what];
    return await sendFile(c, deps.storage, key, {
      ...sharingHeaders(video),
      "Content-Type": "application/octet-stream",
    });
  });

/** Reference reports of speech, music and silence, the same for every video. Mounted at /api/hearing. */
export function audioReportReferenceRoutes(): Hono<Env> {
  return new Hono<Env>().get("/references", references()).all("/references", onlyMethods("GET", "HEAD"));
}

const references = () =>
  endpoint({
    id: "getReferenceReports",
    tag: "audio report",
    summary: "The sounds that a report can be compared with",
    access: "anyone",
    answers: { 200: { description: "Reports of speech, music and silence.", json: referenceReportsSchema } },
  }, async (c) => {
    const text = await Deno.readTextFile(assetPath("reference_reports.json"));
    return c.body(text, 200, { "Content-Type": "application/json", "Cache-Control": "public, max-age=3600" });
  });

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
  if (job.state !== "dead") return none; // cancelled, or done and the report was deleted since
  return { ...none, state: "failed", error: mayChange(viewer, video) ? job.error : FAILED_TEXT };
}
