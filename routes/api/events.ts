import { Hono } from "hono";
import { readVideoContents } from "../../src/db/videos/video_contents.ts";
import { findVideo, listVideos } from "../../src/db/videos/videos.ts";
import { mayChange, maySee, visibleVideo } from "../access.ts";
import type { Deps, Env, Viewer } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";
import { EXAMPLE_ID } from "../../src/schemas/fields.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { type EncodedEvent, encodeEvent, eventStream } from "../http/event_stream.ts";
import { endWithSession } from "./session_watch.ts";
import { type Feed, SharedFeeds } from "./shared_feed.ts";
import { StreamPlaces } from "../http/stream_places.ts";
import { captionStatusJson, videoJson, videosJson } from "./video_json.ts";
import { listEditors } from "../../src/db/tracks/editors.ts";
import { editorsJson } from "./editors.ts";
import { readCaptionState } from "../../src/db/tracks/caption_state.ts";

const LIST_LENGTH = 50;

/** Shared by both kinds of streams: the feeds, and the count of open streams. */
export interface EventDeps {
  feeds: SharedFeeds;
  places: StreamPlaces;
}

export function sharedVideoEvents({ config }: Pick<Deps, "config">): EventDeps {
  return { feeds: new SharedFeeds(), places: new StreamPlaces(config) };
}

/**
 * Server-sent events for the changes of one video. Mounted at /api/videos.
 *
 * `video` holds the video as GET answers it, `captions` the answer of /captions/status with `cue_count`; both are sent
 * at once and at each change. Who may change the video gets `editors` too: who edits its captions. `gone` is the last event, when the video is deleted or no longer visible.
 */
export function videoEventRoutes(deps: Deps, { feeds, places }: EventDeps): Hono<Env> {
  return new Hono<Env>().get("/:id/events", videoEvents(deps, { feeds, places }))
    .all("/:id/events", onlyMethods("GET"));
}

const EVENT_STREAM = "text/event-stream";

const videoEvents = (deps: Deps, { feeds, places }: EventDeps) =>
  endpoint({
    id: "followVideo",
    tag: "events",
    summary: "The changes of one video",
    description:
      "Server-sent events: `video` with the video as `getVideo` answers it, and `captions` with the answer " +
      "of `getCaptionStatus` and `cue_count`, at once and at each change; for those who may change the video " +
      "`editors` with the answer of `listEditors`; `gone` is the last one.",
    access: "viewer",
    params: { id: videoIdSchema },
    answers: {
      200: {
        description: "A stream that goes on until the client ends it.",
        content: { [EVENT_STREAM]: 'event: captions\ndata: {"status":"processing","progress":0.42}\n\n' },
      },
    },
    problems: [404],
  }, async (c) => {
    const video = await visibleVideo(c, deps);
    const viewer = mayChange(c.get("viewer"), video) ? c.get("viewer") : null;
    const make = () => videoFeed(deps, video.id, viewer);
    const leave = c.req.raw.method === "HEAD" ? undefined : places.take(c.env?.address);
    return eventStream(c.req.raw, (sink) => {
      sink.signal.addEventListener("abort", () => leave?.());
      endWithSession(sink, { ...deps, request: c.req.raw, viewer });
      return feeds.join(`video ${video.id} ${viewer?.user ?? ""}`, sink, make);
    });
  });

/** @param viewer a user who may change the video; null for all others */
function videoFeed({ sql, subscribeVideo }: Deps, id: string, viewer: Viewer | null): Feed {
  const last = new Map<string, { text: string; encoded: EncodedEvent }>();
  return {
    async refresh() {
      const video = await findVideo(sql, id);
      if (!video || !maySee(viewer, video)) return { changes: [encodeEvent("gone", { id })], isOver: true };
      const [contents, state] = await Promise.all([readVideoContents(sql, [id]), readCaptionState(sql, id)]);
      const { tracks } = contents.get(id)!;
      const cueCount = tracks.reduce((sum, track) => sum + track.cueCount, 0);
      const now = {
        video: videoJson(video, contents.get(id)!, viewer),
        captions: { ...captionStatusJson(state, mayChange(viewer, video)), cue_count: cueCount },
        ...(mayChange(viewer, video) && { editors: editorsJson(await listEditors(sql, id)) }),
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
 * Server-sent events for the changes of the library. Mounted at /api/events.
 *
 * `library` is first, with the newest videos of the viewer's list; then `video` for each new or changed one, and
 * `removed` with the id of each that is deleted or no longer listed.
 */
export function libraryEventRoutes(deps: Deps, { feeds, places }: EventDeps): Hono<Env> {
  return new Hono<Env>().get("/", libraryEvents(deps, { feeds, places })).all("/", onlyMethods("GET"));
}

const libraryEvents = (deps: Deps, { feeds, places }: EventDeps) =>
  endpoint({
    id: "followLibrary",
    tag: "events",
    summary: "The changes of all videos in the viewer's list",
    description: "Server-sent events: `library` first, with the newest videos; then `video` for each new or changed " +
      "one, and `removed` with the id of each that is deleted or no longer listed.",
    access: "viewer",
    answers: {
      200: {
        description: "A stream that goes on until the client ends it.",
        content: { [EVENT_STREAM]: `event: removed\ndata: {"id":"${EXAMPLE_ID}"}\n\n` },
      },
    },
  }, (c) => {
    const viewer = c.get("viewer");
    const leave = c.req.raw.method === "HEAD" ? undefined : places.take(c.env?.address);
    return eventStream(c.req.raw, (sink) => {
      sink.signal.addEventListener("abort", () => leave?.());
      endWithSession(sink, { ...deps, request: c.req.raw, viewer });
      return feeds.join(`library ${viewer?.user ?? ""}`, sink, () => libraryFeed(deps, viewer));
    });
  });

/** @param viewer null for anonymous viewers, who all have the same list */
function libraryFeed({ sql, subscribeVideo }: Deps, viewer: Viewer | null): Feed {
  const sent = new Map<string, string>();
  const changed = new Set<string>();
  let isFirst = true;
  let library: EncodedEvent;

  return {
    async refresh() {
      const ids = [...changed];
      changed.clear();
      const { videos } = await listVideos(sql, { reader: viewer, limit: LIST_LENGTH });
      const listed = new Set(videos.map((video) => video.id));
      // changed videos outside the newest ones
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
      // a list below its limit holds all videos: one that is missing was removed
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
  return video.visibility === "public" || mayChange(viewer, video);
}
