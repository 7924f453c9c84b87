import { type Context, Hono } from "hono";
import { isExplainable } from "../../src/core/attention.ts";
import { ConflictError, NotFoundError } from "../../src/core/errors.ts";
import {
  type AttentionWindow,
  findMachineRevision,
  lastAttentionJob,
  listAttention,
  type MachineRevision,
} from "../../src/db/videos/attention.ts";
import { cancel } from "../../src/db/jobs/outcomes.ts";
import { enqueue } from "../../src/db/videos/video_jobs.ts";
import type { Job } from "../../src/db/jobs/job_rows.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { changeableVideo, mayChange, preflight, sharingHeaders, visibleVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";
import { FILE_HEADERS, FILE_PROBLEMS, fileAnswers } from "../http/file_answers.ts";
import {
  type AttentionJson,
  attentionSchema,
  type AttentionWindowJson,
  momentQuerySchema,
  requestedSchema,
} from "../../src/schemas/audio_report.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { sendFile } from "../http/send_file.ts";

/** The error for viewers who may not change the video. */
const FAILED = "What Whisper attended to at this moment could not be worked out.";

/**
 * Whisper's attention in one window of a video, for every layer and head. It is computed when a user who may change the
 * video requests a moment, `?t=` in seconds. Mounted at /api/videos.
 */
export function attentionRoutes(deps: Deps): Hono<Env> {
  const [one, data] = ["/:id/attention", "/:id/attention/data"];
  return new Hono<Env>()
    .post(one, request(deps)).get(one, show(deps)).delete(one, drop(deps))
    .options(one, preflight(deps)).all(one, onlyMethods("GET", "HEAD", "POST", "DELETE"))
    .get(data, figures(deps)).options(data, preflight(deps)).all(data, onlyMethods("GET", "HEAD"));
}

const VIDEO = { id: videoIdSchema };

const request = (deps: Deps) =>
  endpoint({
    id: "requestAttention",
    tag: "audio report",
    summary: "Computes what Whisper attends to at a moment",
    access: "owner",
    params: VIDEO,
    query: momentQuerySchema,
    answers: {
      200: { description: "It exists.", json: requestedSchema },
      202: { description: "A job computes it.", json: requestedSchema },
    },
    problems: [404, 409],
  }, async (c, { query, json }) => {
    const { sql } = deps;
    const video = await changeableVideo(c, deps);
    const t = momentOf(query()) ?? 0;
    const { refusal, revision, windows } = await readAttention(deps, video);
    if (refusal !== null || !revision) throw new ConflictError(refusal ?? "there is nothing to look into");
    const address = { status_url: `/api/videos/${video.id}/attention?t=${t}` };
    if (windowAt(windows, t)) return json(200, { state: "ready", job: null, ...address });
    const last = await lastAttentionJob(sql, video.id);
    if (last && isActive(last) && last.payload.t !== t) {
      throw new ConflictError(
        `the moment at ${last.payload.t} s of this video is being looked into: wait, or stop that`,
      );
    }
    const { job } = await enqueue(sql, { kind: "explain_window", videoId: video.id, payload: { t } });
    const { id, kind, state, progress, stage } = job;
    return json(202, { state, job: { id, kind, state, progress, stage }, ...address });
  });

const show = (deps: Deps) =>
  endpoint({
    id: "getAttention",
    tag: "audio report",
    summary: "What is computed of Whisper's attention",
    access: "viewer",
    params: VIDEO,
    query: momentQuerySchema,
    answers: { 200: { description: "The moment, and all stored windows.", json: attentionSchema } },
    problems: [404],
  }, async (c, { query, json }) => {
    const video = await visibleVideo(c, deps);
    const t = momentOf(query());
    const { refusal, revision, windows } = await readAttention(deps, video);
    const found = t === null ? null : windowAt(windows, t);
    const shown = (window: AttentionWindow) => windowJson(video, window);
    const answer: AttentionJson = {
      ...(found ? { state: "ready", progress: 1, stage: null, error: null } : await progressOf(c, deps, video, t)),
      window: found && shown(found),
      model: revision?.model.split("/").at(-1) ?? null, // without the path of a folder
      refusal,
      windows: windows.map(shown),
    };
    return json(200, answer, { "Cache-Control": "no-store" });
  });

const drop = (deps: Deps) =>
  endpoint({
    id: "stopAttention",
    tag: "audio report",
    summary: "Stops the computation",
    access: "owner",
    params: VIDEO,
    answers: { 204: { description: "Nothing is computed any more." } },
    problems: [404],
  }, async (c) => {
    const { sql } = deps;
    const video = await changeableVideo(c, deps);
    const job = await lastAttentionJob(sql, video.id);
    if (job && isActive(job)) await cancel(sql, job.id);
    return c.body(null, 204);
  });

const figures = (deps: Deps) =>
  endpoint({
    id: "getAttentionData",
    tag: "audio report",
    summary: "The figures of a window",
    access: "viewer",
    params: VIDEO,
    query: momentQuerySchema,
    headers: FILE_HEADERS,
    answers: fileAnswers("gzip of the file that src/core/attention.ts describes.", { "application/gzip": null }),
    problems: FILE_PROBLEMS,
  }, async (c, { query }) => {
    const video = await visibleVideo(c, deps);
    const { windows } = await readAttention(deps, video);
    const found = windowAt(windows, momentOf(query()) ?? 0);
    if (!found) throw new NotFoundError("what was attended to at this moment has not been worked out yet");
    return await sendFile(c, deps.storage, found.storageKey, {
      ...sharingHeaders(video),
      "Content-Type": "application/gzip",
    });
  });

interface AttentionState {
  refusal: string | null;
  revision: MachineRevision | null;
  windows: AttentionWindow[];
}

async function readAttention({ sql }: Pick<Deps, "sql">, video: Video): Promise<AttentionState> {
  const revision = await findMachineRevision(sql, video.id);
  const windows = revision ? await listAttention(sql, video.id, revision.id) : [];
  return { refusal: refusalOf(video, revision), revision, windows };
}

function refusalOf(video: Video, revision: MachineRevision | null): string | null {
  if (video.state === "failed") return "this video could not be prepared: upload it again";
  if (!video.hasAudio) return "this video has no sound, so there is nothing to look into";
  if (!revision) {
    return "this video has no captions that a model wrote: generate them first, then its words can be looked into";
  }
  const model = revision.model.split("/").at(-1)!;
  if (isExplainable(model) === false) {
    return `these captions were written by ${model}, which is too large to be looked into here: ` +
      "generate them with tiny, base or small to see how they come about";
  }
  return null;
}

function windowAt(windows: AttentionWindow[], t: number): AttentionWindow | null {
  return windows.find(({ fromSeconds, toSeconds }) => fromSeconds <= t && t < toSeconds) ?? null;
}

function windowJson(video: Video, { startSeconds, endSeconds, model }: AttentionWindow): AttentionWindowJson {
  const middle = Math.round(50 * (startSeconds + endSeconds)) / 100;
  return {
    start: startSeconds,
    end: endSeconds,
    model,
    data_url: `/api/videos/${video.id}/attention/data?t=${middle}`,
  };
}

/** The moment that is asked for, to a hundredth of a second. */
function momentOf({ t }: { t?: number }): number | null {
  return t === undefined ? null : Math.round(t * 100) / 100;
}

function isActive({ state }: Job): boolean {
  return state === "queued" || state === "running";
}

async function progressOf(
  c: Context<Env>,
  { sql }: Pick<Deps, "sql">,
  video: Video,
  t: number | null,
): Promise<Pick<AttentionJson, "state" | "progress" | "stage" | "error">> {
  const none = { state: "none", progress: 0, stage: null, error: null } as const;
  const job = t === null ? null : await lastAttentionJob(sql, video.id);
  if (!job || job.payload.t !== t) return none;
  if (isActive(job)) {
    return { state: job.state as "queued" | "running", progress: job.progress, stage: job.stage, error: null };
  }
  if (job.state !== "dead") return none; // cancelled, or of captions that were replaced
  return { ...none, state: "failed", error: mayChange(c.get("viewer"), video) ? job.error : FAILED };
}
