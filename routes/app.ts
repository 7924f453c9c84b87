import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { Log } from "../src/core/log.ts";
import { identify } from "./access.ts";
import { attentionRoutes } from "./api/attention.ts";
import { captionRoutes } from "./api/captions.ts";
import { compressed } from "./http/compress.ts";
import type { Deps, Env } from "./deps.ts";
import { draftRoutes } from "./api/drafts.ts";
import { onError, onNotFound } from "./http/errors.ts";
import { libraryEventRoutes, sharedVideoEvents, videoEventRoutes } from "./api/events.ts";
import { healthRoutes } from "./api/health.ts";
import { audioReportReferenceRoutes, audioReportRoutes } from "./api/audio_report.ts";
import { oembedRoutes } from "./api/oembed.ts";
import { openAiRoutes } from "./openai/mod.ts";
import { searchRoutes } from "./api/search.ts";
import { revisionRoutes } from "./api/revisions.ts";
import { sessionRoutes } from "./api/session.ts";
import { storyboardRoutes } from "./api/storyboard.ts";
import { streamRoutes } from "./api/stream.ts";
import { importRoutes } from "./api/track_import.ts";
import { trackRoutes } from "./api/tracks.ts";
import { uploadRoutes } from "./api/uploads.ts";
import { videoRoutes } from "./api/videos.ts";
import { webRoutes } from "./web/routes.ts";

/** Makes the hono app with the API and the pages. */
export function createApp(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  const events = sharedVideoEvents(deps);
  app.onError(onError(deps.log));
  app.notFound(onNotFound);
  app.use(logRequests(deps.log), secureHeaders);
  app.route("/", healthRoutes(deps)); // before authentication, which needs the database
  app.route("/v1", openAiRoutes(deps));
  app.use(compressed, identify(deps)); // after /v1, which streams its answers
  app.route("/", sessionRoutes(deps));
  app.route("/api/uploads", uploadRoutes(deps));
  app.route("/api/videos", videoRoutes(deps));
  app.route("/api/videos", captionRoutes(deps));
  app.route("/api/videos", trackRoutes(deps));
  app.route("/api/videos", revisionRoutes(deps));
  app.route("/api/videos", draftRoutes(deps));
  app.route("/api/videos", importRoutes(deps));
  app.route("/api/videos", audioReportRoutes(deps));
  app.route("/api/videos", attentionRoutes(deps));
  app.route("/api/videos", storyboardRoutes(deps));
  app.route("/api/videos", videoEventRoutes(deps, events));
  app.route("/api/hearing", audioReportReferenceRoutes());
  app.route("/api/events", libraryEventRoutes(deps, events));
  app.route("/api/search", searchRoutes(deps));
  app.route("/api/stream", streamRoutes(deps));
  app.route("/", oembedRoutes(deps));
  app.route("/", webRoutes(deps));
  return app;
}

/** Logs one line for each request, without its query, which may contain a token. */
function logRequests(log: Log): MiddlewareHandler {
  return async function logRequest(c, next) {
    const start = performance.now();
    await next();
    const milliseconds = Math.round(performance.now() - start);
    log.debug("request", { method: c.req.method, path: c.req.path, status: c.res.status, milliseconds });
  };
}

/** Headers of every response whose route does not set them. */
const SECURE: Record<string, string> = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin", // the address of an unlisted video must not leak
  // pages set their own policy
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
};

async function secureHeaders(c: Context, next: () => Promise<void>): Promise<void> {
  await next();
  for (const [name, value] of Object.entries(SECURE)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
}
