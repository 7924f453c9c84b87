import { Hono } from "hono";
import { identify, requireOwner } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods, problem } from "../http/errors.ts";
import { listAvailableModels } from "../api/models.ts";
import { audioRoutes } from "./audio.ts";
import { asOpenAi, onOpenAiError } from "./errors.ts";
import { chooseModel, modelJson } from "./models.ts";

/**
 * The speech endpoints of OpenAI's API: the API key is this server's token, the base URL ends in /v1. Mounted at /v1
 * before the authentication of other routes, so that errors about the token have OpenAI's shape too.
 */
export function openAiRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  app.onError(onOpenAiError(deps.log));
  app.use("*", identify(deps), async (c, next) => {
    requireOwner(c);
    await next();
  });
  app.route("/audio", audioRoutes(deps));
  app.get("/models", async (c) => c.json({ object: "list", data: (await listAvailableModels(deps)).map(modelJson) }));
  app.get("/models/:id{.+}", async (c) => {
    const id = c.req.param("id");
    await chooseModel(deps, id); // OpenAI's own names exist here as well
    return c.json(modelJson(id));
  });
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
