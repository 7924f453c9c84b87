import { Hono } from "hono";
import { type AnalysisKind, analysisOf, canBeMade } from "../../src/core/analyses.ts";
import { ConflictError } from "../../src/core/errors.ts";
import { type Analysis, hurryAnalysis, listAnalyses, queueAnalyses } from "../../src/db/analyses/analyses.ts";
import { findReadableCaptions } from "../../src/db/analyses/analyzed_captions.ts";
import { transaction } from "../../src/db/pool/client.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { analysesSchema, type AnalysisJson, analysisSchema, newAnalysisSchema } from "../../src/schemas/analysis.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { changeableVideo, mayChange, visibleAnalyses, visibleVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";

const PATH = "/:id/analyses";
const NO_STORE = { "Cache-Control": "no-store" };

/** What was found out about a video after its captions. Mounted at /api/videos. */
export function analysisRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().get(PATH, list(deps)).post(PATH, runAgain(deps)).all(
    PATH,
    onlyMethods("GET", "HEAD", "POST"),
  );
}

const VIDEO = { id: videoIdSchema };

const list = (deps: Deps) =>
  endpoint({
    id: "listAnalyses",
    tag: "analyses",
    summary: "What was found out about a video after its captions, and how far the rest is",
    access: "viewer",
    params: VIDEO,
    answers: { 200: { description: "Those that were made or asked for.", json: analysesSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const video = await visibleVideo(c, deps);
    const isOwner = mayChange(c.get("viewer"), video);
    const analyses = await visibleAnalyses(c, deps, video);
    return json(200, { analyses: analyses.map((analysis) => analysisJson(analysis, isOwner)) }, NO_STORE);
  });

const runAgain = (deps: Deps) =>
  endpoint({
    id: "runAnalysis",
    tag: "analyses",
    summary: "Runs an analysis of a video again",
    access: "owner",
    params: VIDEO,
    body: newAnalysisSchema,
    answers: { 202: { description: "A job makes it.", json: analysisSchema } },
    problems: [404, 409, 422],
  }, async (c, { body, json }) => {
    const { sql, config } = deps;
    const video = await changeableVideo(c, deps);
    const { kind } = await body();
    if (!config.analyses.includes(kind)) throw new ConflictError(`${kind} is switched off by the setting ANALYSES`);
    await requireInput(deps, video, kind);
    await transaction(sql, async (tx) => {
      await queueAnalyses(tx, video.id, [kind]);
      await hurryAnalysis(tx, video.id, kind);
    });
    const queued = (await listAnalyses(sql, video.id)).find((analysis) => analysis.kind === kind)!;
    return json(202, analysisJson(queued, true), NO_STORE);
  });

/** @throws {ConflictError} if there is nothing that an analysis could be made of */
async function requireInput({ sql }: Pick<Deps, "sql">, video: Video, kind: AnalysisKind): Promise<void> {
  if (video.state !== "ready") throw new ConflictError("this video is not ready to be played yet: wait until it is");
  const { readsCaptions, readsPicture } = analysisOf(kind);
  const hasCaptions = Boolean(readsCaptions) && await findReadableCaptions(sql, video.id) !== null;
  if (canBeMade(kind, { ...video, hasCaptions })) return;
  if (readsCaptions) throw new ConflictError("there are no captions with text yet: generate or upload some first");
  const part = readsPicture ? "picture" : "sound";
  throw new ConflictError(`this video has no ${part}, so there is nothing to find out`);
}

function analysisJson(analysis: Analysis, mayChange: boolean): AnalysisJson {
  const { kind, state, result, madeBy, seconds, isOutdated, error, updatedAt } = analysis;
  return {
    ...{ kind, state, result: result as AnalysisJson["result"], made_by: madeBy },
    seconds: seconds === null ? null : Math.round(1000 * seconds) / 1000, // a `real` has 7 digits
    ...{ is_outdated: isOutdated, error: mayChange ? error : null, updated_at: updatedAt.toISOString() },
  };
}
