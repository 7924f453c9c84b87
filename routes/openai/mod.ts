import { Hono } from "hono";
import { identify, requireUser } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { z } from "zod";
import { described } from "../../src/schemas/fields.ts";
import { openAiModelListSchema, openAiModelSchema } from "../../src/schemas/openai.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods, problem } from "../http/errors.ts";
import { listAvailableModels } from "../api/models.ts";
import { audioRoutes } from "./audio.ts";
import { asOpenAi, onOpenAiError } from "./errors.ts";
import { chooseModel, modelJson } from "./models.ts";

const ABOUT = { tag: "openai", access: "user", errorForm: "openai" } as const;

const listModels = (deps: Deps) =>
  endpoint({
    ...ABOUT,
    id: "listOpenAiModels",
    summary: "Lists the models at hand",
    answers: { 200: { description: "The models.", json: openAiModelListSchema } },
  }, async (c, { json }) => {
    const names = await listAvailableModels(deps, c.get("viewer"));
    return json(200, { object: "list", data: names.map(modelJson) });
  });

const showModel = (deps: Deps) =>
  endpoint({
    ...ABOUT,
    id: "getOpenAiModel",
    summary: "Shows a model",
    params: { id: described(z.string(), "Its name; the names of OpenAI's models are there too.", "whisper-1") },
    answers: { 200: { description: "The model.", json: openAiModelSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const id = c.req.param("id") ?? "";
    await chooseModel(deps, c.get("viewer"), id); // OpenAI's own names exist here as well
    return json(200, modelJson(id));
  });

/**
 * The speech endpoints of OpenAI's API: the API key is this server's token, the base URL ends in /v1. Mounted at /v1
 * before the authentication of other routes, so that errors about the token have OpenAI's shape too.
 */
export function openAiRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  app.onError(onOpenAiError(deps.log));
  app.use("*", identify(deps), async (c, next) => {
    requireUser(c);
    await next();
  });
  app.route("/audio", audioRoutes(deps));
  app.get("/models", listModels(deps)).get("/models/:id{.+}", showModel(deps));
  app.all("/audio/:kind{transcriptions|translations}", (c) => {
    const { status, headers } = onlyMethods("POST")(c);
    if (status === 204) return new Response(null, { status, headers });
    const response = asOpenAi(problem(405, `${c.req.method} is not a method of ${c.req.path}: it has POST`));
    response.headers.set("Allow", headers.get("Allow")!);
    return response;
  });
  app.all("*", (c) => asOpenAi(problem(404, `there is nothing at ${c.req.path}`)));
  return app;
}
