import type { Query } from "../pool/client.ts";
import { type Fence, LostJobError } from "./job_rows.ts";

export const LEASE_SECONDS = 60;
/** The least progress beyond an earlier attempt that counts, as a share of the whole job. */
const PROGRESS_STEP = 0.01;

/** @throws {LostJobError} */
export async function renew(sql: Query, fence: Fence, leaseSeconds: number = LEASE_SECONDS): Promise<void> {
  const rows = await sql`
    update streamforge.jobs set lease_until = now() + make_interval(secs => ${leaseSeconds})
    where id = ${fence.id} and attempt = ${fence.attempt} and state = 'running' returning id`;
  if (rows.length === 0) throw new LostJobError(fence);
}

/**
 * Stores the progress of a job and renews its lease. Progress beyond every earlier attempt resets the counts of
 * crashes, interruptions and waits for space, and ends its state as a suspect.
 *
 * @param options.progress of this attempt, 0 to 1
 * @param options.shown the progress to show, 0 to 1; a lower value than before changes nothing
 * @throws {LostJobError}
 */
export async function progress(
  sql: Query,
  fence: Fence,
  { progress, stage, shown = progress, leaseSeconds = LEASE_SECONDS }: {
    progress: number;
    stage: string;
    shown?: number;
    leaseSeconds?: number;
  },
): Promise<void> {
  const reached = Math.min(Math.max(progress, 0), 1);
  const rows = await sql`
    with job as (
      update streamforge.jobs
      set progress = greatest(progress, least(${shown}::double precision, 1)), stage = ${stage},
        lease_until = now() + make_interval(secs => ${leaseSeconds}),
        progressed = progressed or ${reached} >= furthest + ${PROGRESS_STEP},
        crashes = case when ${reached} >= furthest + ${PROGRESS_STEP} then 0 else crashes end,
        suspected = case when ${reached} >= furthest + ${PROGRESS_STEP} then 0 else suspected end,
        interruptions = case when ${reached} >= furthest + ${PROGRESS_STEP} then 0 else interruptions end,
        space_waits = case when ${reached} >= furthest + ${PROGRESS_STEP} then 0 else space_waits end,
        furthest = case when ${reached} >= furthest + ${PROGRESS_STEP} then ${reached} else furthest end
      where id = ${fence.id} and attempt = ${fence.attempt} and state = 'running'
      returning video_id
    )
    select pg_notify('streamforge', json_build_object('video_id', video_id, 'kind', 'job')::text) from job`;
  if (rows.length === 0) throw new LostJobError(fence);
}

/**
 * Queues a running job again because its worker stops. Nothing is counted, and it can be claimed at once.
 *
 * @returns false if `fence` no longer holds it
 */
export async function handBack(sql: Query, fence: Fence): Promise<boolean> {
  const rows = await sql`
    with job as (
      update streamforge.jobs set state = 'queued', run_at = now(), stage = null, lease_until = null
      where id = ${fence.id} and attempt = ${fence.attempt} and state = 'running' returning video_id
    )
    select pg_notify('streamforge', json_build_object('video_id', video_id, 'kind', 'queued')::text) from job`;
  return rows.length > 0;
}
