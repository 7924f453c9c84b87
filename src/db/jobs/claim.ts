import type { Query } from "../pool/client.ts";
import { type Job, jobColumns } from "./job_rows.ts";
import { LEASE_SECONDS } from "./lease.ts";
import type { QueueRules } from "./queue_rules.ts";

export interface ClaimOptions {
  kinds: readonly string[];
  worker: string;
  /** Whether the worker's process runs other jobs: all of them are marked as having run with others. */
  hasOthers?: boolean;
  /** Whether a suspect that never crashed alone may join those others. */
  canJoinSuspect?: boolean;
  leaseSeconds?: number;
}

/**
 * Claims the job that has waited longest, by priority; those whose payload has `later` come after all others. No other
 * worker gets it while the lease lasts. Suspects come first, but only to a worker that runs nothing else, or with
 * `canJoinSuspect`.
 *
 * @returns null if no job can be claimed
 */
export async function claim(
  sql: Query,
  { kinds, worker, hasOthers = false, canJoinSuspect = false, leaseSeconds = LEASE_SECONDS }: ClaimOptions,
  { priorities, isBlocked }: Pick<QueueRules, "priorities" | "isBlocked">,
): Promise<Job | null> {
  if (kinds.length === 0) return null;
  const ranked = kinds.map((kind) => ({ kind, priority: priorities[kind] ?? 0 }));
  // by kind, because only the program knows priorities: so the index jobs_claimable has the order of each kind's jobs
  const [job] = await sql<Job[]>`
    with next as (
      select job.id as next_id
      from jsonb_to_recordset(${sql.json(ranked)}) as asked (kind text, priority integer)
      cross join lateral (
        select id from streamforge.jobs
        where state = 'queued' and run_at <= now() and kind = asked.kind
          and (suspected = 0 or not ${hasOthers} or (${canJoinSuspect} and crashes = 0))
          and needs_bytes is null -- not null: it waits for disk space
          and not cancel_requested
          -- some are for a machine; by an "or" Postgres would expect few rows, and sort them all
          and coalesce(starts_with(${worker}, (payload ->> 'host') || '/'), true)
          and not ${isBlocked(sql)}
        order by suspected = 0, payload ? 'later', run_at, created_at
        limit 16 -- not 1: workers that claim at the same moment take different ones
      ) candidate
      join streamforge.jobs job on job.id = candidate.id and job.state = 'queued' -- not claimed since
      order by job.suspected = 0, job.payload ? 'later', asked.priority, job.run_at, job.created_at
      limit 1 for update of job skip locked
    ), others as (
      update streamforge.jobs set shared_process = true
      where ${hasOthers} and worker = ${worker} and state = 'running' and not shared_process
        and exists (select 1 from next)
    )
    update streamforge.jobs
    set state = 'running', attempt = attempt + 1, worker = ${worker}, started_at = now(), progressed = false,
      shared_process = ${hasOthers}, stage = null,
      lease_until = now() + make_interval(secs => ${leaseSeconds})
    from next where id = next_id
    returning ${jobColumns(sql)}`;
  return job ?? null;
}

/** Whether a job has not progressed since its process ended. */
export async function isSuspect(sql: Query, { id }: Pick<Job, "id">): Promise<boolean> {
  return (await sql`select 1 from streamforge.jobs where id = ${id} and suspected > 0`).length > 0;
}

/** Since when a suspect could run if the worker were idle; null if none waits. */
export async function suspectDueSince(
  sql: Query,
  { isBlocked }: Pick<QueueRules, "isBlocked">,
): Promise<Date | null> {
  const [{ since }] = await sql<{ since: Date | null }[]>`
    select min(run_at) as since from streamforge.jobs
    where state = 'queued' and suspected > 0 and needs_bytes is null and run_at <= now() and not ${isBlocked(sql)}`;
  return since;
}
