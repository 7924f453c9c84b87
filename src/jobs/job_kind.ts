import type { DeadEnd } from "../db/jobs/queue_rules.ts";
import type { Fence, Job } from "../db/jobs/job_rows.ts";
import type { Transaction } from "../db/pool/client.ts";
import type { AttemptContext } from "./context.ts";

/** A row of the registry: everything that the worker needs to know about a kind of job. */
export interface JobKind {
  /**
   * Does the work of one attempt. It stores new objects under keys of the attempt (`attempt_keys.ts`) and ends with
   * `finish` of `src/db/jobs/outcomes.ts`, whose transaction makes rows refer to them. So an attempt can be repeated
   * after any failure. Its SQL is in `src/db`.
   *
   * A thrown `MediaError` or `ValidationError` is final; after any other error the job is tried again.
   */
  handler(attempt: AttemptContext): Promise<void>;
  /** Limits how many jobs run at once in one worker. */
  lane: Lane;
  /** Jobs of priority 0, the default, are claimed before those of priority 1. */
  priority?: number;
  /** Whether it runs while the disk is full and all other jobs wait: it frees space, or needs none. */
  runsOnFullDisk?: boolean;
  /** Whether only workers with WATCH_DIR run it. */
  needsWatchFolder?: boolean;
  /** Records the failure for the owner, in the transaction in which the job dies or is cancelled. */
  onDead?(tx: Transaction, job: Job, end: DeadEnd): Promise<void>;
  /** The objects that an attempt may have stored. They are deleted if it did not finish. */
  leftovers?(videoId: string, attempt: Fence): Leftovers;
  /** The key of an object that only this job reads. It is deleted once the job is dead, cancelled or deleted. */
  inputKey?(job: Job): string;
}

export interface Leftovers {
  /** Prefixes, without a slash at the end. */
  folders?: string[];
  keys?: string[];
}

export type Lane =
  | "engine"
  | "import"
  | "encode"
  | "explain"
  | "analyze"
  | "webhook"
  | "download"
  | "translate"
  | "unlimited";

/** How many jobs of a lane run at once in a worker that runs `jobsAtOnce` in all. */
export const LANE_LIMITS: Readonly<Record<Lane, (jobsAtOnce: number) => number>> = {
  /** Only one, since there is one speech engine. */
  engine: () => 1,
  /** Reads one disk and writes to another. */
  import: () => 1,
  /** Encoding may take hours: one place stays free for the jobs that make a video play. */
  encode: (jobsAtOnce) => Math.max(1, jobsAtOnce - 1),
  /** Each uses one core for some seconds. */
  explain: () => 1,
  /**
   * Analyses and translations of text: they start only while no engine works, and give way to it: see `giveWay`. They
   * take no place of `WORK_CONCURRENCY`.
   */
  analyze: () => 1,
  /** Of one endpoint only one at a time: slow ones do not hold up the others. */
  webhook: () => 8,
  download: () => 1,
  /** Endpoints that translate mostly do one thing at a time. */
  translate: () => 2,
  unlimited: (jobsAtOnce) => jobsAtOnce,
};

/**
 * Lanes whose jobs only wait for the network: they take no place of `WORK_CONCURRENCY`, run beside suspects, and are
 * not suspected when their process ends.
 */
export const NETWORK_LANES: readonly Lane[] = ["webhook", "download", "translate"];
