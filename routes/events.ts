import { Hono } from "hono";
import { captionState } from "../src/db/captions.ts";
import { readVideoParts } from "../src/db/video_parts.ts";
import { findVideo, listVideos } from "../src/db/videos.ts";
import { mayChange, maySee, visibleVideo } from "./access.ts";
import type { Deps, Env, Viewer } from "./deps.ts";
import { onlyMethods } from "./errors.ts";
import { eventStream, refreshOnChange } from "./event_stream.ts";
import { captionStatusJson, videoJson, videosJson } from "./video_json.ts";

const POLL_SECONDS = 5; // only where notifications don't come, as behind a transaction pooler
const LIST_LENGTH = 50;

/**
 * One video's changes as server-sent events. Mounted at /api/videos.
 *
 * `video` holds the video as GET shows it, `captions` what /captions/status shows with `cue_count`; both come at once
 * and then whenever they change. `gone` is the last one, when the video is deleted or no longer to be seen.
 */
export function videoEventRoutes(deps: Deps): Hono<Env> {
  const { sql, listenVideo } = deps;
  return new Hono<Env>().get("/:id/events", async (c) => {
    const { id } = await visibleVideo(c, deps);
    const viewer = c.get("viewer");
    return eventStream(c.req.raw, async (sink) => {
      const sent = new Map<string, string>();
      const sendIfNew = (event: string, data: unknown) => {
        const text = JSON.stringify(data);
        if (sent.get(event) !== text) sink.send(event, data);
        sent.set(event, text);
      };
      const refresh = async () => {
        const video = await findVideo(sql, id);
        if (!video || !maySee(viewer, video)) {
          sink.send("gone", { id });
          return sink.close();
        }
        const [parts, state] = await Promise.all([readVideoParts(sql, [id]), captionState(sql, id)]);
        const { tracks } = parts.get(id)!;
        const cueCount = tracks.reduce((sum, track) => sum + track.cueCount, 0);
        sendIfNew("video", videoJson(video, parts.get(id)!, viewer));
        sendIfNew("captions", { ...captionStatusJson(state, mayChange(viewer, video)), cue_count: cueCount });
      };
      const subscribe = (wake: () => void) => listenVideo(id, wake);
      await refreshOnChange({ refresh, subscribe, pollSeconds: POLL_SECONDS, signal: sink.signal });
    });
  }).all("/:id/events", onlyMethods("GET"));
}

/**
 * Changes of the library as server-sent events. Mounted at /api/events.
 *
 * `library` comes first, with the newest videos that `viewer` has in the list; then `video` for each that is new or
 * changed, and `removed` with the id of each that is deleted or no longer in the list.
 */
export function libraryEventRoutes({ sql, listenVideo }: Deps): Hono<Env> {
  return new Hono<Env>().get("/", (c) => {
    const viewer = c.get("viewer");
    return eventStream(c.req.raw, async (sink) => {
      const sent = new Map<string, string>();
      const changed = new Set<string>();
      let isFirst = true;

      const refresh = async () => {
        const ids = [...changed];
        changed.clear();
        const { videos } = await listVideos(sql, { owner: viewer?.user, limit: LIST_LENGTH });
        const listed = new Set(videos.map((video) => video.id));
        // what changed farther down the list
        const others = await Promise.all(ids.filter((id) => !listed.has(id)).map((id) => findVideo(sql, id)));
        const present = [...videos, ...others.filter((video) => video !== null && isListed(viewer, video))];
        const now = await videosJson(sql, present as typeof videos, viewer);
        if (isFirst) sink.send("library", { videos: now });
        for (const video of now) {
          const text = JSON.stringify(video);
          if (!isFirst && sent.get(video.id) !== text) sink.send("video", video);
          sent.set(video.id, text);
        }
        const shown = new Set(now.map((video) => video.id));
        // with the whole list at hand nothing has to be told of what is gone
        const maybeGone = videos.length < LIST_LENGTH ? [...sent.keys()] : ids;
        for (const id of maybeGone) {
          if (!shown.has(id) && sent.delete(id)) sink.send("removed", { id });
        }
        isFirst = false;
      };
      const subscribe = (wake: () => void) =>
        listenVideo(null, ({ videoId }) => {
          if (videoId) changed.add(videoId);
          wake();
        });
      await refreshOnChange({ refresh, subscribe, pollSeconds: POLL_SECONDS, signal: sink.signal });
    });
  }).all("/", onlyMethods("GET"));
}

function isListed(viewer: Viewer | null, video: { owner: string; visibility: string }): boolean {
  return viewer ? viewer.user === video.owner : video.visibility === "public";
}
