import { type Context, Hono, type MiddlewareHandler } from "hono";
import { contextStorage } from "hono/context-storage";
import type { Log } from "../src/core/log.ts";
import { identify } from "./access.ts";
import { adminAnalysisRoutes } from "./api/admin/analyses.ts";
import { adminJobRoutes } from "./api/admin/jobs.ts";
import { adminModelRoutes } from "./api/admin/models.ts";
import { adminSessionRoutes } from "./api/admin/sessions.ts";
import { adminServerRoutes } from "./api/admin/server.ts";
import { analysisRoutes } from "./api/analyses.ts";
import { soundEventRoutes } from "./api/sound_events.ts";
import { speakerRoutes } from "./api/speakers.ts";
import { attentionRoutes } from "./api/attention.ts";
import { collectionRoutes } from "./api/collections.ts";
import { bulkRoutes } from "./api/bulk.ts";
import { captionRoutes } from "./api/captions.ts";
import { exportRoutes } from "./api/exports.ts";
import { compressed } from "./http/compress.ts";
import type { Deps, Env } from "./deps.ts";
import { draftRoutes } from "./api/drafts.ts";
import { onError, onNotFound } from "./http/errors.ts";
import { underPrefix } from "./http/prefix.ts";
import { locate, pathBelow } from "./http/site.ts";
import { editorRoutes } from "./api/editors.ts";
import { libraryEventRoutes, sharedVideoEvents, videoEventRoutes } from "./api/events.ts";
import { healthRoutes } from "./api/health.ts";
import { audioReportReferenceRoutes, audioReportRoutes } from "./api/audio_report.ts";
import { openApiRoutes } from "./openapi/routes.ts";
import { oembedRoutes } from "./api/oembed.ts";
import { asrRoutes } from "./openai/asr.ts";
import { openAiRoutes } from "./openai/mod.ts";
import { relatedRoutes } from "./api/related.ts";
import { searchRoutes } from "./api/search.ts";
import { revisionRoutes } from "./api/revisions.ts";
import { sessionRoutes } from "./api/session.ts";
import { stretchRoutes } from "./api/stretches.ts";
import { storyboardRoutes } from "./api/storyboard.ts";
import { streamRoutes } from "./api/stream.ts";
import { importRoutes } from "./api/track_import.ts";
import { thumbnailRoutes } from "./api/thumbnails.ts";
import { trackRoutes } from "./api/tracks.ts";
import { translationRoutes } from "./api/translations.ts";
import { uploadRoutes } from "./api/uploads.ts";
import { videoRoutes } from "./api/videos.ts";
import { progressRoutes, videoProgressRoutes } from "./api/watch_progress.ts";
import { webhookRoutes } from "./api/webhooks.ts";
import { zipRoutes } from "./api/zip.ts";
import { shareTargetRoutes } from "./web/app/routes.tsx";
import { webRoutes } from "./web/routes.ts";
import { chooseLocale } from "./web/words/choose_locale.ts";

/** Makes the hono app with the API and the pages. */
export function createApp(deps: Deps): Hono<Env> {
  const app = new Hono<Env>({ getPath: pathBelow(deps.config) });
  const events = sharedVideoEvents(deps);
  const web = webRoutes(deps);
  const onApiError = onError(deps.log);
  app.onError((error, c) => c.req.path.startsWith("/api/") ? onApiError(error, c) : web.onError(error, c));
  app.notFound(onNotFound);
  app.use(logRequests(deps.log), secureHeaders, locate(deps));
  app.route("/", healthRoutes(deps)); // before authentication, which needs the database
  app.route("/v1", openAiRoutes(deps));
  app.route("/", asrRoutes(deps));
  app.route("/", web.assets);
  app.use(compressed, underPrefix); // after /v1, which streams its answers
  app.route("/", shareTargetRoutes());
  app.use(contextStorage(), chooseLocale()); // pages find their language in the context
  app.route("/", sessionRoutes(deps));
  app.route("/api/hearing", audioReportReferenceRoutes());
  app.route("/", oembedRoutes(deps));
  app.route("/", openApiRoutes(() => app.routes));
  app.use(identify(deps)); // after what is the same for everyone
  app.route("/api/uploads", uploadRoutes(deps));
  app.route("/api/videos", bulkRoutes(deps)); // before "/:id"
  app.route("/api/videos", zipRoutes(deps));
  app.route("/api/videos", videoRoutes(deps));
  app.route("/api/videos", captionRoutes(deps));
  app.route("/api/videos", translationRoutes(deps));
  app.route("/api/videos", trackRoutes(deps));
  app.route("/api/videos", revisionRoutes(deps));
  app.route("/api/videos", draftRoutes(deps));
  app.route("/api/videos", editorRoutes(deps));
  app.route("/api/videos", stretchRoutes(deps));
  app.route("/api/videos", importRoutes(deps));
  app.route("/api/videos", exportRoutes(deps));
  app.route("/api/videos", audioReportRoutes(deps));
  app.route("/api/videos", attentionRoutes(deps));
  app.route("/api/videos", analysisRoutes(deps));
  app.route("/api/videos", speakerRoutes(deps));
  app.route("/api/videos", soundEventRoutes(deps));
  app.route("/api/videos", storyboardRoutes(deps));
  app.route("/api/videos", thumbnailRoutes(deps));
  app.route("/api/videos", relatedRoutes(deps));
  app.route("/api/videos", videoEventRoutes(deps, events));
  app.route("/api/videos", videoProgressRoutes(deps));
  app.route("/api/playlists", collectionRoutes(deps));
  app.route("/api/progress", progressRoutes(deps));
  app.route("/api/events", libraryEventRoutes(deps, events));
  app.route("/api/search", searchRoutes(deps));
  app.route("/api/stream", streamRoutes(deps));
  app.route("/api/webhooks", webhookRoutes(deps));
  app.route("/api/admin/analyses", adminAnalysisRoutes(deps));
  app.route("/api/admin/jobs", adminJobRoutes(deps));
  app.route("/api/admin/models", adminModelRoutes(deps));
  app.route("/api/admin/sessions", adminSessionRoutes(deps));
  app.route("/api/admin", adminServerRoutes(deps));
  app.route("/", web.pages);
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
