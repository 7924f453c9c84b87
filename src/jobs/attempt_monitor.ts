import { messageOf } from "../core/errors.ts";
import { isHeld, type Job, LostJobError } from "../db/jobs/job_rows.ts";
import { progress, renew } from "../db/jobs/lease.ts";
import type { WorkerContext } from "./context.ts";

export const HEARTBEAT_MS = 15_000;
/** The largest model's slowest window takes a third of this on an old processor. */
export const STALL_MS = 15 * 60_000;
const REPORT_MS = 500;
/** How soon an attempt without progress reports notices that its job was cancelled. */
const CHECK_MS = 1000;
/** How long a handler may take to end after its signal was aborted. */
const GRACE_MS = 10_000;

/** A job's native code hangs: it neither progresses nor stops. Only the end of the process ends it. */
export class StalledError extends Error {
  override name = "StalledError";
}

export interface MonitorOptions {
  heartbeatMs: number;
  /** How long an attempt may show no progress. */
  stallMs: number;
  /** Ends the attempt. */
  abort: (reason: unknown) => void;
}

/** Renews an attempt's lease, stores its progress, and ends the attempt when its job is lost or its handler hangs. */
export class AttemptMonitor {
  /** Rejects with a `StalledError` when the attempt hangs and does not end on its signal. */
  readonly stalled: Promise<never>;
  #context: WorkerContext;
  #job: Job;
  #options: MonitorOptions;
  #latest: { progress: number; stage: string } | null = null;
  #lastProgressMs: number;
  #isWriting = false;
  #checkedAt = Date.now();
  #timers: number[] = [];
  #rejectStalled!: (error: StalledError) => void;

  constructor(context: WorkerContext, job: Job, options: MonitorOptions) {
    this.#context = context;
    this.#job = job;
    this.#options = options;
    this.#lastProgressMs = this.#clockMs();
    this.stalled = new Promise((_, reject) => this.#rejectStalled = reject);
    this.stalled.catch(() => {});
    this.#timers.push(setInterval(() => this.#beat(), options.heartbeatMs) as unknown as number);
    this.#timers.push(setInterval(() => this.#write(), REPORT_MS) as unknown as number);
  }

  report(progress: number, stage: string): void {
    this.#latest = { progress, stage };
    this.touch();
  }

  /** Records progress without a new share to report. */
  touch(): void {
    this.#lastProgressMs = this.#clockMs();
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** A clock that stops while the attempt's programs are paused for more urgent work. */
  #clockMs(): number {
    return Date.now() - (this.#context.mediaTools.background?.stoppedMs ?? 0);
  }

  async #beat(): Promise<void> {
    const silentMs = this.#clockMs() - this.#lastProgressMs;
    if (silentMs < this.#options.stallMs) return await this.#write(true);
    const { id, kind } = this.#job;
    const error = new StalledError(
      `job ${id} (${kind}) has shown no progress for ${Math.round(silentMs / 60_000)} min`,
    );
    this.#context.log.error(error.message);
    this.stop();
    this.#options.abort(new Error("it showed no progress"));
    this.#timers.push(setTimeout(() => this.#rejectStalled(error), GRACE_MS) as unknown as number);
  }

  /** The progress to show. A later attempt fills the rest of the bar, so that it never falls. */
  #shown(progress: number): number {
    const { progress: before } = this.#job;
    return before + (1 - before) * progress;
  }

  async #write(isRenewing = false): Promise<void> {
    const latest = this.#latest;
    const isCheckDue = Date.now() - this.#checkedAt >= CHECK_MS;
    if (this.#isWriting || !(latest || isRenewing || isCheckDue)) return;
    this.#isWriting = true;
    this.#latest = null;
    this.#checkedAt = Date.now();
    const { sql, log } = this.#context;
    try {
      if (latest) await progress(sql, this.#job, { ...latest, shown: this.#shown(latest.progress) });
      else if (isRenewing) await renew(sql, this.#job);
      else if (!await isHeld(sql, this.#job)) throw new LostJobError(this.#job);
    } catch (error) {
      if (error instanceof LostJobError) this.#options.abort(error);
      else log.warn("progress could not be written", { job: this.#job.id, error: messageOf(error) });
    } finally {
      this.#isWriting = false;
    }
  }
}
