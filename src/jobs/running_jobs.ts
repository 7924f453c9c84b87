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

/** Lanes whose programs are paused while the engine uses the same processor. */
const BACKGROUND_LANES: readonly Lane[] = ["encode", "analyze"];

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
      // where nothing runs, an analysis too: it comes last, but for one that is a suspect, which must run alone
      const kinds = this.claimable(isDiskFull)
        .filter((kind) => !isNetworkKind({ kind }) && !(isAnalysis({ kind }) && this.#isRunning));
      const { canJoinSuspect } = this.#isolation;
      const options = { kinds, worker, hasOthers: this.#isRunning, canJoinSuspect };
      const job = await claim(sql, options, QUEUE_RULES);
      if (!job) break;
      this.#start(job);
    }
    await this.#fillAnalyses(isDiskFull);
  }

  /** Starts an analysis, after all other jobs: beside them, but not beside an engine. */
  async #fillAnalyses(isDiskFull: boolean): Promise<void> {
    const kinds = this.claimable(isDiskFull).filter((kind) => isAnalysis({ kind }));
    const { worker, stopping } = this.#options;
    if (kinds.length === 0 || this.#count("engine") > 0 || stopping.aborted) return;
    if (!await this.#isolation.canStartJob()) return;
    const { canJoinSuspect } = this.#isolation;
    const options = { kinds, worker, hasOthers: this.#isRunning, canJoinSuspect };
    const job = await claim(this.#context.sql, options, QUEUE_RULES);
    if (job) this.#start(job);
  }

  async #fillNetworkLanes(isDiskFull: boolean): Promise<void> {
    while (!this.#options.stopping.aborted) {
      const kinds = this.claimable(isDiskFull).filter((kind) => isNetworkKind({ kind }));
      const job = await claim(this.#context.sql, { kinds, worker: this.#options.worker }, QUEUE_RULES);
      if (!job) return;
      this.#start(job);
    }
  }

  /** Jobs of the network lanes and analyses take no place. */
  get #placesTaken(): number {
    return [...this.#running.keys()].filter((job) => !isNetworkKind(job) && !isAnalysis(job)).length;
  }

  /** Whether a job runs that can end the process. */
  get #isRunning(): boolean {
    return [...this.#running.keys()].some((job) => !isNetworkKind(job));
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
    const isBackground = BACKGROUND_LANES.includes(kindOf(job).lane);
    const tools = isBackground ? { ...mediaTools, background: this.#background } : mediaTools;
    const context = { ...this.#context, mediaTools: tools, isEngineBusy: () => this.#isEngineBusy };
    const run = runAttempt(context, job, this.#options.stopping).catch((error) => {
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

  /** Whether the engine uses the processor. */
  get #isEngineBusy(): boolean {
    return this.#count("engine") > 0 && this.#context.engines.status.device !== "cuda";
  }

  /** Pauses the programs of `BACKGROUND_LANES` while the engine uses the same processor, and resumes them afterwards. */
  updateBackground(): void {
    this.#background.giveWay(this.#isEngineBusy);
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

function isAnalysis(job: { kind: string }): boolean {
  return kindOf(job).lane === "analyze";
}
