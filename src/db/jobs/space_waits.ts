import type { Query, Sql } from "../pool/client.ts";
import { type Fence, type Job, jobColumns } from "./job_rows.ts";

/** The first wait for space; each further one without progress is twice as long. */
const SPACE_WAIT_SECONDS = 5;
const LONGEST_SPACE_WAIT_SECONDS = 600;
/** The stage of a job that waits for space. */
export const WAITING_FOR_SPACE = "waiting for disk space";

/**
 * Queues a job again after it found the disk full. Nothing is counted, and it waits until there is more space.
 *
 * @param needsBytes the bytes it had written when the space ran out
 * @returns false if `fence` no longer holds it
 */
export async function park(sql: Query, fence: Fence, needsBytes: number): Promise<boolean> {
  // it always waits some seconds: the full disk may be another one than that of DATA_DIR, which is measured
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
 * Makes queued jobs wait for space, or ends their wait, by the free space of a worker's disk.
 *
 * @param spareBytes free beyond the reserve; below 0 all jobs wait; Infinity if it could not be measured
 * @param exemptKinds kinds that free space: they never wait
 * @returns the jobs whose wait has ended
 */
export async function updateSpaceWaits(
  sql: Sql,
  spareBytes: number,
  exemptKinds: readonly string[] = [],
): Promise<Job[]> {
  if (spareBytes < 0) {
    await sql`
      with job as (
        update streamforge.jobs set stage = ${WAITING_FOR_SPACE}, needs_bytes = 0
        where state = 'queued' and needs_bytes is null and not ${sql.json(exemptKinds)}::jsonb ? kind
        returning video_id
      )
      select pg_notify('streamforge', json_build_object('video_id', video_id, 'kind', 'job')::text) from job`;
    return [];
  }
  const spare = Math.min(Math.floor(spareBytes), Number.MAX_SAFE_INTEGER); // a bigint can't hold Infinity
  return [
    ...await sql<Job[]>`
      with job as (
        update streamforge.jobs set stage = null, needs_bytes = null
        where state = 'queued' and needs_bytes < ${spare} and run_at <= now() returning *
      ), notified as (
        select pg_notify('streamforge', json_build_object('video_id', video_id, 'kind', 'queued')::text) from job
      )
      select ${jobColumns(sql)} from job left join notified on true`,
  ];
}
