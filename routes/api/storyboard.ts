import { type Handler, Hono } from "hono";
import { z } from "zod";
import { writeVtt } from "../../src/captions/mod.ts";
import { NotFoundError } from "../../src/core/errors.ts";
import { type Chapter, sheetCount, type StoryboardLayout, tileAt } from "../../src/core/player_media.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { preflight, sharingHeaders, visibleVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";
import { FILE_HEADERS, FILE_PROBLEMS, mediaAnswers, textAnswers } from "../http/file_answers.ts";
import { described } from "../../src/schemas/fields.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { sendMedia } from "../http/send_media.ts";

const VTT = "text/vtt; charset=utf-8";

/** The pictures and the chapters of the seek bar. Mounted at /api/videos. */
export function storyboardRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  const get = (path: string, handler: Handler<Env>) =>
    app.get(path, handler).options(path, preflight(deps)).all(path, onlyMethods("GET", "HEAD"));
  get("/:id/storyboard.vtt", storyboardTrack(deps));
  get("/:id/storyboard.jpg", storyboardSheet(deps));
  get("/:id/chapters.vtt", chapters(deps));
  return app;
}

const VIDEO = { id: videoIdSchema };

const storyboardTrack = (deps: Deps) =>
  endpoint({
    id: "getStoryboard",
    tag: "streams",
    summary: "Times and places of the preview pictures",
    description: "WebVTT whose cues point to areas of the sheets.",
    access: "viewer",
    params: VIDEO,
    answers: textAnswers("As WebVTT.", {
      "text/vtt": "WEBVTT\n\n1\n00:00:00.000 --> 00:00:05.000\nstoryboard.jpg?sheet=0#xywh=0,0,160,90\n",
    }),
    problems: [404],
  }, async (c) => {
    const video = await visibleVideo(c, deps);
    const storyboard = storyboardOf(video);
    return c.body(thumbnailTrack(storyboard, video.durationSeconds), 200, {
      ...sharingHeaders(video),
      "Content-Type": VTT,
    });
  });

const storyboardSheet = (deps: Deps) =>
  endpoint({
    id: "getStoryboardSheet",
    tag: "streams",
    summary: "A sheet of preview pictures",
    access: "viewer",
    params: VIDEO,
    query: z.object({
      sheet: described(z.string(), "Which one, from 0 on; 0 if absent.", "0").optional(),
    }),
    headers: FILE_HEADERS,
    answers: mediaAnswers("A JPEG.", { "image/jpeg": null }),
    problems: FILE_PROBLEMS,
  }, async (c, { query }) => {
    const video = await visibleVideo(c, deps);
    const { folder, ...layout } = storyboardOf(video);
    const sheet = query().sheet ?? "0";
    if (!/^\d{1,3}$/.test(sheet) || Number(sheet) >= sheetCount(layout)) {
      throw new NotFoundError(
        `there is no sheet ${JSON.stringify(sheet.slice(0, 20))}: there are 0 to ${sheetCount(layout) - 1}`,
      );
    }
    const headers = { ...sharingHeaders(video), "Content-Type": "image/jpeg" };
    return await sendMedia(c, deps, { key: `${folder}/sheet_${Number(sheet)}.jpg`, headers });
  });

const chapters = (deps: Deps) =>
  endpoint({
    id: "getChapters",
    tag: "streams",
    summary: "The chapters: the file's, those that were found, or a person's",
    access: "viewer",
    params: VIDEO,
    answers: textAnswers("As WebVTT, without cues if there are none.", {
      "text/vtt": "WEBVTT\n\n1\n00:00:00.000 --> 00:01:01.500\nIntroduction\n",
    }),
    problems: [404],
  }, async (c) => {
    const video = await visibleVideo(c, deps);
    return c.body(chapterTrack(video.chapters), 200, { ...sharingHeaders(video), "Content-Type": VTT });
  });

function storyboardOf({ storyboard }: Video) {
  if (!storyboard) throw new NotFoundError("there are no preview pictures of this video (yet)");
  return storyboard;
}

/** Writes WebVTT whose cues point to areas of the storyboard's sheets (`#xywh=`), with relative addresses. */
export function thumbnailTrack(layout: StoryboardLayout, durationSeconds: number | null): string {
  const { every, count, width, height } = layout;
  const cues = Array.from({ length: count }, (_, i) => {
    const { sheet, x, y } = tileAt(layout, i * every);
    const end = i === count - 1 ? Math.max(durationSeconds ?? 0, i * every + 0.001) : (i + 1) * every;
    const text = `storyboard.jpg?sheet=${sheet}#xywh=${x},${y},${width},${height}`;
    return { id: i + 1, start: i * every, end, text, words: [] };
  });
  return writeVtt(cues, { language: null });
}

/** Writes WebVTT for `<track kind="chapters">`, without cues if the video has no chapters. */
export function chapterTrack(chapters: readonly Chapter[]): string {
  const cues = chapters.map(({ start, end, title }, i) => ({ id: i + 1, start, end, text: title, words: [] }));
  return writeVtt(cues, { language: null });
}
