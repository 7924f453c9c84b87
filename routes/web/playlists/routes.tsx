import { Hono } from "hono";
import { listCollections, listCollectionVideos } from "../../../src/db/collections/collections.ts";
import { listVideosById } from "../../../src/db/videos/videos.ts";
import { mayChange, requireUser, visibleVideo } from "../../access.ts";
import { visibleCollection } from "../../api/collections.ts";
import type { Deps, Env } from "../../deps.ts";
import { SheetPage } from "../share/routes.tsx";
import type { RenderPage } from "../shared/page_response.tsx";
import { words } from "../words/words.ts";
import { Playlist, Playlists, SaveSheet } from "./page.tsx";

/** Playlists: all, one, and those that a video is in. */
export function playlistPages(deps: Deps, present: RenderPage): Hono<Env> {
  const { sql } = deps;
  const app = new Hono<Env>();

  app.get("/playlists", async (c) => {
    const viewer = c.get("viewer");
    const lists = await listCollections(sql, viewer);
    const firstIds = lists.flatMap(({ firstVideo }) => firstVideo ?? []);
    const videos = new Map((await listVideosById(sql, firstIds)).map((video) => [video.id, video]));
    const isOwn = ({ owner }: { owner: string }) => owner === viewer?.user;
    return present(
      c,
      {
        title: words().playlists.title,
        path: "/playlists",
        script: "playlists.js",
        mainClass: "playlists-page",
        isLive: false,
      },
      <Playlists
        own={lists.filter(isOwn)}
        others={lists.filter((list) => !isOwn(list))}
        videos={videos}
        isSignedIn={viewer !== null}
      />,
    );
  });

  app.get("/playlists/:id", async (c) => {
    const viewer = c.get("viewer");
    const list = await visibleCollection(c, deps);
    const videos = await listCollectionVideos(sql, list.id, viewer);
    return present(c, {
      title: list.title,
      path: `/playlists/${list.id.slice(0, 8)}`,
      script: "playlists.js",
      mainClass: "playlists-page",
      isListed: list.visibility === "public",
      isLive: false,
    }, <Playlist list={list} videos={videos} mayChange={mayChange(viewer, list)} />);
  });

  app.get("/videos/:id/playlists", async (c) => {
    const viewer = requireUser(c);
    const video = await visibleVideo(c, deps);
    const lists = await listCollections(sql, viewer, { isOwn: true, videoId: video.id });
    return present(
      c,
      {
        title: `${words().playlists.saveTitle}: ${video.title}`,
        path: `/library/${video.id.slice(0, 8)}/playlists`,
        script: "share.js",
        mainClass: "sheet-page",
        isLive: false,
      },
      <SheetPage video={video}>
        <SaveSheet video={video} lists={lists} />
      </SheetPage>,
    );
  });

  return app;
}
