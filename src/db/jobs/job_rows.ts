import type { Query, Transaction } from "../pool/client.ts";

export const JOB_KINDS = [
  "transcode_video",
  "transcode_renditions",
  "caption_video",
  "drop_original",
  "transcribe_audio",
  "inspect_audio",
  "align_captions",
  "explain_window",
] as const;
export type JobKind = typeof JOB_KINDS[number];
export type JobState = "queued" | "running" | "done" | "dead" | "cancelled";
export type JobPayload = Record<string, string | number | boolean | null>;

export interface Job {
  id: string;
  kind: JobKind;
  /** null: a job of the transcription API, see transcriptions.ts. */
  videoId: string | null;
  payload: JobPayload;
  state: JobState;
  /** Rises at each claim; a write that names an older one changes nothing. */
  attempt: number;
  /** How often the job's own code threw. */
  failures: number;
  /** How often its process ended while it ran alone, without progress since the last. */
  crashes: number;
  /** How often its process ended, alone or with others, since it last progressed; above 0 it runs alone. */
  suspected: number;
  /** How often its tools were killed or let down without progress since the last. */
  interruptions: number;
  /** 0 to 1, of all attempts together: it never falls. */
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

/** What a worker holds of a job: every write of it names this. A `Job` is one. */
export interface Fence {
  id: string;
  attempt: number;
}

/** The job was taken over, cancelled or deleted while it ran: whoever meets this stops and writes nothing more. */
export class LostJobError extends Error {
  override name = "LostJobError";
  constructor(fence: Fence) {
    super(`attempt ${fence.attempt} of job ${fence.id} no longer holds it`);
  }
}

/** The video of a job of any kind but `transcribe_audio`. */
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
 * Locks the job's row until the end of the transaction: nobody takes it over meanwhile.
 *
 * @throws {LostJobError} if `fence` does not hold it any more
 */
export async function hold(tx: Transaction, fence: Fence): Promise<Job> {
  const [job] = await tx<Job[]>`
    select ${jobColumns(tx)} from streamforge.jobs
    where id = ${fence.id} and attempt = ${fence.attempt} and state = 'running' for update`;
  if (!job) throw new LostJobError(fence);
  return job;
}

/** Whether `fence` holds its job still: it may have been cancelled, deleted or taken over. */
export async function isHeld(sql: Query, fence: Fence): Promise<boolean> {
  const rows = await sql`
    select 1 from streamforge.jobs where id = ${fence.id} and attempt = ${fence.attempt} and state = 'running'`;
  return rows.length > 0;
}

/** Marks a job that is held as done; part of the transaction that switches its results in. */
export async function markDone(tx: Transaction, fence: Fence): Promise<void> {
  await tx`
    update streamforge.jobs
    set state = 'done', progress = 1, stage = null, error = null, lease_until = null, finished_at = now()
    where id = ${fence.id} and attempt = ${fence.attempt} and state = 'running'`;
}
