import type { Hono } from "hono";
import type { Env } from "../../../routes/deps.ts";
import type { Route } from "../../../routes/openapi/document.ts";

/** Routes of pages and of their parts, which are not part of the API. */
const PAGES =
  /^\/(\*|assets\/.*|manifest\.webmanifest|service-worker\.js|offline|share-target|library\/.*|videos\/:id(\/(hearing|audio-report|parts|edit|share|download|playlists))?|playlists.*|learn.*|search.*|settings.*|embed\/.*|v1\/\*|docs)?$/;

/** The routes of the API: without pages, middleware and the answers to other methods. */
export function apiRoutes(app: Hono<Env>): Route[] {
  return app.routes.filter(({ method, path }) => method !== "ALL" && method !== "OPTIONS" && !PAGES.test(path));
}
