import { type Context, Hono } from "hono";
import { isExplainable } from "../../src/core/attention.ts";
import { ConflictError, NotFoundError, ValidationError } from "../../src/core/errors.ts";
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
import { onlyMethods } from "../http/errors.ts";
import { sendFile } from "../http/send_file.ts";

/** The error for viewers who may not change the video. */
const FAILED = "What Whisper attended to at this moment could not be worked out.";

/** A window with stored attention. Times in seconds of media. */
export interface AttentionWindowJson {
  start: number;
  end: number;
  model: string;
  /** gzip of the file that src/core/attention.ts describes. */
  data_url: string;
}

/** The attention of a moment, and all windows of the video. */
export interface AttentionJson {
  /** State of the requested moment; `none` if no moment was requested. */
  state: "none" | "queued" | "running" | "failed" | "ready";
  /** 0 to 1. */
  progress: number;
  stage: string | null;
  error: string | null;
  /** The stored window of that moment. */
  window: AttentionWindowJson | null;
  /** The model that wrote the captions and computes the attention. */
  model: string | null;
  /** Why there can be no attention for this video, in a sentence; null if there can. */
  refusal: string | null;
  /** All stored windows, in order. */
  windows: AttentionWindowJson[];
}

/**
 * Whisper's attention in one window of a video, for every layer and head. It is computed when a user who may change the
 * video requests a moment, `?t=` in seconds. Mounted at /api/videos.
 */
export function attentionRoutes(deps: Deps): Hono<Env> {
  const { sql, storage } = deps;
  const app = new Hono<Env>();

  app.post("/:id/attention", async (c) => {
    const video = await changeableVideo(c, deps);
    const t = readMoment(c) ?? 0;
    const { refusal, revision, windows } = await readAttention(deps, video);
    if (refusal !== null || !revision) throw new ConflictError(refusal ?? "there is nothing to look into");
    const address = { status_url: `/api/videos/${video.id}/attention?t=${t}` };
    if (windowAt(windows, t)) return c.json({ state: "ready", job: null, ...address }, 200);
    const last = await lastAttentionJob(sql, video.id);
    if (last && isActive(last) && last.payload.t !== t) {
      throw new ConflictError(
        `the moment at ${last.payload.t} s of this video is being looked into: wait, or stop that`,
      );
    }
    const { job } = await enqueue(sql, { kind: "explain_window", videoId: video.id, payload: { t } });
    const { id, kind, state, progress, stage } = job;
    return c.json({ state, job: { id, kind, state, progress, stage }, ...address }, 202);
  });

  app.get("/:id/attention", async (c) => {
    const video = await visibleVideo(c, deps);
    const t = readMoment(c);
    const { refusal, revision, windows } = await readAttention(deps, video);
    const found = t === null ? null : windowAt(windows, t);
    const json = (window: AttentionWindow) => windowJson(video, window);
    const answer: AttentionJson = {
      ...(found ? { state: "ready", progress: 1, stage: null, error: null } : await progressOf(c, deps, video, t)),
      window: found && json(found),
      model: revision?.model.split("/").at(-1) ?? null, // without the path of a folder
      refusal,
      windows: windows.map(json),
    };
    c.header("Cache-Control", "no-store");
    return c.json(answer);
  });

  app.delete("/:id/attention", async (c) => {
    const video = await changeableVideo(c, deps);
    const job = await lastAttentionJob(sql, video.id);
    if (job && isActive(job)) await cancel(sql, job.id);
    return c.body(null, 204);
  });
  app.options("/:id/attention", preflight(deps)).all(onlyMethods("GET", "HEAD", "POST", "DELETE"));

  app.get("/:id/attention/data", async (c) => {
    const video = await visibleVideo(c, deps);
    const { windows } = await readAttention(deps, video);
    const found = windowAt(windows, readMoment(c) ?? 0);
    if (!found) throw new NotFoundError("what was attended to at this moment has not been worked out yet");
    return await sendFile(c, storage, found.storageKey, {
      ...sharingHeaders(video),
      "Content-Type": "application/gzip",
    });
  }).options(preflight(deps)).all(onlyMethods("GET", "HEAD"));

  return app;
}

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

/** @throws {ValidationError} */
function readMoment(c: Context<Env>): number | null {
  const text = c.req.query("t");
  if (text === undefined || text === "") return null;
  const t = Number(text);
  if (!(t >= 0) || !Number.isFinite(t)) {
    throw new ValidationError(`t is ${JSON.stringify(text)}: it must be a moment of the video, in seconds from 0`);
  }
  return Math.round(t * 100) / 100;
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
