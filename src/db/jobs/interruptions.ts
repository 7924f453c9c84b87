import { ConflictError } from "../../core/errors.ts";
import { type Query, type Sql, transaction } from "../pool/client.ts";
import { type Fence, hold, type Job, jobColumns, type JobKind } from "./job_rows.ts";
import { bury, enqueue } from "./jobs.ts";
import { notify } from "../pool/notify.ts";
import type { Video } from "../videos/video_rows.ts";

/** Interruptions without progress after which a job is given up: with the waits in between, some five minutes. */
export const MAX_INTERRUPTIONS = 10;
const LONGEST_WAIT_SECONDS = 60;
/** Before a job that ran out of space is looked at again: another disk than that of DATA_DIR may be the full one. */
const SPACE_WAIT_SECONDS = 5;
/** Each further time without progress it waits twice as long, and this at most. */
const LONGEST_SPACE_WAIT_SECONDS = 600;
/** What a job that waits for space shows as its stage. */
export const WAITING_FOR_SPACE = "waiting for disk space";
/** These need no space: they make some. */
const SPACELESS: readonly JobKind[] = ["drop_original"];

/**
 * Gives back a job whose tool was killed or let down: no failure, but after ten in a row without progress it is dead.
 *
 * @param message what happened, for a person to read
 * @throws {LostJobError}
 */
export async function interrupt(sql: Sql, fence: Fence, message: string): Promise<"queued" | "dead"> {
  return await transaction(sql, async (tx) => {
    const job = await hold(tx, fence);
    const interruptions = job.interruptions + 1;
    if (interruptions >= MAX_INTERRUPTIONS) {
      const error = `${message} (${interruptions} times)`;
      await bury(tx, job, { ...job, interruptions, error, isMachine: true });
      return "dead";
    }
    const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, 2 ** (interruptions - 1));
    await tx`
      update streamforge.jobs
      set state = 'queued', interruptions = ${interruptions}, error = ${message}, stage = null, lease_until = null,
        run_at = now() + make_interval(secs => ${waitSeconds})
      where id = ${job.id}`;
    await notify(tx, job.videoId, "job");
    return "queued";
  });
}

/**
 * Gives back a job that found the disk full: nothing is counted, and it waits until there is more space.
 *
 * @param needsBytes what it had written when the space ran out
 */
export async function park(sql: Query, fence: Fence, needsBytes: number): Promise<boolean> {
  const rows = await sql`
    with job as (
      update streamforge.jobs
      set state = 'queued', stage = ${WAITING_FOR_SPACE}, needs_bytes = ${needsBytes}, lease_until = null,
        space_waits = space_waits + 1, run_at = now() +
          make_interval(secs => least(${LONGEST_SPACE_WAIT_SECONDS}, ${SPACE_WAIT_SECONDS} * 2 ^ least(space_waits, 10)))
      where id = ${fence.id} and attempt = ${fence.attempt} and state = 'running' returning video_id
    )
    select pg_notify('streamforge', json_build_object('video_id', video_id, 'kind', 'job')::text) from job`;
  return rows.length > 0;
}

/**
 * Lets waiting jobs wait for space, or go on, by what a worker's disk has.
 *
 * @param spareBytes free beyond what is kept free, Infinity where that is not known; below 0 nothing that writes may begin
 * @returns the jobs that go on
 */
export async function applySpace(sql: Sql, spareBytes: number): Promise<Job[]> {
  if (spareBytes < 0) {
    await sql`
      with job as (
        update streamforge.jobs set stage = ${WAITING_FOR_SPACE}, needs_bytes = 0
        where state = 'queued' and needs_bytes is null and not kind in ${sql(SPACELESS as JobKind[])} returning video_id
      )
      select pg_notify('streamforge', json_build_object('video_id', video_id, 'kind', 'job')::text) from job`;
    return [];
  }
  const spare = Math.min(Math.floor(spareBytes), Number.MAX_SAFE_INTEGER); // a bigint: Infinity is none
  return [
    ...await sql<Job[]>`
      with job as (
        update streamforge.jobs set stage = null, needs_bytes = null
        where state = 'queued' and needs_bytes < ${spare} and run_at <= now() returning *
      ), told as (
        select pg_notify('streamforge', json_build_object('video_id', video_id, 'kind', 'queued')::text) from job
      )
      select ${jobColumns(sql)} from job left join told on true`,
  ];
}

/**
 * Prepares a video again that could not be, or makes the sizes that could not be made.
 *
 * @throws {ConflictError} where nothing has failed, or its file is gone
 */
export async function retryVideo(sql: Sql, video: Pick<Video, "id" | "state" | "error" | "originalKey">): Promise<Job> {
  const hasFailed = video.state === "failed" || (video.state === "ready" && video.error !== null);
  if (!hasFailed || video.originalKey === null) {
    throw new ConflictError(`this video is ${video.state}: only what has failed and still has its file is tried again`);
  }
  const kind = video.state === "failed" ? "transcode_video" : "transcode_renditions";
  return await transaction(sql, async (tx) => {
    const { job } = await enqueue(tx, { kind, videoId: video.id });
    if (kind === "transcode_renditions") {
      await tx`update streamforge.videos set error = null, updated_at = now() where id = ${video.id}`;
    }
    return job;
  });
}
