import { Hono } from "hono";
import { readVideoContents } from "../../../src/db/videos/video_contents.ts";
import { mayChange, visibleVideo } from "../../access.ts";
import type { Deps, Env } from "../../deps.ts";
import type { RenderPage } from "../shared/page_response.tsx";
import { words } from "../words/words.ts";
import { AudioReportPage } from "./page.tsx";

/** The audio report of a video. */
export function audioReportPages(deps: Deps, present: RenderPage): Hono<Env> {
  // the path of earlier versions
  const moved = new Hono<Env>().get("/videos/:id/hearing", (c) => {
    return c.redirect(c.req.path.replace(/hearing$/, "audio-report"), 301);
  });
  return moved.get("/videos/:id/audio-report", async (c) => {
    const video = await visibleVideo(c, deps);
    const { renditions } = (await readVideoContents(deps.sql, [video.id])).get(video.id)!;
    return present(c, {
      title: words().audioReport.titleOf(video.title),
      path: `/library/${video.id.slice(0, 8)}/audio-report`,
      script: "audio_report.js",
      mainClass: "",
    }, <AudioReportPage video={video} renditions={renditions} mayChange={mayChange(c.get("viewer"), video)} />);
  });
}
