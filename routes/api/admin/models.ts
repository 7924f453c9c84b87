import { type Context, Hono } from "hono";
import { ConflictError, NotFoundError } from "../../../src/core/errors.ts";
import { isModelName, MODELS } from "../../../src/core/models.ts";
import { enqueueModelJob, hostOfWorker, listModelJobs } from "../../../src/db/jobs/model_jobs.ts";
import { listWorkers } from "../../../src/db/jobs/workers.ts";
import { defaultModel, hasFixedModel, readDefaults } from "../../../src/db/server/defaults.ts";
import { type ModelListJson, modelListSchema, modelNameSchema, queuedJobsSchema } from "../../../src/schemas/admin.ts";
import { requireAdministrator } from "../../access.ts";
import type { Deps, Env } from "../../deps.ts";
import { endpoint } from "../../http/endpoint.ts";
import { onlyMethods } from "../../http/errors.ts";

type ModelDeps = Pick<Deps, "sql" | "config">;

/** Models on the workers' machines, for administrators. Mounted at /api/admin/models. */
export function adminModelRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>()
    .get("/", list(deps)).all("/", onlyMethods("GET", "HEAD"))
    .post("/:name/download", download(deps)).all("/:name/download", onlyMethods("POST"))
    .delete("/:name", remove(deps)).all("/:name", onlyMethods("DELETE"));
}

/** Reads the catalog, and what the workers have of it. */
export async function readModels({ sql, config }: ModelDeps): Promise<ModelListJson> {
  const [workers, jobs, chosen] = await Promise.all([listWorkers(sql), listModelJobs(sql), defaultModel(sql, config)]);
  const hosts = [...new Set(workers.map(({ id }) => hostOfWorker(id)))];
  const has = (name: string) =>
    hosts.filter((host) => workers.some(({ id, models }) => hostOfWorker(id) === host && models.includes(name)));
  const others = workers.flatMap(({ models }) => models).filter((name) => !isModelName(name));
  const names = [...new Set([...MODELS.map(({ name }) => name), ...others, chosen])];
  const isFixed = hasFixedModel(config);
  return {
    default: chosen,
    default_from: isFixed ? "environment" : (await readDefaults(sql)).model === null ? "built-in" : "settings",
    hosts,
    models: names.map((name) => ({
      name,
      bytes: (MODELS.find((model) => model.name === name)?.megabytes ?? 0) * 1e6 || null,
      hosts: has(name),
      is_default: name === chosen,
      jobs: jobs.filter(({ payload }) => payload.model === name).map((
        { id, kind, payload, state, progress, stage, error },
      ) => (
        { id, kind, host: String(payload.host), state: state as "queued", progress, stage, error }
      )),
    })),
  };
}

/** @throws {NotFoundError} */
async function modelOf(c: Context<Env>, deps: ModelDeps): Promise<ModelListJson["models"][number] & { all: string[] }> {
  const { models, hosts } = await readModels(deps);
  const model = models.find(({ name }) => name === c.req.param("name"));
  if (!model) throw new NotFoundError("there is no such model");
  return { ...model, all: hosts };
}

const list = (deps: Deps) =>
  endpoint({
    id: "listModels",
    tag: "administration",
    summary: "Lists models with the machines that have them",
    access: "administrator",
    answers: { 200: { description: "The models.", json: modelListSchema } },
  }, async (c, { json }) => {
    requireAdministrator(c);
    return json(200, await readModels(deps), { "Cache-Control": "no-store" });
  });

const download = (deps: Deps) =>
  endpoint({
    id: "downloadModel",
    tag: "administration",
    summary: "Downloads a model to the workers that lack it",
    access: "administrator",
    params: { name: modelNameSchema },
    answers: { 202: { description: "The downloads wait in the queue.", json: queuedJobsSchema } },
    problems: [404, 409],
  }, async (c, { json }) => {
    requireAdministrator(c);
    const { name, hosts, all } = await modelOf(c, deps);
    if (!isModelName(name)) throw new ConflictError(`${name} is not in the catalog, so it can't be downloaded`);
    if (all.length === 0) throw new ConflictError("no worker is running: start one, it downloads the model then");
    const missing = all.filter((host) => !hosts.includes(host));
    if (missing.length === 0) throw new ConflictError(`${name} is on every worker's machine already`);
    for (const host of missing) await enqueueModelJob(deps.sql, "fetch_model", { model: name, host });
    return json(202, { hosts: missing });
  });

const remove = (deps: Deps) =>
  endpoint({
    id: "removeModel",
    tag: "administration",
    summary: "Removes a model from the workers that have it",
    access: "administrator",
    params: { name: modelNameSchema },
    answers: { 202: { description: "The removals wait in the queue.", json: queuedJobsSchema } },
    problems: [404, 409],
  }, async (c, { json }) => {
    requireAdministrator(c);
    const { name, hosts, is_default } = await modelOf(c, deps);
    if (is_default) throw new ConflictError(`${name} is the default model: choose another one first`);
    if (/[/\\]/.test(name)) throw new ConflictError(`${name} is a folder: only models in MODELS_DIR can be removed`);
    if (hosts.length === 0) throw new ConflictError(`no worker that is running has ${name}`);
    for (const host of hosts) await enqueueModelJob(deps.sql, "remove_model", { model: name, host });
    return json(202, { hosts });
  });
