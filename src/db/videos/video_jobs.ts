import { ConflictError, NotFoundError } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import { type Job, jobColumns, type JobPayload } from "../jobs/job_rows.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { recordVideoEvent } from "../webhooks/events.ts";
import type { Video } from "./video_rows.ts";

/**
 * Queues a job for a video. If a job of its kind with the same payload is queued or running, returns that one.
 *
 * @throws {ConflictError} if an active job of its kind has another payload
 * @throws {NotFoundError} if the video does not exist
 */
export async function enqueue(
  sql: Query,
  { kind, videoId, payload = {} }: { kind: string; videoId: string; payload?: JobPayload },
): Promise<{ job: Job; created: boolean }> {
  const json = sql.json(payload);
  for (;;) {
    const [job] = await sql<Job[]>`
      with wanted as ( -- locked first, in the same order everywhere: rows of jobs, then the video's, then new jobs
        select id from streamforge.videos where id = ${videoId} for no key update
      ), job as (
        insert into streamforge.jobs (id, kind, video_id, payload)
        select ${newId()}, ${kind}, wanted.id, ${json} from wanted
        on conflict (video_id, kind) where state in ('queued', 'running') do nothing
        returning *
      ), video as (
        update streamforge.videos v set caption_status = 'pending', caption_error = null, updated_at = now()
        from job where v.id = job.video_id and job.kind = 'caption_video'
      ), notified as (
        select pg_notify('streamforge', json_build_object('video_id', video_id, 'kind', 'queued')::text) from job
      )
      select ${jobColumns(sql)} from job left join notified on true`;
    if (job) return { job, created: true };

    const [active] = await sql<(Job & { same: boolean })[]>`
      select ${jobColumns(sql)}, payload = ${json} as same from streamforge.jobs
      where video_id = ${videoId} and kind = ${kind} and state in ('queued', 'running')`;
    if (active?.same) return { job: active, created: false };
    if (active) {
      throw new ConflictError(
        `job ${active.id} (${kind}) is ${active.state} for video ${videoId} with other options ` +
          `(${JSON.stringify(active.payload)}): wait until it has ended, or ask for the same`,
      );
    }
    const [video] = await sql`select 1 from streamforge.videos where id = ${videoId}`;
    if (!video) throw new NotFoundError(`there is no video ${videoId}`);
    // the active job ended between the two statements: try again
  }
}

/** Cancels jobs of a video, all or those of a kind, without the consequences that the end of such a job has otherwise. */
export async function cancelJobs(
  tx: Transaction,
  videoId: string,
  { kind = null, but = "" }: { kind?: string | null; but?: string },
): Promise<Job[]> {
  return [
    ...await tx<Job[]>`
    update streamforge.jobs set state = 'cancelled', stage = null, lease_until = null, finished_at = now()
    where id in (
      select id from streamforge.jobs where video_id = ${videoId} and state in ('queued', 'running') and id <> ${but}
        and (${kind}::text is null or kind = ${kind}) order by id for update)
    returning ${jobColumns(tx)}`,
  ];
}

/**
 * Queues the failed preparation of a video again, or the missing sizes.
 *
 * @throws {ConflictError} if nothing has failed, or its file is gone
 */
export async function retryVideo(sql: Sql, video: Pick<Video, "id" | "state" | "error" | "originalKey">): Promise<Job> {
  const hasFailed = video.state === "failed" || (video.state === "ready" && video.error !== null);
  if (!hasFailed || video.originalKey === null) {
    throw new ConflictError(`this video is ${video.state}: only what has failed and still has its file is tried again`);
  }
  const kind = video.state === "failed" ? "transcode_video" : "transcode_renditions";
  return await transaction(sql, async (tx) => {
    const { job } = await enqueue(tx, { kind, videoId: video.id });
    if (kind === "transcode_renditions") await setVideoError(tx, video.id, null);
    else await setVideoProcessing(tx, video.id);
    return job;
  });
}

/** An SQL condition on `streamforge.jobs`: the job's video is deleted, but this can still be undone. */
export function isOfDeletedVideo(sql: Query) {
  return sql`exists (select 1 from streamforge.videos v where v.id = video_id and v.delete_at is not null)`;
}

/** Marks a video as failed, and its captions for the same reason. */
export async function setVideoFailed(
  tx: Transaction,
  videoId: string,
  { error, captionError }: { error: string; captionError: string },
): Promise<void> {
  await tx`
    update streamforge.videos
    set state = 'failed', error = ${error}, caption_status = 'failed', caption_error = ${captionError},
      updated_at = now()
    where id = ${videoId}`;
  recordVideoEvent(tx, "video.failed", videoId);
  recordVideoEvent(tx, "captions.failed", videoId);
}

/** Notes that the preparation of a failed video begins again, and that its captions wait for it. */
export async function setVideoProcessing(tx: Transaction, videoId: string): Promise<void> {
  await tx`
    update streamforge.videos
    set state = 'processing', error = null, caption_status = 'pending', caption_error = null, updated_at = now()
    where id = ${videoId} and state = 'failed'`;
}

/** Sets the owner's message about a video that plays but is not complete. */
export async function setVideoError(tx: Transaction, videoId: string, error: string | null): Promise<void> {
  await tx`update streamforge.videos set error = ${error}, updated_at = now() where id = ${videoId}`;
}

/** Marks the captions of a video as failed. */
export async function setCaptionsFailed(tx: Transaction, videoId: string, captionError: string): Promise<void> {
  await tx`
    update streamforge.videos set caption_status = 'failed', caption_error = ${captionError}, updated_at = now()
    where id = ${videoId}`;
  recordVideoEvent(tx, "captions.failed", videoId);
}
