import { diskFault, isNoSpace, StorageGoneError } from "../core/disk.ts";
import { MediaError, messageOf, NotFoundError, ToolError, ValidationError } from "../core/errors.ts";
import { mayRepeat } from "../core/process_end.ts";
import { isUnreachable, withRetry } from "../db/pool/client.ts";
import { interrupt, park } from "../db/jobs/interruptions.ts";
import {
  fail,
  getJob,
  handBack,
  isHeld,
  type Job,
  type JobKind,
  LostJobError,
  progress,
  renew,
} from "../db/jobs/jobs.ts";
import { findAnyVideo } from "../db/videos/videos.ts";
import { FULL_DISK_BYTES } from "../media/process/end_of.ts"; // which a writing ffmpeg leaves
import { folderBytes } from "../storage/disk_space.ts";
import { transcriptionKey } from "../storage/object_keys.ts";
import { scratch } from "../storage/scratch.ts";
import { alignCaptions } from "./kinds/align_captions.ts";
import { captionVideo } from "./kinds/caption_video.ts";
import { dropOriginal } from "./kinds/drop_original.ts";
import { explainWindow } from "./kinds/explain_window.ts";
import { inspectAudio } from "./kinds/inspect_audio.ts";
import { removeLeftovers } from "./object_keys.ts";
import type { Attempt, JobParts } from "./parts.ts";
import { transcodeRenditions } from "./kinds/transcode_renditions.ts";
import { transcodeVideo } from "./kinds/transcode_video.ts";
import { transcribeAudio } from "./kinds/transcribe_audio.ts";

export const HANDLERS: Record<JobKind, (attempt: Attempt) => Promise<void>> = {
  transcode_video: transcodeVideo,
  transcode_renditions: transcodeRenditions,
  caption_video: captionVideo,
  drop_original: dropOriginal,
  transcribe_audio: transcribeAudio,
  inspect_audio: inspectAudio,
  align_captions: alignCaptions,
  explain_window: explainWindow,
};

const HEARTBEAT_MS = 15_000;
const REPORT_MS = 500;
/** How soon an attempt that has nothing to report learns that its job was cancelled. */
const CHECK_MS = 1000;
/** The largest model's slowest window on an old processor takes a third of it. */
const STALL_MS = 15 * 60_000;
/** For a handler to end after it was told to, before the process is given up. */
const GRACE_MS = 10_000;

const FAULTY_DISK = "the server's disk can't be read or written";

/** A job's code shows no progress and does not stop: native code hangs, and only the end of the process ends that. */
export class StalledError extends Error {
  override name = "StalledError";
}

/**
 * Runs one attempt at a claimed job to whatever end it takes: done, failed and counted, interrupted, lost, handed back
 * because `stopping` was aborted, or left to wait for space on the disk.
 *
 * @throws {StalledError}
 */
export async function runAttempt(
  parts: JobParts,
  job: Job,
  stopping: AbortSignal,
  { heartbeatMs = HEARTBEAT_MS, stallMs = STALL_MS } = {},
): Promise<void> {
  const { log } = parts;
  const fields = { job: job.id, kind: job.kind, video: job.videoId, attempt: job.attempt };
  const ending = new AbortController();
  const onStop = () => ending.abort(stopping.reason);
  stopping.addEventListener("abort", onStop);
  if (stopping.aborted) onStop();
  const pulse = new Pulse(parts, job, { heartbeatMs, stallMs, abort: (reason) => ending.abort(reason) });
  log.info("job started", fields);
  let writtenBytes = 0;
  try {
    await using work = await scratch(`${parts.config.dataDir}/work`);
    const attempt: Attempt = {
      ...parts,
      mediaTools: { ...parts.mediaTools, onProgress: () => pulse.touch() },
      job,
      workDir: work.path,
      signal: ending.signal,
      report: (progress, stage) => pulse.report(progress, stage),
    };
    await Promise.race([HANDLERS[job.kind](attempt), pulse.stalled]).catch(async (error) => {
      if (isNoSpace(error)) writtenBytes = await folderBytes(work.path);
      throw error;
    });
    log.info("job done", fields);
  } catch (error) {
    if (error instanceof StalledError) throw error;
    await settle(parts, job, { stopping, error: ending.signal.reason ?? error, writtenBytes });
  } finally {
    stopping.removeEventListener("abort", onStop);
    pulse.stop();
  }
}

/** Keeps the lease while the job gets on, and writes down how far it is. */
class Pulse {
  /** Rejects when the job neither gets on nor stops. */
  readonly stalled: Promise<never>;
  #parts: JobParts;
  #job: Job;
  #abort: (reason: unknown) => void;
  #stallMs: number;
  #latest: { progress: number; stage: string } | null = null;
  #lastSignMs: number;
  #writing = false;
  #checkedAt = Date.now();
  #timers: number[] = [];
  #giveUp!: (error: StalledError) => void;

  constructor(
    parts: JobParts,
    job: Job,
    { heartbeatMs, stallMs, abort }: { heartbeatMs: number; stallMs: number; abort: (reason: unknown) => void },
  ) {
    this.#parts = parts;
    this.#job = job;
    this.#abort = abort;
    this.#stallMs = stallMs;
    this.#lastSignMs = this.#clockMs();
    this.stalled = new Promise((_, reject) => this.#giveUp = reject);
    this.stalled.catch(() => {});
    this.#timers.push(setInterval(() => this.#beat(), heartbeatMs) as unknown as number);
    this.#timers.push(setInterval(() => this.#write(), REPORT_MS) as unknown as number);
  }

  report(progress: number, stage: string): void {
    this.#latest = { progress, stage };
    this.touch();
  }

  /** Says that the job gets on, of whose steps some have no share to report. */
  touch(): void {
    this.#lastSignMs = this.#clockMs();
  }

  /** Stands while the job's programs are stopped for more urgent work. */
  #clockMs(): number {
    return Date.now() - (this.#parts.mediaTools.background?.stoppedMs ?? 0);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #beat(): Promise<void> {
    const silentMs = this.#clockMs() - this.#lastSignMs;
    if (silentMs < this.#stallMs) return await this.#write(true);
    const { id, kind } = this.#job;
    const error = new StalledError(
      `job ${id} (${kind}) has shown no progress for ${Math.round(silentMs / 60_000)} min`,
    );
    this.#parts.log.error(error.message);
    this.stop();
    this.#abort(new Error("it showed no progress"));
    this.#timers.push(setTimeout(() => this.#giveUp(error), GRACE_MS) as unknown as number);
  }

  /** An attempt after the first has what is left of the bar: so the bar neither falls nor stands still. */
  #shown(progress: number): number {
    const { progress: before } = this.#job;
    return before + (1 - before) * progress;
  }

  async #write(renewing = false): Promise<void> {
    const latest = this.#latest;
    const checking = Date.now() - this.#checkedAt >= CHECK_MS;
    if (this.#writing || !(latest || renewing || checking)) return;
    this.#writing = true;
    this.#latest = null;
    this.#checkedAt = Date.now();
    try {
      if (latest) await progress(this.#parts.sql, this.#job, { ...latest, shown: this.#shown(latest.progress) });
      else if (renewing) await renew(this.#parts.sql, this.#job);
      else if (!await isHeld(this.#parts.sql, this.#job)) throw new LostJobError(this.#job);
    } catch (error) {
      if (error instanceof LostJobError) this.#abort(error);
      else this.#parts.log.warn("progress could not be written", { job: this.#job.id, error: messageOf(error) });
    } finally {
      this.#writing = false;
    }
  }
}

/** The database may be on the disk that is full: what is to be written waits for it. */
async function whenThereIsSpace<T>(work: () => Promise<T>, stopping: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await withRetry(work);
    } catch (error) {
      if (stopping.aborted || !(isNoSpace(error) || isUnreachable(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

/** After an attempt that threw: what becomes of the job. The database is asked, for an answer of it may have been lost. */
async function settle(
  parts: JobParts,
  job: Job,
  { stopping, error, writtenBytes }: { stopping: AbortSignal; error: unknown; writtenBytes: number },
): Promise<void> {
  const { sql, storage, log } = parts;
  const fields = { job: job.id, kind: job.kind, video: job.videoId, attempt: job.attempt };
  try {
    if (stopping.aborted || isUnreachable(error)) { // neither is the job's fault
      if (await withRetry(() => handBack(sql, job))) {
        log.info("job handed back", { ...fields, reason: stopping.aborted ? "the worker stops" : messageOf(error) });
      }
      if (stopping.aborted) return;
      throw new LostJobError(job);
    }
    if (isNoSpace(error)) {
      const isParked = await whenThereIsSpace(() => park(sql, job, writtenBytes + FULL_DISK_BYTES), stopping);
      if (!isParked) throw new LostJobError(job);
      log.warn("job waits for disk space", { ...fields, error: messageOf(error), bytes_written: writtenBytes });
    } else if (diskFault(error) || (error instanceof ToolError && !mayRepeat(error.end))) {
      const fault = diskFault(error); // its own message names a path
      const what = error instanceof StorageGoneError ? "the server's storage is not there" : FAULTY_DISK;
      const message = fault ? `${what} (${fault})` : messageOf(error);
      const state = await interrupt(sql, job, message);
      log.warn(state === "dead" ? "job given up" : "job interrupted, will be tried again", { ...fields, error });
    } else if (!(error instanceof LostJobError)) {
      // the file or what was asked is wrong, as it will be the next time
      const permanent = error instanceof MediaError || error instanceof ValidationError;
      const state = await fail(sql, job, { message: messageOf(error), permanent });
      log.error(state === "dead" ? "job failed for good" : "job failed, will be tried again", { ...fields, error });
    }
  } catch (problem) {
    if (!(problem instanceof LostJobError)) {
      // the lease runs out, and the job is taken up again
      log.error("the end of a job could not be written", { ...fields, error: messageOf(error), problem });
      return;
    }
  }
  try {
    const now = await getJob(sql, job.id).catch((problem) => {
      if (problem instanceof NotFoundError) return null;
      throw problem; // not knowing, nothing is removed
    });
    if (now?.state === "done" && now.attempt === job.attempt) return void log.info("job done", fields);
    if (now === null || now.attempt !== job.attempt || now.state === "cancelled") {
      log.info("job was lost: taken over, cancelled or deleted", fields);
    }
    if (job.videoId === null) {
      if (now === null || now.state === "cancelled" || now.state === "dead") {
        await storage.delete(transcriptionKey(job.id));
      }
      return;
    }
    if (await findAnyVideo(sql, job.videoId)) await removeLeftovers(storage, job.videoId, job);
    else await storage.deletePrefix(`videos/${job.videoId}`); // it was deleted while this attempt still wrote
  } catch (problem) {
    log.warn("what a job left could not be removed", { ...fields, problem });
  }
}
