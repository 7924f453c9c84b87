import { Hono } from "hono";
import { ANALYSIS_KINDS } from "../../../src/core/analyses.ts";
import { ConflictError } from "../../../src/core/errors.ts";
import { countMissingAnalyses, queueMissingAnalyses } from "../../../src/db/analyses/missing_analyses.ts";
import { type MissingAnalysesJson, missingAnalysesSchema, queueAnalysesSchema } from "../../../src/schemas/analysis.ts";
import { requireAdministrator } from "../../access.ts";
import type { Deps, Env } from "../../deps.ts";
import { endpoint } from "../../http/endpoint.ts";
import { onlyMethods } from "../../http/errors.ts";

const NO_STORE = { "Cache-Control": "no-store" };

/** What the videos of all owners lack, for administrators. Mounted at /api/admin/analyses. */
export function adminAnalysisRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().get("/", list(deps)).post("/", queue(deps)).all("/", onlyMethods("GET", "HEAD", "POST"));
}

/** Counts the videos that lack each kind. */
export async function readMissingAnalyses({ sql, config }: Pick<Deps, "sql" | "config">): Promise<MissingAnalysesJson> {
  const counts = await countMissingAnalyses(sql, ANALYSIS_KINDS);
  return { kinds: counts.map((count) => ({ ...count, is_on: config.analyses.includes(count.kind) })) };
}

const list = (deps: Deps) =>
  endpoint({
    id: "listMissingAnalyses",
    tag: "administration",
    summary: "Counts the videos that lack each kind of analysis",
    description:
      "Videos from before a kind was there, or whose analysis failed; not those whose captions are being made.",
    access: "administrator",
    answers: { 200: { description: "The counts.", json: missingAnalysesSchema } },
  }, async (c, { json }) => {
    requireAdministrator(c);
    return json(200, await readMissingAnalyses(deps), NO_STORE);
  });

const queue = (deps: Deps) =>
  endpoint({
    id: "queueMissingAnalyses",
    tag: "administration",
    summary: "Makes analyses of all videos that lack them",
    description: "Their jobs run after all others. Videos that are being changed are waited for.",
    access: "administrator",
    body: queueAnalysesSchema,
    answers: { 202: { description: "Jobs make them; the counts now.", json: missingAnalysesSchema } },
    problems: [409, 422],
  }, async (c, { body, json }) => {
    requireAdministrator(c);
    const { sql, config } = deps;
    const { kinds } = await body();
    const off = kinds.filter((kind) => !config.analyses.includes(kind));
    if (off.length > 0) throw new ConflictError(`${off.join(", ")}: switched off by the setting ANALYSES`);
    for (const kind of new Set(kinds)) await queueMissingAnalyses(sql, kind);
    return json(202, await readMissingAnalyses(deps), NO_STORE);
  });
