import { basename } from "node:path";
import { Hono } from "hono";
import { withTimeout } from "../../src/core/async.ts";
import { messageOf } from "../../src/core/errors.ts";
import { VERSION } from "../../src/core/version.ts";
import { countJobs } from "../../src/db/jobs/list_jobs.ts";
import { listWorkers, type Worker } from "../../src/db/jobs/workers.ts";
import { describeSpace, diskSpace } from "../../src/storage/disk_space.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods, problem, problemResponse } from "../http/errors.ts";

const DATABASE_SECONDS = 3;

/**
 * `/health`: this process answers, whatever else is wrong, so that nobody kills it because the database is away.
 * `/ready`: it can do its work, for whoever sends it requests: the database answers, the storage is there and the disk has space.
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
      await withinLimit(countJobs(sql)); // a table of the latest migration: it fails on a database that has not had it
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
        return problemResponse(problem(503, "the disk is full"), { "Retry-After": "30" }); // anybody may ask
      }
    } catch (error) {
      log.warn("not ready", { error: messageOf(error) });
      return problemResponse(problem(503, "the disk can't be measured now"), { "Retry-After": "5" });
    }
    return c.json({ status: "ready" }, 200, { "Cache-Control": "no-store" });
  }).all(onlyMethods("GET", "HEAD"));
  return app;
}

/** What anybody may know: no names of machines, and of a model's folder no path. */
function workerJson({ version, model, device, fallbackReason, models, seenAt }: Worker) {
  return {
    version,
    model: basename(model),
    models: models.map((name) => basename(name)),
    device, // null until a model was loaded
    cuda_fallback_reason: fallbackReason,
    seen_at: seenAt.toISOString(),
  };
}

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  return await withTimeout(work, DATABASE_SECONDS * 1000, () => {
    throw new Error(`no answer within ${DATABASE_SECONDS} s`);
  });
}
