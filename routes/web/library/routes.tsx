import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { listFacets } from "../../../src/db/videos/video_list.ts";
import { listProgress, readProgress } from "../../../src/db/users/watch_progress.ts";
import { listVideos, listVideosById, type Video } from "../../../src/db/videos/videos.ts";
import { listEngineSpeeds } from "../../../src/db/jobs/engine_speeds.ts";
import { listWorkers } from "../../../src/db/jobs/workers.ts";
import type { Query } from "../../../src/db/pool/client.ts";
import { readSample } from "../../../src/media/sample.ts";
import { isId } from "../../../src/core/ids.ts";
import type { Deps, Env } from "../../deps.ts";
import { readFields } from "../../../src/schemas/read.ts";
import { libraryQuerySchema } from "../../../src/schemas/video.ts";
import { listFilter } from "../../api/list_filter.ts";
import { maySee, requireUser } from "../../access.ts";
import { ContinueList } from "./watched.tsx";
import { PowerText, type ServerPower } from "./first_run.tsx";
import { Cards, Library, type LibraryProps } from "./page.tsx";
import type { View } from "./list_address.ts";
import { words } from "../words/words.ts";
import { htmlResponse, type RenderPage } from "../shared/page_response.tsx";

const PAGE_VIDEOS = 60;
const BEGUN_VIDEOS = 12;
const VIEW_COOKIE = "streamforge_view"; // the page's script writes it too
const YEAR_SECONDS = 31_536_000;

/** The list of videos. */
export function libraryPages(deps: Deps, present: RenderPage): Hono<Env> {
  const { sql, config } = deps;
  const app = new Hono<Env>();

  const library = async (c: Context<Env>, id?: string): Promise<LibraryProps> => {
    const viewer = c.get("viewer");
    const { cursor = null, view, ...fields } = readFields(libraryQuerySchema, c.req.query());
    const filter = listFilter(fields);
    const found = await listVideos(sql, { reader: viewer, id, limit: PAGE_VIDEOS, cursor, ...filter });
    const progress = await readProgress(sql, viewer?.user ?? null, found.videos.map((video) => video.id));
    return { ...found, filter, view: view ?? lastView(c), viewer, progress };
  };

  /** The videos that were begun: those of the account, or of the ids that an anonymous viewer's browser sends. */
  const begunVideos = async (
    c: Context<Env>,
    asked: string[],
  ): Promise<Pick<LibraryProps, "progress"> & { videos: Video[] }> => {
    const viewer = c.get("viewer");
    const places = viewer ? await listProgress(sql, viewer, { limit: BEGUN_VIDEOS, isBegun: true }) : [];
    const ids = viewer ? places.map(({ videoId }) => videoId) : asked.filter(isId).slice(0, BEGUN_VIDEOS);
    const found = new Map((await listVideosById(sql, ids)).map((video) => [video.id, video]));
    const videos = ids.flatMap((id) => found.get(id) ?? []).filter((video) => maySee(viewer, video));
    return { videos, progress: new Map(places.map((place) => [place.videoId, place])) };
  };

  app.get("/", async (c) => {
    const [props, facets, begun, power] = await Promise.all([
      ...[library(c), listFacets(sql, { reader: c.get("viewer") }), begunVideos(c, []), readPower(sql)] as const,
    ]);
    if (c.req.query("view")) {
      setCookie(c, VIEW_COOKIE, props.view, { maxAge: YEAR_SECONDS, sameSite: "Lax", path: "/" });
    }
    return present(
      c,
      {
        title: words().library.title,
        path: "/library",
        script: "library.js",
        mainClass: "library-page",
        isListed: true,
      },
      <Library
        {...props}
        progress={new Map([...begun.progress, ...props.progress])}
        begun={begun.videos}
        facets={facets}
        maxUploadBytes={config.maxUploadBytes}
        power={power}
      />,
    );
  });

  app.get("/library/cards", async (c) => htmlResponse(c, <Cards {...await library(c)} />));

  app.get("/library/power", async (c) => {
    requireUser(c);
    return htmlResponse(c, <PowerText {...await readPower(sql)} />);
  });

  app.get("/library/sample.mp4", async (c) =>
    c.body(await readSample(), 200, {
      "Content-Type": "video/mp4",
      "Cache-Control": "public, max-age=86400",
      "X-Content-Type-Options": "nosniff",
    }));

  app.get("/library/continue", async (c) => {
    return htmlResponse(c, <ContinueList {...await begunVideos(c, (c.req.query("videos") ?? "").split(","))} />);
  });

  // one card of the list that the query selects; 204 if the list does not contain the video
  app.get("/library/cards/:id", async (c) => {
    const id = c.req.param("id");
    const props = isId(id) ? await library(c, id) : null;
    return props && props.videos.length > 0 ? htmlResponse(c, <Cards {...props} />) : c.body(null, 204);
  });

  return app;
}

/** What the workers write captions with, and how fast. */
async function readPower(sql: Query): Promise<ServerPower> {
  const [workers, speeds] = await Promise.all([listWorkers(sql), listEngineSpeeds(sql)]);
  return { workers, speeds };
}

function lastView(c: Context<Env>): View {
  return getCookie(c, VIEW_COOKIE) === "list" ? "list" : "grid";
}
