import { type Context, Hono } from "hono";
import { writeVtt } from "../../src/captions/mod.ts";
import { NotFoundError } from "../../src/core/errors.ts";
import { type Chapter, sheetCount, type StoryboardLayout, tileAt } from "../../src/core/player_media.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { preflight, sharingHeaders, visibleVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods } from "../http/errors.ts";
import { sendFile } from "../http/send_file.ts";

const VTT = "text/vtt; charset=utf-8";

/** The pictures and the chapters of the seek bar. Mounted at /api/videos. */
export function storyboardRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  const get = (path: string, handler: (c: Context<Env>) => Promise<Response>) =>
    app.get(path, handler).options(path, preflight(deps)).all(path, onlyMethods("GET", "HEAD"));

  get("/:id/storyboard.vtt", async (c) => {
    const video = await visibleVideo(c, deps);
    const storyboard = storyboardOf(video);
    return c.body(thumbnailTrack(storyboard, video.durationSeconds), 200, {
      ...sharingHeaders(video),
      "Content-Type": VTT,
    });
  });

  get("/:id/storyboard.jpg", async (c) => {
    const video = await visibleVideo(c, deps);
    const { folder, ...layout } = storyboardOf(video);
    const sheet = c.req.query("sheet") ?? "0";
    if (!/^\d{1,3}$/.test(sheet) || Number(sheet) >= sheetCount(layout)) {
      throw new NotFoundError(
        `there is no sheet ${JSON.stringify(sheet.slice(0, 20))}: there are 0 to ${sheetCount(layout) - 1}`,
      );
    }
    const headers = { ...sharingHeaders(video), "Content-Type": "image/jpeg" };
    return await sendFile(c, deps.storage, `${folder}/sheet_${Number(sheet)}.jpg`, headers);
  });

  get("/:id/chapters.vtt", async (c) => {
    const video = await visibleVideo(c, deps);
    return c.body(chapterTrack(video.chapters), 200, { ...sharingHeaders(video), "Content-Type": VTT });
  });
  return app;
}

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
