import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";
import { openApiDocument, type Route } from "./document.ts";

const documentSchema = z.looseObject({
  openapi: z.string().meta({ description: "The version of OpenAPI.", examples: ["3.1.1"] }),
}).meta({ id: "OpenApiDocument", description: "An OpenAPI 3.1 document." });

/**
 * The description of the API.
 *
 * @param allRoutes the routes of the whole app, which is complete when the first request comes
 */
export function openApiRoutes(allRoutes: () => readonly Route[]): Hono<Env> {
  let document: ReturnType<typeof openApiDocument> | undefined;
  const app = new Hono<Env>();
  app.get(
    "/openapi.json",
    endpoint({
      id: "getOpenApiDocument",
      tag: "server",
      summary: "This document",
      access: "anyone",
      answers: { 200: { description: "An OpenAPI 3.1 document.", json: documentSchema } },
    }, (_c: Context<Env>, { json }) => {
      document ??= openApiDocument(allRoutes());
      return json(200, document, { "Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*" });
    }),
  ).all("/openapi.json", onlyMethods("GET", "HEAD"));
  return app;
}
