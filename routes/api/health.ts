import { basename } from "node:path";
import { Hono } from "hono";
import { withTimeout } from "../../src/core/async.ts";
import { withoutFolders } from "../../src/core/display_text.ts";
import { messageOf } from "../../src/core/errors.ts";
import { VERSION } from "../../src/core/version.ts";
import { countJobs } from "../../src/db/jobs/job_queries.ts";
import { listWorkers, type Worker } from "../../src/db/jobs/workers.ts";
import { chooseSandbox } from "../../src/media/process/sandbox.ts";
import { findProgram, type MediaTools } from "../../src/media/process/tools.ts";
import { describeSpace, diskSpace } from "../../src/storage/disk_space.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods, problem, problemResponse } from "../http/errors.ts";
import { healthSchema, readySchema, type SandboxJson } from "../../src/schemas/server.ts";

const DATABASE_SECONDS = 3;

/**
 * `/health`: this process runs. It does not need the database, so that no supervisor restarts the server for a database
 * failure. `/ready`: it can serve requests: the database answers, the storage exists and the disk has space.
 */
export function healthRoutes(deps: HealthDeps): Hono<Env> {
  return new Hono<Env>()
    .get("/health", health(deps)).all("/health", onlyMethods("GET", "HEAD"))
    .get("/ready", ready(deps)).all("/ready", onlyMethods("GET", "HEAD"));
}

type HealthDeps = Pick<Deps, "sql" | "storage" | "log" | "config" | "mediaTools">;

function health({ sql, mediaTools }: HealthDeps) {
  const startedAt = Date.now();
  return endpoint({
    id: "getHealth",
    tag: "server",
    summary: "Whether the server runs",
    description: "It needs no database, so that no supervisor restarts the server for a fault of the database.",
    access: "anyone",
    answers: { 200: { description: "It runs.", json: healthSchema } },
  }, async (_c, { json }) => {
    const [jobs, workers] = await withinLimit(Promise.all([countJobs(sql), listWorkers(sql)])).catch(
      () => [null, null],
    );
    const count = (state: string) =>
      jobs?.filter((row) => row.state === state).reduce((sum, row) => sum + row.count, 0) ?? null;
    return json(
      200,
      {
        status: "ok",
        version: VERSION,
        uptime_seconds: Math.round((Date.now() - startedAt) / 1000),
        database: jobs ? "ok" : "unreachable",
        jobs: { queued: count("queued"), running: count("running"), dead: count("dead") },
        sandbox: await sandboxJson(mediaTools),
        workers: workers?.map(workerJson) ?? null,
      },
      { "Cache-Control": "no-store" },
    );
  });
}

const ready = ({ sql, storage, log, config }: HealthDeps) =>
  endpoint({
    id: "getReady",
    tag: "server",
    summary: "Whether the server can take work",
    description: "503 where the database is away, the storage is gone or the disk is full.",
    access: "anyone",
    answers: { 200: { description: "It can.", json: readySchema } },
  }, async (_c, { json }) => {
    try {
      await withinLimit(countJobs(sql)); // fails before the migrations have run
    } catch (error) {
      log.warn("not ready", { error: messageOf(error) });
      return problemResponse(problem(503, "the database can't be used now"), { "Retry-After": "5" });
    }
    try {
      await withinLimit(storage.checkPresent());
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
    return json(200, { status: "ready" }, { "Cache-Control": "no-store" });
  });

/** The sandbox of this process, which checks uploads. */
async function sandboxJson({ ffmpegPath, sandbox }: MediaTools): Promise<SandboxJson> {
  try {
    const { name, reason } = await chooseSandbox(await findProgram(ffmpegPath), sandbox);
    return { name, missing: reason && withoutFolders(reason) };
  } catch (error) {
    return { name: "none", missing: withoutFolders(messageOf(error)) };
  }
}

/** The public fields of a worker: no machine name, and no folder of a model or a library. */
function workerJson({ version, model, device, fallbackReason, models, facts, seenAt }: Worker) {
  return {
    version,
    model: basename(model),
    models: models.map((name) => basename(name)),
    device, // null until a model is loaded
    cuda_fallback_reason: fallbackReason && withoutFolders(fallbackReason),
    sandbox: facts.sandbox
      ? { name: facts.sandbox, missing: facts.sandbox_missing ? withoutFolders(facts.sandbox_missing) : null }
      : null,
    seen_at: seenAt.toISOString(),
  };
}

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  return await withTimeout(work, DATABASE_SECONDS * 1000, () => {
    throw new Error(`no answer within ${DATABASE_SECONDS} s`);
  });
}
