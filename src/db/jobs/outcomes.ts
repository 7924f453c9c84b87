import { type Sql, type Transaction, transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import { type Fence, hold, type Job, jobColumns } from "./job_rows.ts";
import type { DeadEnd, QueueRules } from "./queue_rules.ts";

export const MAX_FAILURES = 3;
/** Interruptions without progress until a job is dead: about five minutes, including the waits. */
export const MAX_INTERRUPTIONS = 10;
const LONGEST_INTERRUPTION_SECONDS = 60;

/** The rules that the end of a job needs. */
export type DeathRules = Pick<QueueRules, "onDead">;

/**
 * Marks a job as done. `apply` writes its results in the same transaction.
 *
 * @throws {LostJobError} then `apply` has written nothing
 */
export async function finish(
  sql: Sql,
  fence: Fence,
  apply?: (tx: Transaction, job: Job) => Promise<void>,
): Promise<void> {
  await transaction(sql, async (tx) => {
    const job = await hold(tx, fence);
    await apply?.(tx, job);
    await tx`
      update streamforge.jobs
      set state = 'done', progress = 1, stage = null, error = null, lease_until = null, finished_at = now()
      where id = ${job.id}`;
    await notify(tx, job.videoId, "job");
  });
}

/**
 * Counts a failure: the job waits 5 s, then 25 s; after the third it is dead, or at once with `permanent`.
 *
 * @throws {LostJobError}
 */
export async function fail(
  sql: Sql,
  fence: Fence,
  { message, permanent = false }: { message: string; permanent?: boolean },
  rules: DeathRules,
): Promise<"queued" | "dead"> {
  return await transaction(sql, async (tx) => {
    const job = await hold(tx, fence);
    const failures = job.failures + 1;
    if (permanent || failures >= MAX_FAILURES) {
      await bury(tx, { ...job, failures }, { reason: message, isMachine: false }, rules);
      return "dead";
    }
    await tx`
      update streamforge.jobs
      set state = 'queued', failures = ${failures}, error = ${message}, stage = null, lease_until = null,
        run_at = now() + make_interval(secs => ${5 ** failures})
      where id = ${job.id}`;
    await notify(tx, job.videoId, "job");
    return "queued";
  });
}

/**
 * Queues a job again at a time that its handler chose. Nothing is counted. `apply` writes the reason for the wait in
 * the same transaction.
 *
 * @throws {LostJobError} then `apply` has written nothing
 */
export async function postpone(
  sql: Sql,
  fence: Fence,
  { seconds, reason }: { seconds: number; reason: string },
  apply: (tx: Transaction) => Promise<void>,
): Promise<void> {
  await transaction(sql, async (tx) => {
    const job = await hold(tx, fence);
    await apply(tx);
    await tx`
      update streamforge.jobs
      set state = 'queued', error = ${reason}, stage = null, lease_until = null,
        run_at = now() + make_interval(secs => ${seconds})
      where id = ${job.id}`;
    await notify(tx, job.videoId, "job");
  });
}

/**
 * Queues a job again after its tool was killed or could not run. This does not count as a failure, but after ten in a
 * row without progress the job is dead.
 *
 * @param message the reason, for people
 * @throws {LostJobError}
 */
export async function interrupt(
  sql: Sql,
  fence: Fence,
  message: string,
  rules: DeathRules,
): Promise<"queued" | "dead"> {
  return await transaction(sql, async (tx) => {
    const job = await hold(tx, fence);
    const interruptions = job.interruptions + 1;
    if (interruptions >= MAX_INTERRUPTIONS) {
      const reason = `${message} (${interruptions} times)`;
      await bury(tx, { ...job, interruptions }, { reason, isMachine: true }, rules);
      return "dead";
    }
    const waitSeconds = Math.min(LONGEST_INTERRUPTION_SECONDS, 2 ** (interruptions - 1));
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
 * Cancels a queued or running job. Its worker notices at its next write.
 *
 * @param rules may be left out for a job of a kind without `onDead`
 * @returns false if it had already ended
 */
export async function cancel(sql: Sql, jobId: string, rules?: DeathRules): Promise<boolean> {
  return await transaction(sql, async (tx) => {
    const [job] = await tx<Job[]>`
      update streamforge.jobs set state = 'cancelled', stage = null, lease_until = null, finished_at = now()
      where id = ${jobId} and state in ('queued', 'running') returning ${jobColumns(tx)}`;
    if (!job) return false;
    await rules?.onDead(tx, job, { reason: "it was cancelled", isMachine: false });
    await notify(tx, job.videoId, "job");
    return true;
  });
}

/**
 * Marks a job as dead and calls `onDead`.
 *
 * @param job with the counts that it ends with
 */
export async function bury(
  tx: Transaction,
  job: Job,
  end: DeadEnd,
  { onDead }: DeathRules,
): Promise<void> {
  const { failures, crashes, interruptions } = job;
  await tx`
    update streamforge.jobs
    set state = 'dead', failures = ${failures}, crashes = ${crashes}, interruptions = ${interruptions},
      error = ${end.reason}, stage = null, lease_until = null, finished_at = now()
    where id = ${job.id}`;
  await onDead(tx, job, end);
  await notify(tx, job.videoId, "job");
}
