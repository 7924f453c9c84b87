import { type Context, Hono } from "hono";
import { NotFoundError } from "../../src/core/errors.ts";
import { isId } from "../../src/core/ids.ts";
import { progressAt } from "../../src/core/watch_progress.ts";
import {
  forgetProgress,
  listProgress,
  readProgress,
  rewindProgress,
  type WatchProgress,
  writeProgress,
} from "../../src/db/users/watch_progress.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import {
  newProgressSchema,
  progressListSchema,
  progressQuerySchema,
  type WatchProgressJson,
  watchProgressSchema,
} from "../../src/schemas/watch_progress.ts";
import { requireUser, visibleVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";

const VIDEO = { id: videoIdSchema };
const PATH = "/:id/progress";
const NO_STORE = { "Cache-Control": "no-store" };

/** How far the user who asks has watched a video. Mounted at /api/videos. */
export function videoProgressRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().get(PATH, show(deps)).put(PATH, write(deps)).delete(PATH, forget(deps))
    .all(PATH, onlyMethods("GET", "HEAD", "PUT", "DELETE"));
}

/** What the user who asks has watched. Mounted at /api/progress. */
export function progressRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().get("/", list(deps)).delete("/", forgetAll(deps)).all(
    "/",
    onlyMethods("GET", "HEAD", "DELETE"),
  );
}

/** @throws as `requireUser` and `visibleVideo` */
async function watched(c: Context<Env>, deps: Deps) {
  const { user } = requireUser(c);
  return { viewer: user, video: await visibleVideo(c, deps) };
}

const show = (deps: Deps) =>
  endpoint({
    id: "getWatchProgress",
    tag: "progress",
    summary: "How far one has watched a video",
    access: "user",
    params: VIDEO,
    answers: { 200: { description: "The place.", json: watchProgressSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const { viewer, video } = await watched(c, deps);
    const known = (await readProgress(deps.sql, viewer, [video.id])).get(video.id);
    const none = { video_id: video.id, position: 0, is_watched: false, updated_at: null };
    return json(200, known ? progressJson(known) : none, NO_STORE);
  });

const write = (deps: Deps) =>
  endpoint({
    id: "putWatchProgress",
    tag: "progress",
    summary: "Keeps where one is in a video",
    description: "Pages do so every 10 s at most, when the video is paused, and when the page is left.",
    access: "user",
    params: VIDEO,
    body: newProgressSchema,
    answers: {
      200: { description: "It is kept.", json: watchProgressSchema },
      204: { description: "It has not begun yet, and no place was kept before: nothing is kept." },
    },
    problems: [404],
  }, async (c, { body, json }) => {
    const { viewer, video } = await watched(c, deps);
    const { position } = await body();
    const progress = progressAt(position, video.durationSeconds);
    const whose = { viewer, videoId: video.id };
    const kept = progress ? await writeProgress(deps.sql, whose, progress) : await rewindProgress(deps.sql, whose);
    if (!kept) return c.body(null, 204);
    return json(200, progressJson(kept), NO_STORE);
  });

const forget = (deps: Deps) =>
  endpoint({
    id: "deleteWatchProgress",
    tag: "progress",
    summary: "Forgets how far one has watched a video",
    access: "user",
    params: VIDEO,
    answers: { 204: { description: "It is forgotten." } },
    problems: [404],
  }, async (c) => {
    const { user } = requireUser(c);
    // of a video that one may not see any more, too
    const id = c.req.param("id") ?? "";
    if (!isId(id)) throw new NotFoundError("there is no such video, or it is private");
    await forgetProgress(deps.sql, user, id);
    return c.body(null, 204);
  });

const list = (deps: Deps) =>
  endpoint({
    id: "listWatchProgress",
    tag: "progress",
    summary: "What one has watched, the latest first",
    description: "Only videos that one may see.",
    access: "user",
    query: progressQuerySchema,
    answers: { 200: { description: "The places.", json: progressListSchema } },
  }, async (c, { query, json }) => {
    const viewer = requireUser(c);
    const { state = "all", limit = 50 } = query();
    const progress = await listProgress(deps.sql, viewer, { limit, isBegun: state === "begun" });
    return json(200, { progress: progress.map(progressJson) }, NO_STORE);
  });

const forgetAll = (deps: Deps) =>
  endpoint({
    id: "deleteAllWatchProgress",
    tag: "progress",
    summary: "Forgets all that one has watched",
    access: "user",
    answers: { 204: { description: "It is forgotten." } },
  }, async (c) => {
    await forgetProgress(deps.sql, requireUser(c).user);
    return c.body(null, 204);
  });

function progressJson({ videoId, position, isWatched, updatedAt }: WatchProgress): WatchProgressJson {
  return { video_id: videoId, position, is_watched: isWatched, updated_at: updatedAt.toISOString() };
}
