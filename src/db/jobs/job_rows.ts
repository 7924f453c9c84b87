import type { Query, Transaction } from "../pool/client.ts";

export type JobState = "queued" | "running" | "done" | "dead" | "cancelled";
export type JobPayload = Record<string, string | number | boolean | null>;

export interface Job {
  id: string;
  /** A name of the registry in src/jobs. */
  kind: string;
  /** The video that it works on; null for a job of the transcription API. */
  videoId: string | null;
  payload: JobPayload;
  state: JobState;
  /** Rises at each claim; writes of an older attempt change nothing. */
  attempt: number;
  /** How often its handler threw. */
  failures: number;
  /** How often its process ended while it ran alone, without progress in between. */
  crashes: number;
  /** How often its process ended, alone or with others, since it last progressed; above 0 it is a suspect. */
  suspected: number;
  /** How often its tools were killed or could not run, without progress in between. */
  interruptions: number;
  /** 0 to 1, over all attempts: it never falls. */
  progress: number;
  stage: string | null;
  error: string | null;
  runAt: Date;
  leaseUntil: Date | null;
  worker: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** Identifies one attempt at a job: every write of a worker contains it. A `Job` is a fence too. */
export interface Fence {
  id: string;
  attempt: number;
}

/** The job was taken over, cancelled or deleted while it ran: its attempt must stop and write nothing more. */
export class LostJobError extends Error {
  override name = "LostJobError";
  constructor(fence: Fence) {
    super(`attempt ${fence.attempt} of job ${fence.id} no longer holds it`);
  }
}

/** The video of a job, of any kind but `transcribe_audio`. */
export function videoIdOf(job: Job): string {
  if (job.videoId === null) throw new Error(`job ${job.id} (${job.kind}) has no video`);
  return job.videoId;
}

/** The columns of a `Job`. */
export function jobColumns(sql: Query) {
  return sql`id, kind, video_id, payload, state, attempt, failures, crashes, suspected, interruptions, progress, stage,
    error, run_at, lease_until, worker, created_at, started_at, finished_at`;
}

/**
 * Locks the job's row until the end of the transaction, so that no other worker can take it over.
 *
 * @throws {LostJobError} if `fence` no longer holds it
 */
export async function hold(tx: Transaction, fence: Fence): Promise<Job> {
  const [job] = await tx<Job[]>`
    select ${jobColumns(tx)} from streamforge.jobs
    where id = ${fence.id} and attempt = ${fence.attempt} and state = 'running' for update`;
  if (!job) throw new LostJobError(fence);
  return job;
}

/** Whether `fence` still holds its job, which may have been cancelled, deleted or taken over. */
export async function isHeld(sql: Query, fence: Fence): Promise<boolean> {
  const rows = await sql`
    select 1 from streamforge.jobs where id = ${fence.id} and attempt = ${fence.attempt} and state = 'running'`;
  return rows.length > 0;
}
