import { Hono } from "hono";
import { ValidationError } from "../../../src/core/errors.ts";
import type { Config } from "../../../src/core/settings/config.ts";
import { type Setting, SETTINGS } from "../../../src/core/settings/settings.ts";
import { VERSION } from "../../../src/core/version.ts";
import { type EngineSpeed, listEngineSpeeds } from "../../../src/db/jobs/engine_speeds.ts";
import { hostOfWorker } from "../../../src/db/jobs/model_jobs.ts";
import { listWorkers } from "../../../src/db/jobs/workers.ts";
import { defaultModel, readDefaults, type ServerDefaults, updateDefaults } from "../../../src/db/server/defaults.ts";
import { databaseVersion } from "../../../src/db/server/storage_use.ts";
import {
  type DefaultsJson,
  defaultsPatchSchema,
  defaultsSchema,
  type SettingListJson,
  settingListSchema,
  storageQuerySchema,
  storageUseSchema,
  type SystemJson,
  systemSchema,
} from "../../../src/schemas/admin.ts";
import { requireAdministrator } from "../../access.ts";
import type { Deps, Env } from "../../deps.ts";
import { endpoint } from "../../http/endpoint.ts";
import { onlyMethods } from "../../http/errors.ts";
import { findLanguageConflict } from "../models.ts";
import { readModels } from "./models.ts";
import { measureStorageUse, readStorageUse } from "./storage_use.ts";

const NO_STORE = { "Cache-Control": "no-store" };
const SHOWN_VIDEOS = 100;

/** Storage in use, defaults, settings and versions, for administrators. Mounted at /api/admin. */
export function adminServerRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>()
    .get("/storage", storageUse(deps)).all("/storage", onlyMethods("GET", "HEAD"))
    .get("/defaults", showDefaults(deps)).patch("/defaults", changeDefaults(deps))
    .all("/defaults", onlyMethods("GET", "HEAD", "PATCH"))
    .get("/settings", settings(deps)).all("/settings", onlyMethods("GET", "HEAD"))
    .get("/system", system(deps)).all("/system", onlyMethods("GET", "HEAD"));
}

const storageUse = (deps: Deps) =>
  endpoint({
    id: "getStorageUse",
    tag: "administration",
    summary: "Shows the storage in use by video",
    access: "administrator",
    query: storageQuerySchema,
    answers: { 200: { description: "The bytes of the largest videos, and of all.", json: storageUseSchema } },
  }, async (c, { query, json }) => {
    requireAdministrator(c);
    const { measure, limit = SHOWN_VIDEOS } = query();
    const use = measure === "1" ? await measureStorageUse(deps, limit) : await readStorageUse(deps, limit);
    return json(200, use, NO_STORE);
  });

export function defaultsJson({ model, language, vocabulary, captionLayout }: ServerDefaults): DefaultsJson {
  const { max_line_chars = null, max_lines = null, max_cue_seconds = null } = captionLayout;
  return { model, language, vocabulary, max_line_chars, max_lines, max_cue_seconds };
}

const showDefaults = ({ sql }: Deps) =>
  endpoint({
    id: "getDefaults",
    tag: "administration",
    summary: "Shows what new videos get by default",
    access: "administrator",
    answers: { 200: { description: "The defaults.", json: defaultsSchema } },
  }, async (c, { json }) => {
    requireAdministrator(c);
    return json(200, defaultsJson(await readDefaults(sql)), NO_STORE);
  });

const changeDefaults = (deps: Deps) =>
  endpoint({
    id: "updateDefaults",
    tag: "administration",
    summary: "Changes the model, and what new videos get by default",
    description: "For videos whose upload names nothing else; present ones stay as they are.",
    access: "administrator",
    body: defaultsPatchSchema,
    answers: { 200: { description: "The changed defaults.", json: defaultsSchema } },
  }, async (c, { body, json }) => {
    requireAdministrator(c);
    const { sql, config } = deps;
    const patch = await body();
    const { model, language, vocabulary } = patch;
    const before = await readDefaults(sql);
    if (model !== undefined && model !== null && !(await readModels(deps)).models.some(({ name }) => name === model)) {
      const names = (await readModels(deps)).models.map(({ name }) => name);
      throw new ValidationError(`model is ${JSON.stringify(model)}: it must be one of ${names.join(", ")}, or null`);
    }
    const nextModel = model === undefined ? before.model : model;
    const wrong = findLanguageConflict(nextModel ?? await defaultModel(sql, config), {
      language: language === undefined ? before.language : language,
    });
    if (wrong) throw new ValidationError(wrong.message);
    const captionLayout = { ...before.captionLayout };
    for (const name of ["max_line_chars", "max_lines", "max_cue_seconds"] as const) {
      if (!(name in patch)) continue;
      if (patch[name] === undefined) delete captionLayout[name];
      else captionLayout[name] = patch[name];
    }
    return json(200, defaultsJson(await updateDefaults(sql, { model, language, vocabulary, captionLayout })));
  });

/** The configuration in force, without secrets. */
export function settingsJson(config: Config): SettingListJson {
  const rows = Object.entries(SETTINGS) as [keyof typeof SETTINGS, Setting<unknown>][];
  return {
    settings: rows.map(([key, { name, isSecret = false, default: standard, meaning }]) => ({
      name,
      value: isSecret ? null : shown(config[key], standard),
      is_set: config.setNames.includes(name),
      is_secret: isSecret,
      meaning,
    })),
  };
}

/** A value as its variable would hold it. @param standard what stands for no value */
function shown(value: unknown, standard: string): string {
  if (value === null || value === undefined) return standard.replaceAll("`", "");
  if (typeof value === "boolean") return value ? "1" : "0";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

const settings = ({ config }: Deps) =>
  endpoint({
    id: "listSettings",
    tag: "administration",
    summary: "Lists the configuration of this server, without secrets",
    access: "administrator",
    answers: { 200: { description: "The settings.", json: settingListSchema } },
  }, (c, { json }) => {
    requireAdministrator(c);
    return json(200, settingsJson(config), NO_STORE);
  });

/** Versions, devices and sandboxes. */
export async function readSystem({ sql, storage }: Pick<Deps, "sql" | "storage">): Promise<SystemJson> {
  const [workers, postgres, speeds] = await Promise.all([
    ...[listWorkers(sql), databaseVersion(sql), listEngineSpeeds(sql)] as const,
  ]);
  return {
    ...{ version: VERSION, deno: Deno.version.deno, postgres, storage: storage.place },
    workers: workers.map(({ id, version, model, device, models, facts, ...worker }) => ({
      ...{ id, version, model, has_fixed_model: worker.hasFixedModel, device },
      ...{
        fallback_reason: worker.fallbackReason,
        speed: speedJson(speeds, { id, model }),
        models,
        facts,
        seen_at: worker.seenAt.toISOString(),
      },
    })),
  };
}

function speedJson(
  speeds: EngineSpeed[],
  worker: { id: string; model: string },
): SystemJson["workers"][number]["speed"] {
  const speed = speeds.find(({ host, model }) => host === hostOfWorker(worker.id) && model === worker.model);
  if (!speed) return null;
  const { model, device, timesRealTime, measuredAt } = speed;
  return { model, device, times_real_time: timesRealTime, measured_at: measuredAt.toISOString() };
}

const system = (deps: Deps) =>
  endpoint({
    id: "getSystem",
    tag: "administration",
    summary: "Shows versions, devices and sandboxes",
    access: "administrator",
    answers: { 200: { description: "What runs.", json: systemSchema } },
  }, async (c, { json }) => {
    requireAdministrator(c);
    return json(200, await readSystem(deps), NO_STORE);
  });
