import { ConflictError, NotFoundError } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import {
  type Fence,
  hold,
  type Job,
  jobColumns,
  type JobKind,
  type JobPayload,
  LostJobError,
  markDone,
} from "./job_rows.ts";
import { notify } from "../pool/notify.ts";

export {
  type Fence,
  isHeld,
  type Job,
  JOB_KINDS,
  type JobKind,
  type JobPayload,
  type JobState,
  LostJobError,
  videoIdOf,
} from "./job_rows.ts";

export const MAX_FAILURES = 3;
export const MAX_CRASHES = 5;
export const LEASE_SECONDS = 60;
/** Before a job is tried again whose process ended. */
const LONGEST_PAUSE_SECONDS = 300;
/** A share of the whole job; less than this beyond what an earlier attempt reached does not count as progress. */
const PROGRESS_STEP = 0.01;

/**
 * Queues a job; where one of its kind waits or runs for this video already with the same payload, that one.
 *
 * @throws {ConflictError} where an active one has another payload: it is named
 * @throws {NotFoundError} where the video does not exist
 */
export async function enqueue(
  sql: Query,
  { kind, videoId, payload = {} }: { kind: JobKind; videoId: string; payload?: JobPayload },
): Promise<{ job: Job; created: boolean }> {
  const json = sql.json(payload);
  for (;;) {
    const [job] = await sql<Job[]>`
      with wanted as ( -- locked first, as everywhere: rows of jobs, then the video's, then new jobs
        select id from streamforge.videos where id = ${videoId} for no key update
      ), job as (
        insert into streamforge.jobs (id, kind, video_id, payload)
        select ${newId()}, ${kind}, wanted.id, ${json} from wanted
        on conflict (video_id, kind) where state in ('queued', 'running') do nothing
        returning *
      ), video as (
        update streamforge.videos v set caption_status = 'pending', caption_error = null, updated_at = now()
        from job where v.id = job.video_id and job.kind = 'caption_video'
      ), told as (
        select pg_notify('streamforge', json_build_object('video_id', video_id, 'kind', 'queued')::text) from job
      )
      select ${jobColumns(sql)} from job left join told on true`;
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
    // the active one ended between the two statements: try again
  }
}

/**
 * Takes the job that has waited longest, or null; no other worker gets the same one while the lease lasts. A suspect comes
 * first, but only to a worker that runs nothing else, or where `mayJoinSuspect` is set.
 *
 * @param options.hasOthers whether the worker's process runs other jobs: it is written down for all of them
 * @param options.mayJoinSuspect whether a suspect that never ended its process alone may run beside those others
 */
export async function claim(
  sql: Query,
  { kinds, worker, hasOthers = false, mayJoinSuspect = false, leaseSeconds = LEASE_SECONDS }: {
    kinds: readonly JobKind[];
    worker: string;
    hasOthers?: boolean;
    mayJoinSuspect?: boolean;
    leaseSeconds?: number;
  },
): Promise<Job | null> {
  if (kinds.length === 0) return null;
  const [job] = await sql<Job[]>`
    with next as (
      select id as next_id from streamforge.jobs
      where state = 'queued' and run_at <= now() and kind in ${sql(kinds as JobKind[])}
        and (suspected = 0 or not ${hasOthers} or (${mayJoinSuspect} and crashes = 0))
        and needs_bytes is null -- set: it waits for disk space
        -- nothing is begun for a video that is as good as deleted; if that is undone, it waits here still
        and not exists (select 1 from streamforge.videos v where v.id = video_id and v.delete_at is not null)
      -- what plays already can wait for what does not, and for captions
      order by suspected = 0, kind = 'transcode_renditions', kind = 'explain_window', run_at, created_at
      limit 1 for update skip locked
    ), others as (
      update streamforge.jobs set has_company = true
      where ${hasOthers} and worker = ${worker} and state = 'running' and not has_company
        and exists (select 1 from next)
    )
    update streamforge.jobs
    set state = 'running', attempt = attempt + 1, worker = ${worker}, started_at = now(), progressed = false,
      has_company = ${hasOthers}, stage = null,
      lease_until = now() + make_interval(secs => ${leaseSeconds})
    from next where id = next_id
    returning ${jobColumns(sql)}`;
  return job ?? null;
}

/** Whether a job has not got further since its process ended. */
export async function isSuspect(sql: Query, { id }: Pick<Job, "id">): Promise<boolean> {
  return (await sql`select 1 from streamforge.jobs where id = ${id} and suspected > 0`).length > 0;
}

/** Since when a suspect could run, if a worker ran nothing else; null where none waits. */
export async function suspectDueSince(sql: Query): Promise<Date | null> {
  const [{ since }] = await sql<{ since: Date | null }[]>`
    select min(run_at) as since from streamforge.jobs
    where state = 'queued' and suspected > 0 and needs_bytes is null and run_at <= now()
      and not exists (select 1 from streamforge.videos v where v.id = video_id and v.delete_at is not null)`;
  return since;
}

/** @throws {LostJobError} */
export async function renew(sql: Query, fence: Fence, leaseSeconds: number = LEASE_SECONDS): Promise<void> {
  const rows = await sql`
    update streamforge.jobs set lease_until = now() + make_interval(secs => ${leaseSeconds})
    where id = ${fence.id} and attempt = ${fence.attempt} and state = 'running' returning id`;
  if (rows.length === 0) throw new LostJobError(fence);
}

/**
 * Says how far the job is and renews its lease. What goes beyond every earlier attempt sets `crashes` to zero, and clears
 * a suspect.
 *
 * @param options.progress how far this attempt is, 0 to 1
 * @param options.shown what people read of it, 0 to 1: a job's own never falls, whatever attempt it is at
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
 * Ends a job well; `apply` switches its results in, in the same transaction.
 *
 * @throws {LostJobError} and then nothing of `apply` has happened
 */
export async function finish(
  sql: Sql,
  fence: Fence,
  apply?: (tx: Transaction, job: Job) => Promise<void>,
): Promise<void> {
  await transaction(sql, async (tx) => {
    const job = await hold(tx, fence);
    await apply?.(tx, job);
    await markDone(tx, fence);
    await notify(tx, job.videoId, "job");
  });
}

/**
 * Counts a failure: the job waits 5 s, then 25 s; after the third, or at once where `permanent` says that trying
 * again is of no use, it is dead and its video says why.
 *
 * @throws {LostJobError}
 */
export async function fail(
  sql: Sql,
  fence: Fence,
  { message, permanent = false }: { message: string; permanent?: boolean },
): Promise<"queued" | "dead"> {
  return await transaction(sql, async (tx) => {
    const job = await hold(tx, fence);
    const failures = job.failures + 1;
    if (permanent || failures >= MAX_FAILURES) {
      await bury(tx, job, { failures, crashes: job.crashes, error: message });
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

/** Gives a job back unharmed, for a worker that stops: it can be claimed at once and nothing is counted. */
export async function handBack(sql: Query, fence: Fence): Promise<boolean> {
  const rows = await sql`
    with job as (
      update streamforge.jobs set state = 'queued', run_at = now(), stage = null, lease_until = null
      where id = ${fence.id} and attempt = ${fence.attempt} and state = 'running' returning video_id
    )
    select pg_notify('streamforge', json_build_object('video_id', video_id, 'kind', 'queued')::text) from job`;
  return rows.length > 0;
}

/** Cancels a job that waits or runs: its worker finds out at its next write. */
export async function cancel(sql: Sql, jobId: string): Promise<boolean> {
  return await transaction(sql, async (tx) => {
    const [job] = await tx<Job[]>`
      update streamforge.jobs set state = 'cancelled', stage = null, lease_until = null, finished_at = now()
      where id = ${jobId} and state in ('queued', 'running') returning ${jobColumns(tx)}`;
    if (!job) return false;
    await tellVideo(tx, job, "it was cancelled");
    await notify(tx, job.videoId, "job");
    return true;
  });
}

/**
 * Takes back the jobs whose lease ran out: their process was killed, crashed or hangs. They are queued again, as
 * suspects, which run alone. One that ran alone is blamed, and dead after five times without progress.
 *
 * @returns how many there were
 */
export async function sweep(sql: Sql): Promise<number> {
  return await transaction(sql, async (tx) => {
    const lost = await tx<LostJob[]>`
      select ${jobColumns(tx)}, progressed, has_company from streamforge.jobs
      where state = 'running' and lease_until < now() order by lease_until limit 50 for update skip locked`;
    for (const job of lost) await takeBack(tx, job);
    return lost.length;
  });
}

type LostJob = Job & { progressed: boolean; hasCompany: boolean };

async function takeBack(tx: Transaction, job: LostJob): Promise<void> {
  const suspected = job.suspected + 1;
  const crashes = job.hasCompany || job.progressed ? job.crashes : job.crashes + 1;
  if (crashes >= MAX_CRASHES) {
    const place = job.stage === null ? "before it said anything" : `at "${job.stage}"`;
    const error =
      `the worker stopped ${crashes} times without getting further, each time while it did nothing but this, ` +
      `the last time ${place}`;
    return await bury(tx, job, { failures: job.failures, crashes, error });
  }
  await tx`
    update streamforge.jobs
    set state = 'queued', crashes = ${crashes}, suspected = ${suspected}, stage = null, lease_until = null,
      run_at = now() + make_interval(secs => ${Math.min(LONGEST_PAUSE_SECONDS, 5 * (suspected - 1) ** 2)})
    where id = ${job.id}`;
  await notify(tx, job.videoId, "queued");
}

/** The workers that hold jobs, of those whose names begin so. */
export async function workersAtWork(sql: Query, workerPrefix: string): Promise<string[]> {
  const rows = await sql<{ worker: string }[]>`
    select distinct worker from streamforge.jobs where state = 'running' and starts_with(worker, ${workerPrefix})`;
  return rows.map(({ worker }) => worker);
}

/** Lets the leases of a worker run out that is known to be gone, so that nobody waits for the clock. */
export async function expireLeases(sql: Query, workerPrefix: string): Promise<void> {
  await sql`
    update streamforge.jobs set lease_until = now() - interval '1 second'
    where state = 'running' and starts_with(worker, ${workerPrefix})`;
}

/** @throws {NotFoundError} */
export async function getJob(sql: Query, jobId: string): Promise<Job> {
  const [job] = await sql<Job[]>`select ${jobColumns(sql)} from streamforge.jobs where id = ${jobId}`;
  if (!job) throw new NotFoundError(`there is no job ${jobId}`);
  return job;
}

/** The jobs of a video, the newest first. */
export async function listJobs(sql: Query, videoId: string): Promise<Job[]> {
  return [
    ...await sql<Job[]>`
    select ${jobColumns(sql)} from streamforge.jobs where video_id = ${videoId} order by created_at desc, id`,
  ];
}

/** How many jobs there are by state and kind, for /health and doctor. */
export async function countJobs(sql: Query): Promise<{ state: string; kind: string; count: number }[]> {
  return [
    ...await sql<{ state: string; kind: string; count: number }[]>`
    select state, kind, count(*) as count from streamforge.jobs group by state, kind order by state, kind`,
  ];
}

/**
 * Ends a job badly, for good, and says so to its video.
 *
 * @param end `isMachine` where the file is not to blame, so that another one would end the same
 */
export async function bury(
  tx: Transaction,
  job: Job,
  end: { failures: number; crashes: number; interruptions?: number; error: string; isMachine?: boolean },
): Promise<void> {
  await tx`
    update streamforge.jobs
    set state = 'dead', failures = ${end.failures}, crashes = ${end.crashes}, error = ${end.error}, stage = null,
      interruptions = ${end.interruptions ?? job.interruptions}, lease_until = null, finished_at = now()
    where id = ${job.id}`;
  await tellVideo(tx, job, end.error, end.isMachine);
  await notify(tx, job.videoId, "job");
}

const TRY_AGAIN = "The file is not to blame: try again.";

/** What the owner reads where a job has ended badly, and what they can do. */
async function tellVideo(
  tx: Transaction,
  { kind, videoId, id }: Job,
  reason: string,
  isMachine = false,
): Promise<void> {
  const because = reason.replace(/[.\s]+$/, "");
  if (kind === "transcode_video") {
    const advice =
      "Upload it again, converted to another format (for example MP4 with H.264 and AAC) if it fails again.";
    const error = `The video could not be prepared: ${because}. ${isMachine ? TRY_AGAIN : advice}`;
    await tx`
      update streamforge.videos
      set state = 'failed', error = ${error}, caption_status = 'failed',
        caption_error = ${`There are no captions because the video itself could not be prepared. ${
      isMachine ? TRY_AGAIN : "Upload it again."
    }`},
        updated_at = now()
      where id = ${videoId}`;
  } else if (kind === "transcode_renditions") {
    const error = `The video plays, but its other sizes could not be made: ${because}. ${
      isMachine ? TRY_AGAIN : "Upload it again to have them."
    }`;
    await tx`update streamforge.videos set error = ${error}, updated_at = now() where id = ${videoId}`;
  } else if (kind === "caption_video") {
    const error = `The captions could not be made: ${because}. ${
      isMachine ? "Generate them again." : "Generate them again, with another model or language if it fails again."
    }`;
    await tx`
      update streamforge.videos set caption_status = 'failed', caption_error = ${error}, updated_at = now()
      where id = ${videoId}`;
    await abandonRevisions(tx, id);
  }
}

/** Drops what an attempt of this job had begun to write: nobody finishes it. */
export async function abandonRevisions(tx: Transaction, jobId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    update streamforge.revisions set state = 'abandoned'
    where job_id = ${jobId} and state = 'building' returning id`;
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await tx`delete from streamforge.cues where revision_id in ${tx(ids)}`;
  return ids;
}
