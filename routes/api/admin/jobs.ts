import { type Context, Hono } from "hono";
import { NotFoundError } from "../../../src/core/errors.ts";
import { isId } from "../../../src/core/ids.ts";
import { type ListedJob, listJobs, requestCancel, retryJob } from "../../../src/db/jobs/job_list.ts";
import { countJobs, getJob } from "../../../src/db/jobs/job_queries.ts";
import type { Sql } from "../../../src/db/pool/client.ts";
import { type AdminJobJson, jobIdSchema, type JobListJson, jobListSchema } from "../../../src/schemas/admin.ts";
import { requireAdministrator } from "../../access.ts";
import type { Deps, Env } from "../../deps.ts";
import { endpoint } from "../../http/endpoint.ts";
import { onlyMethods } from "../../http/errors.ts";

const MOST_QUEUED = 100;
const MOST_ENDED = 50;
const NO_STORE = { "Cache-Control": "no-store" };

/** The job queue, for administrators. Mounted at /api/admin/jobs. */
export function adminJobRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>()
    .get("/", list(deps)).all("/", onlyMethods("GET", "HEAD"))
    .post("/:id/cancel", cancel(deps)).all("/:id/cancel", onlyMethods("POST"))
    .post("/:id/retry", retry(deps)).all("/:id/retry", onlyMethods("POST"));
}

/** Reads what runs, waits, has failed and was cancelled. */
export async function readJobs(sql: Sql): Promise<JobListJson> {
  const [running, queued, dead, cancelled, rows] = await Promise.all([
    listJobs(sql, { state: "running", limit: 1000 }),
    listJobs(sql, { state: "queued", limit: MOST_QUEUED }),
    listJobs(sql, { state: "dead", limit: MOST_ENDED }),
    listJobs(sql, { state: "cancelled", limit: MOST_ENDED }),
    countJobs(sql),
  ]);
  const counts: Record<string, number> = { queued: 0, running: 0, dead: 0, done: 0, cancelled: 0 };
  for (const { state, count } of rows) counts[state] += count;
  return {
    ...{ running: running.map(jobJson), queued: queued.map(jobJson) },
    ...{ dead: dead.map(jobJson), cancelled: cancelled.map(jobJson), counts },
  };
}

function jobJson(job: ListedJob): AdminJobJson {
  const { id, kind, state, videoId, title, payload, progress, stage, error, attempt, worker } = job;
  return {
    ...{ id, kind, state, video_id: videoId, video_title: title, model: payload.model ? String(payload.model) : null },
    ...{ progress, stage, error, attempt, worker: state === "running" ? worker : null },
    cancel_requested: job.cancelRequested,
    run_at: job.runAt.toISOString(),
    created_at: job.createdAt.toISOString(),
    started_at: job.startedAt?.toISOString() ?? null,
    finished_at: job.finishedAt?.toISOString() ?? null,
  };
}

/** @throws {NotFoundError} */
async function jobOf(c: Context<Env>, { sql }: Deps): Promise<string> {
  const id = c.req.param("id") ?? "";
  if (!isId(id)) throw new NotFoundError("there is no such job");
  return (await getJob(sql, id)).id;
}

const list = ({ sql }: Deps) =>
  endpoint({
    id: "listJobs",
    tag: "administration",
    summary: "Lists the jobs that run, wait, have failed or were cancelled",
    access: "administrator",
    answers: { 200: { description: "The jobs.", json: jobListSchema } },
  }, async (c, { json }) => {
    requireAdministrator(c);
    return json(200, await readJobs(sql), NO_STORE);
  });

const cancel = (deps: Deps) =>
  endpoint({
    id: "cancelJob",
    tag: "administration",
    summary: "Asks the workers to cancel a job",
    access: "administrator",
    params: { id: jobIdSchema },
    answers: { 202: { description: "A worker cancels it, usually within two seconds." } },
    problems: [404, 409],
  }, async (c) => {
    requireAdministrator(c);
    await requestCancel(deps.sql, await jobOf(c, deps));
    return c.body(null, 202);
  });

const retry = (deps: Deps) =>
  endpoint({
    id: "retryJob",
    tag: "administration",
    summary: "Queues a failed or cancelled job again",
    access: "administrator",
    params: { id: jobIdSchema },
    answers: { 202: { description: "It waits in the queue." } },
    problems: [404, 409],
  }, async (c) => {
    requireAdministrator(c);
    await retryJob(deps.sql, await jobOf(c, deps));
    return c.body(null, 202);
  });
