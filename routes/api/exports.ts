import { Hono } from "hono";
import { ConflictError, NotFoundError } from "../../src/core/errors.ts";
import { defaultTrack } from "../../src/core/labels/track_labels.ts";
import type { JobPayload } from "../../src/db/jobs/job_rows.ts";
import { listTracks, type TrackSummary } from "../../src/db/tracks/tracks.ts";
import { type Export, EXPORT_SECONDS, findExport, findExportJob, findSameExport } from "../../src/db/videos/exports.ts";
import { listRenditions } from "../../src/db/videos/renditions.ts";
import { enqueue } from "../../src/db/videos/video_jobs.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import {
  exportIdSchema,
  type ExportJson,
  exportRequestedSchema,
  exportSchema,
  newExportSchema,
} from "../../src/schemas/export.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { changeableVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods, UnprocessableError } from "../http/errors.ts";
import { FILE_HEADERS, FILE_PROBLEMS, fileAnswers } from "../http/file_answers.ts";
import { attachment, safeFileStem } from "../http/file_names.ts";
import { sendFile } from "../http/send_file.ts";

const PATH = "/:id/exports";
const MEDIA_TYPES: Record<string, string> = { mp4: "video/mp4", mkv: "video/x-matroska" };

/** Files of a video with its captions, for those who may change it. Mounted at /api/videos. */
export function exportRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>()
    .post(PATH, request(deps)).all(PATH, onlyMethods("POST"))
    .get(`${PATH}/:export`, show(deps)).all(`${PATH}/:export`, onlyMethods("GET", "HEAD"))
    .get(`${PATH}/:export/file`, file(deps)).all(`${PATH}/:export/file`, onlyMethods("GET", "HEAD"));
}

const VIDEO = { id: videoIdSchema };
const EXPORT = { ...VIDEO, export: exportIdSchema };

const request = (deps: Deps) =>
  endpoint({
    id: "exportVideo",
    tag: "captions",
    summary: "Makes a file of a video with its captions",
    description: "As streams that players can turn on, or burned into the picture. The file is kept for a day.",
    access: "owner",
    params: VIDEO,
    body: newExportSchema,
    answers: {
      200: { description: "It exists.", json: exportRequestedSchema },
      202: { description: "A job makes it.", json: exportRequestedSchema },
    },
    problems: [404, 409, 422],
  }, async (c, { body, json }) => {
    const { sql } = deps;
    const video = await changeableVideo(c, deps);
    const { format, burn_in, tracks: ids } = await body();
    if (video.state !== "ready") throw new ConflictError("this video is not ready to be played yet: wait until it is");
    if (burn_in && !video.hasVideo) throw new ConflictError("this video has no picture to write captions into");
    const tracks = chooseTracks(await listTracks(sql, video.id), video, { ids, isOne: burn_in });
    const places = tracks.map(({ id, revision }) => `${id}:${revision}`).join(" ");
    // a better rendition, or one of an edited video, makes another file
    const rendition = (await listRenditions(sql, video.id)).at(0)?.mp4Key ?? "";
    const payload: JobPayload = { format, burn_in, tracks: places, rendition };
    const status = (id: string) => `/api/videos/${video.id}/exports/${id}`;
    const same = await findSameExport(sql, video.id, payload);
    if (same) return json(200, { state: "ready", job: null, status_url: status(same.id) });
    const { job } = await enqueue(sql, { kind: "export_video", videoId: video.id, payload }).catch((error) => {
      if (!(error instanceof ConflictError)) throw error;
      throw new ConflictError("another file of this video is being made: wait until that has ended");
    });
    const { id, kind, state, progress, stage } = job;
    return json(202, { state, job: { id, kind, state, progress, stage }, status_url: status(id) });
  });

/** @throws {ConflictError} if there are no captions with cues; {UnprocessableError} for a wrong id */
function chooseTracks(
  all: readonly TrackSummary[],
  video: Video,
  { ids, isOne }: { ids: readonly string[] | undefined; isOne: boolean },
): TrackSummary[] {
  const finished = all.filter(({ state, cueCount }) => state === "finished" && cueCount > 0);
  const wrong = ids?.find((id) => !all.some((track) => track.id === id));
  if (wrong !== undefined) {
    throw new UnprocessableError(`tracks has ${JSON.stringify(wrong)}, which this video has not`);
  }
  const wanted = ids ? finished.filter(({ id }) => ids.includes(id)) : finished;
  if (wanted.length === 0) throw new ConflictError("there are no captions yet: generate or upload some first");
  if (!isOne) return wanted;
  if (ids && wanted.length > 1) throw new UnprocessableError("tracks has several: only one can be part of the picture");
  return [defaultTrack(wanted, video.language) ?? wanted[0]];
}

const show = (deps: Deps) =>
  endpoint({
    id: "getExport",
    tag: "captions",
    summary: "How far a file with captions is, and where",
    access: "owner",
    params: EXPORT,
    answers: { 200: { description: "Its state.", json: exportSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const { sql } = deps;
    const video = await changeableVideo(c, deps);
    const id = c.req.param("export") ?? "";
    const made = await findExport(sql, video.id, id);
    if (made) return json(200, madeJson(made), { "Cache-Control": "no-store" });
    const job = await findExportJob(sql, video.id, id);
    if (!job || job.state === "done") throw goneError();
    const isActive = job.state === "queued" || job.state === "running";
    return json(200, {
      ...{ id, state: isActive ? job.state as "queued" | "running" : "failed", progress: job.progress },
      ...{ format: String(job.payload.format), burn_in: Boolean(job.payload.burn_in), stage: job.stage },
      ...{ error: isActive ? null : job.error, file_url: null, file_bytes: null, expires_at: null },
    }, { "Cache-Control": "no-store" });
  });

const file = (deps: Deps) =>
  endpoint({
    id: "getExportFile",
    tag: "captions",
    summary: "A file of a video with its captions",
    access: "owner",
    params: EXPORT,
    headers: FILE_HEADERS,
    answers: fileAnswers("The file.", { "video/mp4": null, "video/x-matroska": null }),
    problems: FILE_PROBLEMS,
  }, async (c) => {
    const video = await changeableVideo(c, deps);
    const made = await findExport(deps.sql, video.id, c.req.param("export") ?? "");
    if (!made) throw goneError();
    const format = String(made.options.format);
    return await sendFile(c, deps.storage, made.storageKey, {
      "Cache-Control": "private, no-cache",
      "Content-Type": MEDIA_TYPES[format],
      "Content-Disposition": attachment(`${safeFileStem(video.title)}.captions.${format}`),
    });
  });

function goneError(): NotFoundError {
  return new NotFoundError("there is no such file: it is removed a day after it was made, so ask for it again");
}

function madeJson({ id, videoId, options, fileBytes, createdAt }: Export): ExportJson {
  return {
    ...{ id, state: "ready", format: String(options.format), burn_in: Boolean(options.burn_in), progress: 1 },
    ...{ stage: null, error: null, file_url: `/api/videos/${videoId}/exports/${id}/file`, file_bytes: fileBytes },
    expires_at: new Date(createdAt.getTime() + EXPORT_SECONDS * 1000).toISOString(),
  };
}
