import { withTimeout } from "../core/async.ts";
import { messageOf } from "../core/errors.ts";
import { claim } from "../db/jobs/claim.ts";
import type { Job } from "../db/jobs/job_rows.ts";
import { handBack } from "../db/jobs/lease.ts";
import { Background } from "../media/process/background.ts";
import { runAttempt } from "./attempt.ts";
import { StalledError } from "./attempt_monitor.ts";
import type { WorkerContext } from "./context.ts";
import { Isolation } from "./isolation.ts";
import { type Lane, LANE_LIMITS } from "./job_kind.ts";
import { FULL_DISK_KINDS, isNetworkKind, JOB_KIND_NAMES, kindOf, QUEUE_RULES } from "./registry.ts";

/** How long handlers may take to end after their jobs were handed back. */
const STOP_MS = 2000;

export interface RunningJobsOptions {
  /** The worker's name in the database. */
  worker: string;
  /** How long a suspect runs alone after its first crash. */
  aloneSeconds: number;
  /** Aborted when the worker stops. */
  stopping: AbortSignal;
  /** Called each time a job has ended. */
  onEnd: () => void;
}

/** The running jobs of a worker. */
export class RunningJobs {
  /** Set once a job hangs in native code: only the end of the process ends it. */
  stalled: StalledError | null = null;
  #context: WorkerContext;
  #options: RunningJobsOptions;
  #running = new Map<Job, Promise<void>>();
  #isolation: Isolation;
  #background = new Background();

  constructor(context: WorkerContext, options: RunningJobsOptions) {
    this.#context = context;
    this.#options = options;
    this.#isolation = new Isolation(context.sql, options.aloneSeconds);
  }

  /** Claims and starts jobs while there is a free place and a claimable job. */
  async fill(isDiskFull: boolean): Promise<void> {
    const { sql, config } = this.#context;
    const { worker, stopping } = this.#options;
    await this.#fillNetworkLanes(isDiskFull);
    while (this.#placesTaken < config.workConcurrency && !stopping.aborted && await this.#isolation.canStartJob()) {
      const kinds = this.claimable(isDiskFull).filter((kind) => !isNetworkKind({ kind }));
      const { canJoinSuspect } = this.#isolation;
      const options = { kinds, worker, hasOthers: this.#placesTaken > 0, canJoinSuspect };
      const job = await claim(sql, options, QUEUE_RULES);
      if (!job) return;
      this.#start(job);
    }
  }

  async #fillNetworkLanes(isDiskFull: boolean): Promise<void> {
    while (!this.#options.stopping.aborted) {
      const kinds = this.claimable(isDiskFull).filter((kind) => isNetworkKind({ kind }));
      const job = await claim(this.#context.sql, { kinds, worker: this.#options.worker }, QUEUE_RULES);
      if (!job) return;
      this.#start(job);
    }
  }

  /** Jobs of the network lanes take no place. */
  get #placesTaken(): number {
    return [...this.#running.keys()].filter((job) => !isNetworkKind(job)).length;
  }

  /** The kinds of which another job may start. */
  claimable(isDiskFull: boolean): readonly string[] {
    const { workConcurrency, watchDir = null } = this.#context.config;
    return (isDiskFull ? FULL_DISK_KINDS : JOB_KIND_NAMES).filter((kind) => {
      const { lane, needsWatchFolder = false } = kindOf({ kind });
      if (needsWatchFolder && watchDir === null) return false;
      return this.#count(lane) < LANE_LIMITS[lane](workConcurrency);
    });
  }

  #count(lane: Lane): number {
    return [...this.#running.keys()].filter((job) => kindOf(job).lane === lane).length;
  }

  #start(job: Job): void {
    if (!isNetworkKind(job)) this.#isolation.add(job);
    const { log, mediaTools } = this.#context;
    const tools = kindOf(job).lane === "encode" ? { ...mediaTools, background: this.#background } : mediaTools;
    const run = runAttempt({ ...this.#context, mediaTools: tools }, job, this.#options.stopping).catch((error) => {
      if (error instanceof StalledError) this.stalled = error;
      else log.error("a job's attempt broke off", { job: job.id, error: messageOf(error) });
    }).finally(() => {
      this.#running.delete(job);
      this.#isolation.remove(job);
      this.updateBackground();
      this.#options.onEnd();
    });
    this.#running.set(job, run);
    this.updateBackground();
  }

  /** Pauses the programs of the lane `encode` while the engine uses the same processor, and resumes them afterwards. */
  updateBackground(): void {
    const isOnCuda = this.#context.engines.status.device === "cuda";
    this.#background.giveWay(this.#count("engine") > 0 && !isOnCuda);
  }

  /** Hands the jobs back, and gives their handlers time to end. */
  async stop(): Promise<void> {
    // handed back first, so that another worker can start them at once: these handlers can write nothing any more
    const handingBack = [...this.#running.keys()].map((job) => this.#handBack(job));
    await withTimeout(Promise.all(handingBack), STOP_MS, () => {});
    await withTimeout(Promise.all(this.#running.values()), STOP_MS, () => {});
    this.#background.giveWay(false);
  }

  async #handBack(job: Job): Promise<void> {
    const { sql, log } = this.#context;
    try {
      if (await handBack(sql, job)) log.info("job handed back", { job: job.id, kind: job.kind });
    } catch (error) {
      log.warn("a job could not be handed back; its lease will run out", { job: job.id, error: messageOf(error) });
    }
  }
}
