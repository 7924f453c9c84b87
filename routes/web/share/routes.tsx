import { Hono } from "hono";
import { mayChange, visibleVideo } from "../../access.ts";
import type { Deps, Env } from "../../deps.ts";
import { siteOf } from "../../http/site.ts";
import { readPlayerContents } from "../player/routes.tsx";
import type { RenderPage } from "../shared/page_response.tsx";
import { words } from "../words/words.ts";
import { Download, Share } from "./sheets.tsx";

/** How to pass a video on, and its files: pages, which other pages show as dialogs. */
export function sharePages(deps: Deps, present: RenderPage): Hono<Env> {
  const app = new Hono<Env>();

  const facts = (video: { id: string; title: string }, name: string, word: string) => ({
    title: `${word}: ${video.title}`,
    path: `/library/${video.id.slice(0, 8)}/${name}`,
    script: "share.js",
    mainClass: "sheet-page",
    isLive: false,
  });

  app.get("/videos/:id/share", async (c) => {
    const video = await visibleVideo(c, deps);
    const isOwner = mayChange(c.get("viewer"), video);
    const sheet = <Share video={video} origin={siteOf(c).origin} mayChange={isOwner} />;
    return present(c, facts(video, "share", words().share.share), <SheetPage video={video}>{sheet}</SheetPage>);
  });

  app.get("/videos/:id/download", async (c) => {
    const video = await visibleVideo(c, deps);
    const contents = await readPlayerContents(deps, video);
    const sheet = <Download video={video} {...contents} mayChange={mayChange(c.get("viewer"), video)} />;
    return present(c, facts(video, "download", words().share.download), <SheetPage video={video}>{sheet}</SheetPage>);
  });

  return app;
}

/** The page of a sheet alone. */
export function SheetPage({ video, children }: { video: { id: string; title: string }; children: unknown }) {
  return (
    <div class="panel">
      <h1 dir="auto">
        <a href={`/videos/${video.id}`}>{video.title}</a>
      </h1>
      {children}
    </div>
  );
}
