import { basename } from "node:path";
import { Hono } from "hono";
import { withTimeout } from "../../src/core/async.ts";
import { messageOf } from "../../src/core/errors.ts";
import { VERSION } from "../../src/core/version.ts";
import { countJobs } from "../../src/db/jobs/job_queries.ts";
import { listWorkers, type Worker } from "../../src/db/jobs/workers.ts";
import { describeSpace, diskSpace } from "../../src/storage/disk_space.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods, problem, problemResponse } from "../http/errors.ts";

const DATABASE_SECONDS = 3;

/**
 * `/health`: this process runs. It does not need the database, so that no supervisor restarts the server for a database
 * failure. `/ready`: it can serve requests: the database answers, the storage exists and the disk has space.
 */
export function healthRoutes(
  { sql, storage, log, config }: Pick<Deps, "sql" | "storage" | "log" | "config">,
): Hono<Env> {
  const startedAt = Date.now();
  const app = new Hono<Env>();

  app.get("/health", async (c) => {
    const [jobs, workers] = await withinLimit(Promise.all([countJobs(sql), listWorkers(sql)])).catch(
      () => [null, null],
    );
    const count = (state: string) =>
      jobs?.filter((row) => row.state === state).reduce((sum, row) => sum + row.count, 0) ?? null;
    return c.json(
      {
        status: "ok",
        version: VERSION,
        uptime_seconds: Math.round((Date.now() - startedAt) / 1000),
        database: jobs ? "ok" : "unreachable",
        jobs: { queued: count("queued"), running: count("running"), dead: count("dead") },
        workers: workers?.map(workerJson) ?? null,
      },
      200,
      { "Cache-Control": "no-store" },
    );
  }).all(onlyMethods("GET", "HEAD"));

  app.get("/ready", async (c) => {
    try {
      await withinLimit(countJobs(sql)); // fails before the migrations have run
    } catch (error) {
      log.warn("not ready", { error: messageOf(error) });
      return problemResponse(problem(503, "the database can't be used now"), { "Retry-After": "5" });
    }
    try {
      await storage.checkPresent();
    } catch (error) {
      log.warn("not ready", { error: messageOf(error) });
      return problemResponse(problem(503, "the storage can't be used now"), { "Retry-After": "30" });
    }
    try {
      const space = await diskSpace(config);
      if (space.freeBytes < space.keptBytes) {
        log.warn("not ready", { error: `the disk is full: ${describeSpace(space)}` });
        // no details, since this endpoint is public
        return problemResponse(problem(503, "the disk is full"), { "Retry-After": "30" });
      }
    } catch (error) {
      log.warn("not ready", { error: messageOf(error) });
      return problemResponse(problem(503, "the disk can't be measured now"), { "Retry-After": "5" });
    }
    return c.json({ status: "ready" }, 200, { "Cache-Control": "no-store" });
  }).all(onlyMethods("GET", "HEAD"));
  return app;
}

/** The public fields of a worker: no machine name, and no path of a model's folder. */
function workerJson({ version, model, device, fallbackReason, models, seenAt }: Worker) {
  return {
    version,
    model: basename(model),
    models: models.map((name) => basename(name)),
    device, // null until a model is loaded
    cuda_fallback_reason: fallbackReason,
    seen_at: seenAt.toISOString(),
  };
}

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  return await withTimeout(work, DATABASE_SECONDS * 1000, () => {
    throw new Error(`no answer within ${DATABASE_SECONDS} s`);
  });
}
