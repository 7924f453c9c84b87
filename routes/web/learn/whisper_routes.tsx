import { type Context, Hono } from "hono";
import { assetPath } from "../../../src/core/assets.ts";
import { NotFoundError } from "../../../src/core/errors.ts";
import { isId } from "../../../src/core/ids.ts";
import { findVideo, listVideos, type Video } from "../../../src/db/videos/videos.ts";
import { maySee } from "../../access.ts";
import type { Deps, Env } from "../../deps.ts";
import type { AssetUrl } from "../shared/assets.ts";
import { findChapter, LearnChapter } from "./page.tsx";
import { EXAMPLE, WhisperChapter } from "./whisper.tsx";
import type { RenderPage } from "../shared/page_response.tsx";

const MOST_VIDEOS = 100;

/** The chapter on Whisper, which shows a video of the viewer: `?video=ID&t=SECONDS` chooses the moment. */
export function whisperPages(deps: Deps, present: RenderPage, asset: AssetUrl): Hono<Env> {
  const app = new Hono<Env>();

  app.get("/learn/whisper", async (c) => {
    const chapter = findChapter("whisper")!;
    const { videos, chosen } = await readChoice(c, deps);
    return present(
      c,
      {
        title: chapter.title,
        path: "/learn/whisper",
        script: "learn_whisper.js",
        mainClass: "",
        isListed: c.req.query("video") === undefined,
        isLive: false, // no event stream until a video is chosen
        // the same policy as the other chapters
        allow: { "script-src": "'wasm-unsafe-eval'" },
      },
      <LearnChapter chapter={chapter} hasModel={false} asset={asset}>
        <WhisperChapter
          videos={videos}
          chosen={chosen}
          moment={c.req.query("t")?.slice(0, 20)}
          isSignedIn={c.get("viewer") !== null}
        />
      </LearnChapter>,
    );
  });

  app.get("/learn/whisper/example.bin.gz", async (c) => {
    const bytes = await Deno.readFile(assetPath("attention_example.bin.gz")).catch(() => null);
    if (!bytes) throw new NotFoundError("this server has no example: its assets were not made");
    return c.body(bytes, 200, { "Content-Type": "application/gzip", "Cache-Control": "public, max-age=3600" });
  });

  return app;
}

/** The videos to choose from. It includes the video that the address names, even if unlisted. */
async function readChoice(c: Context<Env>, { sql }: Deps): Promise<{ videos: Video[]; chosen: string }> {
  const viewer = c.get("viewer");
  const { videos } = await listVideos(sql, { reader: viewer, status: "captioned", limit: MOST_VIDEOS });
  const named = c.req.query("video") ?? "";
  if (isId(named) && !videos.some(({ id }) => id === named)) {
    const video = await findVideo(sql, named);
    if (video && maySee(viewer, video)) videos.unshift({ ...video, sortKey: "" });
  }
  const chosen = videos.find(({ id }) => id === named) ?? (named === EXAMPLE ? undefined : videos[0]);
  return { videos, chosen: chosen?.id ?? EXAMPLE };
}
