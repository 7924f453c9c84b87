import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import { type Job, jobColumns } from "./job_rows.ts";
import { bury } from "./outcomes.ts";
import type { QueueRules } from "./queue_rules.ts";

export const MAX_CRASHES = 5;
/** The wait before a job is tried again after its process ended. */
const LONGEST_PAUSE_SECONDS = 300;

type CrashRules = Pick<QueueRules, "onDead" | "isSuspectable">;

/**
 * Takes back jobs with an expired lease: their process was killed, crashed or hangs. They are queued again as suspects,
 * which run alone. Only a crash of a job that ran alone counts; after five without progress it is dead. Jobs that can't
 * have been the reason are queued again as they were.
 *
 * @returns how many there were
 */
export async function takeBackLostJobs(sql: Sql, rules: CrashRules): Promise<number> {
  return await transaction(sql, async (tx) => {
    const lost = await tx<LostJob[]>`
      select ${jobColumns(tx)}, progressed, shared_process from streamforge.jobs
      where state = 'running' and lease_until < now() order by lease_until limit 50 for update skip locked`;
    for (const job of lost) await takeBack(tx, job, rules);
    return lost.length;
  });
}

type LostJob = Job & { progressed: boolean; sharedProcess: boolean };

async function takeBack(tx: Transaction, job: LostJob, rules: CrashRules): Promise<void> {
  if (!rules.isSuspectable(job)) return await queueAgain(tx, job);
  const suspected = job.suspected + 1;
  const crashes = job.sharedProcess || job.progressed ? job.crashes : job.crashes + 1;
  if (crashes >= MAX_CRASHES) {
    const place = job.stage === null ? "before it said anything" : `at "${job.stage}"`;
    const reason =
      `the worker stopped ${crashes} times without getting further, each time while it did nothing but this, ` +
      `the last time ${place}`;
    return await bury(tx, { ...job, crashes }, { reason, isMachine: false }, rules);
  }
  await tx`
    update streamforge.jobs
    set state = 'queued', crashes = ${crashes}, suspected = ${suspected}, stage = null, lease_until = null,
      run_at = now() + make_interval(secs => ${Math.min(LONGEST_PAUSE_SECONDS, 5 * (suspected - 1) ** 2)})
    where id = ${job.id}`;
  await notify(tx, job.videoId, "queued");
}

async function queueAgain(tx: Transaction, job: Job): Promise<void> {
  await tx`
    update streamforge.jobs set state = 'queued', stage = null, lease_until = null, run_at = now() where id = ${job.id}`;
  await notify(tx, job.videoId, "queued");
}

/** Lists the workers that hold jobs and whose name starts with `workerPrefix`. */
export async function workersWithJobs(sql: Query, workerPrefix: string): Promise<string[]> {
  const rows = await sql<{ worker: string }[]>`
    select distinct worker from streamforge.jobs where state = 'running' and starts_with(worker, ${workerPrefix})`;
  return rows.map(({ worker }) => worker);
}

/** Ends the leases of workers that are gone, so that their jobs are taken back at once. */
export async function expireLeases(sql: Query, workerPrefix: string): Promise<void> {
  await sql`
    update streamforge.jobs set lease_until = now() - interval '1 second'
    where state = 'running' and starts_with(worker, ${workerPrefix})`;
}
