import { Hono } from "hono";
import { readVideoContents } from "../../src/db/videos/video_contents.ts";
import { findVideo, listVideos } from "../../src/db/videos/videos.ts";
import { mayChange, maySee, visibleVideo } from "../access.ts";
import type { Deps, Env, Viewer } from "../deps.ts";
import { onlyMethods } from "../http/errors.ts";
import { type EncodedEvent, encodeEvent, eventStream } from "../http/event_stream.ts";
import { type Feed, SharedFeeds } from "./shared_feed.ts";
import { StreamPlaces } from "../http/stream_places.ts";
import { captionStatusJson, videoJson, videosJson } from "./video_json.ts";
import { readCaptionState } from "../../src/db/tracks/caption_state.ts";

const LIST_LENGTH = 50;

/** What the two streams share: feeds by what is seen, and a count of all readers. */
export interface EventParts {
  feeds: SharedFeeds;
  places: StreamPlaces;
}

export function sharedVideoEvents({ config }: Pick<Deps, "config">): EventParts {
  return { feeds: new SharedFeeds(), places: new StreamPlaces(config) };
}

/**
 * One video's changes as server-sent events. Mounted at /api/videos.
 *
 * `video` holds the video as GET shows it, `captions` what /captions/status shows with `cue_count`; both come at once
 * and then whenever they change. `gone` is the last one, when the video is deleted or no longer to be seen.
 */
export function videoEventRoutes(deps: Deps, { feeds, places }: EventParts): Hono<Env> {
  return new Hono<Env>().get("/:id/events", async (c) => {
    const video = await visibleVideo(c, deps);
    const viewer = mayChange(c.get("viewer"), video) ? c.get("viewer") : null;
    const make = () => videoFeed(deps, video.id, viewer);
    const leave = c.req.raw.method === "HEAD" ? undefined : places.take(c.env?.address);
    return eventStream(c.req.raw, (sink) => {
      sink.signal.addEventListener("abort", () => leave?.());
      return feeds.join(`video ${video.id} ${viewer?.user ?? ""}`, sink, make);
    });
  }).all("/:id/events", onlyMethods("GET"));
}

/** @param viewer somebody who may change the video; null for everybody else */
function videoFeed({ sql, subscribeVideo }: Deps, id: string, viewer: Viewer | null): Feed {
  const last = new Map<string, { text: string; encoded: EncodedEvent }>();
  return {
    async refresh() {
      const video = await findVideo(sql, id);
      if (!video || !maySee(viewer, video)) return { changes: [encodeEvent("gone", { id })], isOver: true };
      const [parts, state] = await Promise.all([readVideoContents(sql, [id]), readCaptionState(sql, id)]);
      const { tracks } = parts.get(id)!;
      const cueCount = tracks.reduce((sum, track) => sum + track.cueCount, 0);
      const now = {
        video: videoJson(video, parts.get(id)!, viewer),
        captions: { ...captionStatusJson(state, mayChange(viewer, video)), cue_count: cueCount },
      };
      const changes: EncodedEvent[] = [];
      for (const [name, data] of Object.entries(now)) {
        const text = JSON.stringify(data);
        if (last.get(name)?.text === text) continue;
        const encoded = encodeEvent(name, data);
        last.set(name, { text, encoded });
        changes.push(encoded);
      }
      return { changes };
    },
    greeting: () => [...last.values()].map(({ encoded }) => encoded),
    subscribe: (wake) => subscribeVideo(id, wake),
  };
}

/**
 * Changes of the library as server-sent events. Mounted at /api/events.
 *
 * `library` comes first, with the newest videos that `viewer` has in the list; then `video` for each that is new or
 * changed, and `removed` with the id of each that is deleted or no longer in the list.
 */
export function libraryEventRoutes(deps: Deps, { feeds, places }: EventParts): Hono<Env> {
  return new Hono<Env>().get("/", (c) => {
    const viewer = c.get("viewer");
    const leave = c.req.raw.method === "HEAD" ? undefined : places.take(c.env?.address);
    return eventStream(c.req.raw, (sink) => {
      sink.signal.addEventListener("abort", () => leave?.());
      return feeds.join(`library ${viewer?.user ?? ""}`, sink, () => libraryFeed(deps, viewer));
    });
  }).all("/", onlyMethods("GET"));
}

/** @param viewer null for all who are not signed in: they have the same list */
function libraryFeed({ sql, subscribeVideo }: Deps, viewer: Viewer | null): Feed {
  const sent = new Map<string, string>();
  const changed = new Set<string>();
  let isFirst = true;
  let library: EncodedEvent;

  return {
    async refresh() {
      const ids = [...changed];
      changed.clear();
      const { videos } = await listVideos(sql, { owner: viewer?.user, limit: LIST_LENGTH });
      const listed = new Set(videos.map((video) => video.id));
      // what changed farther down the list
      const others = await Promise.all(ids.filter((id) => !listed.has(id)).map((id) => findVideo(sql, id)));
      const present = [...videos, ...others.filter((video) => video !== null && isListed(viewer, video))];
      const now = await videosJson(sql, present as typeof videos, viewer);
      const changes: EncodedEvent[] = [];
      for (const video of now) {
        const text = JSON.stringify(video);
        if (sent.get(video.id) === text) continue;
        if (!isFirst) changes.push(encodeEvent("video", video));
        sent.set(video.id, text);
      }
      const shown = new Set(now.map((video) => video.id));
      // with the whole list at hand nothing has to be told of what is gone
      const maybeGone = videos.length < LIST_LENGTH ? [...sent.keys()] : ids;
      for (const id of maybeGone) {
        if (!shown.has(id) && sent.delete(id)) changes.push(encodeEvent("removed", { id }));
      }
      if (isFirst || changes.length > 0) library = encodeEvent("library", { videos: now.slice(0, videos.length) });
      isFirst = false;
      return { changes };
    },
    greeting: () => [library],
    subscribe: (wake) =>
      subscribeVideo(null, ({ videoId }) => {
        if (videoId) changed.add(videoId);
        wake();
      }),
  };
}

function isListed(viewer: Viewer | null, video: { owner: string; visibility: string }): boolean {
  return viewer ? viewer.user === video.owner : video.visibility === "public";
}
