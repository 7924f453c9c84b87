import type { Query, Transaction } from "../pool/client.ts";
import type { Job, jobColumns } from "./job_rows.ts";

/** Rules that depend on the kind of job, passed to the queue as an argument. */
export interface QueueRules {
  /** By kind: 0 is claimed before 1; a missing kind has 0. */
  priorities: Readonly<Record<string, number>>;
  /** An SQL condition on `streamforge.jobs`: true for a job that must not start now. */
  isBlocked(sql: Query): ReturnType<typeof jobColumns>;
  /** Whether a job may be the reason why its process ended. */
  isSuspectable(job: Job): boolean;
  /** Called in the transaction in which a job dies or is cancelled. */
  onDead(tx: Transaction, job: Job, end: DeadEnd): Promise<void>;
}

/** Why a job will not be tried again. */
export interface DeadEnd {
  /** The message for people. */
  reason: string;
  /** Whether the machine is the cause: another file would have failed too. */
  isMachine: boolean;
}
