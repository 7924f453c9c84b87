import { Hono } from "hono";
import { readVideoContents } from "../../../src/db/videos/video_contents.ts";
import { changeableVideo } from "../../access.ts";
import type { Deps, Env } from "../../deps.ts";
import { EditorHints, EditorPage } from "./page.tsx";
import { readAgainOptions } from "../shared/captions_again.tsx";
import { words } from "../words/words.ts";
import type { RenderPage } from "../shared/page_response.tsx";

/** The caption editor, for whoever may change the video. */
export function editorPages(deps: Deps, present: RenderPage): Hono<Env> {
  return new Hono<Env>().get("/videos/:id/edit", async (c) => {
    const video = await changeableVideo(c, deps);
    const { renditions } = (await readVideoContents(deps.sql, [video.id])).get(video.id)!;
    const again = await readAgainOptions(deps, c.get("viewer"), video);
    const isPlayable = renditions.length > 0;
    return present(c, {
      title: words().editor.titleOf(video.title),
      path: `/library/${video.id.slice(0, 8)}/edit`,
      script: isPlayable ? "editor.js" : undefined,
      mainClass: "edit-main",
      hints: isPlayable ? <EditorHints /> : undefined,
      hasShadowStyles: true, // the waveform
    }, <EditorPage video={video} renditions={renditions} again={again} />);
  });
}
