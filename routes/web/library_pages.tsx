import { type Context, Hono } from "hono";
import { listVideos } from "../../src/db/videos.ts";
import { mayChange, visibleVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { Cards, Library, type LibraryProps } from "./library.tsx";
import { html, type Present, unlessGone } from "./present.tsx";

const PAGE_VIDEOS = 60;

/** The list of videos. */
export function libraryPages(deps: Deps, present: Present): Hono<Env> {
  const { sql, config } = deps;
  const app = new Hono<Env>();

  const library = async (c: Context<Env>): Promise<LibraryProps> => {
    const viewer = c.get("viewer");
    const cursor = c.req.query("cursor") ?? null;
    const found = await listVideos(sql, { owner: viewer?.user, limit: PAGE_VIDEOS, cursor });
    return { ...found, mayChange: (video) => mayChange(viewer, video) };
  };

  app.get("/", async (c) => {
    const props = await library(c);
    const { origin } = new URL(c.req.url);
    return present(
      c,
      { title: "Library", path: "/library", script: "library.js", mainClass: "library-page", isListed: true },
      <Library {...props} isSignedIn={!!c.get("viewer")} maxUploadBytes={config.maxUploadBytes} origin={origin} />,
    );
  });

  app.get("/library/cards", async (c) => html(c, <Cards {...await library(c)} />));

  app.get("/library/cards/:id", async (c) => {
    const video = await unlessGone(visibleVideo(c, deps));
    const isMine = video !== null && mayChange(c.get("viewer"), video);
    // what is unlisted is seen by its link, not in a stranger's list
    if (!video || !isMine && video.visibility !== "public") return c.body(null, 204);
    return html(c, <Cards videos={[video]} nextCursor={null} mayChange={() => isMine} />);
  });

  return app;
}
