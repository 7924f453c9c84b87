import { ConflictError } from "../../core/errors.ts";
import { type Query, type Sql, transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import { enqueue, setVideoError, setVideoProcessing } from "../videos/video_jobs.ts";
import { isWatchJob, requeueFile } from "../watched_files/watched_files.ts";
import { resend } from "../webhooks/deliveries.ts";
import { getJob } from "./job_queries.ts";
import { type Job, jobColumns, type JobState } from "./job_rows.ts";
import { enqueueModelJob, isModelJob } from "./model_jobs.ts";

/** A job for an administrator. */
export type ListedJob = Job & {
  /** The title of its video, or the path of its file in the watch folder. */
  title: string | null;
  /** Whether a worker was asked to cancel it. */
  cancelRequested: boolean;
};

/**
 * Lists jobs: running ones by their start, waiting ones by when they are due, ended ones from the newest.
 *
 * A dead or cancelled job is left out once a later one of its kind for its video is queued, runs or is done. So is a
 * cancelled transcription of the API, whose file is gone: its client has left.
 */
export async function listJobs(
  sql: Query,
  { state, limit }: { state: JobState; limit: number },
): Promise<ListedJob[]> {
  const order = state === "running"
    ? sql`started_at`
    : state === "queued"
    ? sql`run_at, created_at`
    : sql`finished_at desc`;
  return [
    ...await sql<ListedJob[]>`
    select ${jobColumns(sql)}, cancel_requested,
      coalesce((select title from streamforge.videos v where v.id = jobs.video_id), payload ->> 'path') as title
    from streamforge.jobs
    where state = ${state} and (state <> 'cancelled' or kind <> 'transcribe_audio')
      and (state not in ('dead', 'cancelled') or not exists (
      select 1 from streamforge.jobs later
      where later.kind = jobs.kind and later.created_at > jobs.created_at
        and (later.video_id = jobs.video_id or later.payload ->> 'delivery' = jobs.payload ->> 'delivery'
          or later.payload ->> 'path' = jobs.payload ->> 'path')
        and later.state in ('queued', 'running', 'done')))
    order by ${order}, id limit ${limit}`,
  ];
}

/**
 * Asks for the cancellation of a job; a worker does it, since it knows what else has to be recorded.
 *
 * @throws {NotFoundError} if there is no such job; {ConflictError} if it has ended
 */
export async function requestCancel(sql: Sql, id: string): Promise<void> {
  await transaction(sql, async (tx) => {
    const rows = await tx`
      update streamforge.jobs set cancel_requested = true
      where id = ${id} and state in ('queued', 'running') returning 1`;
    if (rows.length === 0) throw new ConflictError(`this job has ended: it is ${(await getJob(tx, id)).state}`);
    await notify(tx, null, "queued"); // wakes the workers
  });
}

/** The ids of jobs that are to be cancelled. */
export async function jobsToCancel(sql: Query): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from streamforge.jobs where cancel_requested and state in ('queued', 'running') limit 100`;
  return rows.map(({ id }) => id);
}

/**
 * Queues a job that is dead or was cancelled again.
 *
 * @throws {NotFoundError} if there is no such job; {ConflictError} if it can't be tried again
 */
export async function retryJob(sql: Sql, id: string): Promise<void> {
  const job = await getJob(sql, id);
  if (job.state !== "dead" && job.state !== "cancelled") {
    throw new ConflictError(`this job is ${job.state}: only dead and cancelled ones are tried again`);
  }
  const { kind, videoId, payload } = job;
  if (kind === "deliver_webhook") return await resend(sql, String(payload.endpoint), String(payload.delivery));
  if (isModelJob(kind)) {
    return void await enqueueModelJob(sql, kind, { model: String(payload.model), host: String(payload.host) });
  }
  if (isWatchJob(kind)) return await requeueFile(sql, job);
  if (videoId === null || kind === "replace_file") {
    throw new ConflictError("its file was deleted when it ended: it has to be sent again");
  }
  await transaction(sql, async (tx) => {
    await enqueue(tx, { kind, videoId, payload });
    if (kind === "transcode_renditions") await setVideoError(tx, videoId, null);
    if (kind === "transcode_video") await setVideoProcessing(tx, videoId);
  });
}
