import { Hono } from "hono";
import { readVideoContents } from "../../../src/db/videos/video_contents.ts";
import { mayChange, visibleVideo } from "../../access.ts";
import type { Deps, Env } from "../../deps.ts";
import type { RenderPage } from "../shared/page_response.tsx";
import { AudioReportPage } from "./page.tsx";

/** The audio report of a video. */
export function audioReportPages(deps: Deps, present: RenderPage): Hono<Env> {
  return new Hono<Env>().get("/videos/:id/hearing", async (c) => {
    const video = await visibleVideo(c, deps);
    const { renditions } = (await readVideoContents(deps.sql, [video.id])).get(video.id)!;
    return present(c, {
      title: `${video.title}: hearing`,
      path: `/library/${video.id.slice(0, 8)}/hearing`,
      script: "audio_report.js",
      mainClass: "",
    }, <AudioReportPage video={video} renditions={renditions} mayChange={mayChange(c.get("viewer"), video)} />);
  });
}
