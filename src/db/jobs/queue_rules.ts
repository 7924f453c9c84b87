import type { Query, Transaction } from "../pool/client.ts";
import type { Job, jobColumns } from "./job_rows.ts";

/** What the queue does not know of the jobs in it: it gets this as an argument. */
export interface QueueRules {
  /** By kind: 0 is claimed before 1. A kind that is missing here has 0. */
  priorities: Readonly<Record<string, number>>;
  /** An SQL condition on `streamforge.jobs`: true for a job that must not start now. */
  isBlocked(sql: Query): ReturnType<typeof jobColumns>;
  /** Called in the transaction in which a job dies or is cancelled. */
  onDead(tx: Transaction, job: Job, end: DeadEnd): Promise<void>;
}

/** Why a job will not be tried again. */
export interface DeadEnd {
  /** For people to read. */
  reason: string;
  /** Whether the machine is to blame: another file would have failed too. */
  isMachine: boolean;
}
