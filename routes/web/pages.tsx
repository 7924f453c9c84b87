import { type Context, type ErrorHandler, Hono } from "hono";
import { getCookie } from "hono/cookie";
import type { Child } from "hono/jsx";
import { ConflictError, NotFoundError } from "../../src/core/errors.ts";
import { enqueue } from "../../src/db/jobs.ts";
import { readVideoParts } from "../../src/db/video_parts.ts";
import { listVideos } from "../../src/db/videos.ts";
import { changeableVideo, mayChange, visibleVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { onError, problemOf } from "../errors.ts";
import { type AssetUrl, webAssets } from "./assets.ts";
import { HearingPage } from "./hearing.tsx";
import { Page, type PageProps } from "./layout.tsx";
import { findChapter, LearnChapter, LearnIndex } from "./learn.tsx";
import { allowWebAssembly, hasTranslator, sendTranslator } from "./learn_server.ts";
import { Cards, Library, type LibraryProps } from "./library.tsx";
import { Player, PlayerParts, type PlayerProps } from "./player.tsx";
import { Failure, KeyHints, SignInHelp } from "./plain_pages.tsx";

const PAGE_VIDEOS = 60;

/** Scripts, styles and pictures of this server alone; nothing inline, nothing framed by others. */
const HEADERS = {
  "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
    "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
  "Cache-Control": "private, no-cache",
  "Vary": "Cookie",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin", // the link of an unlisted video stays here
  "Cross-Origin-Opener-Policy": "same-origin",
};

type Present = (c: Context<Env>, props: PageFacts, body: Child, status?: number) => Response;
type PageFacts = Omit<PageProps, "viewer" | "theme" | "asset" | "children">;

function presenter(asset: AssetUrl): Present {
  return function present(c, props, body, status = 200) {
    const cookie = getCookie(c, "streamforge_theme");
    const theme = cookie === "dark" || cookie === "light" ? cookie : null;
    const viewer = c.get("viewer") ?? null;
    return html(c, <Page {...props} viewer={viewer} theme={theme} asset={asset}>{body}</Page>, status);
  };
}

/** Errors as pages for whoever asks for a page, and as problem documents for everybody else. */
function pageErrors({ log }: Pick<Deps, "log">, present: Present): ErrorHandler<Env> {
  const answer = onError(log);
  return function answerWithPage(error, c) {
    const response = answer(error, c);
    if (!wantsPage(c)) return response;
    const { title, status, detail } = problemOf(error);
    const props = { title, path: c.req.path.slice(0, 60), mainClass: "" };
    return present(c, props, <Failure status={status} detail={detail} />, status);
  };
}

/**
 * The pages and what they are made of. To be mounted at `/` after everything else: the last route answers any path that
 * a browser asks a page of.
 */
export function webRoutes(deps: Deps): Hono<Env> {
  const { sql, config } = deps;
  const assets = webAssets();
  const page = presenter(assets.url);
  const app = new Hono<Env>();
  app.onError(pageErrors(deps, page));

  const library = async (c: Context<Env>): Promise<LibraryProps> => {
    const viewer = c.get("viewer");
    const cursor = c.req.query("cursor") ?? null;
    const found = await listVideos(sql, { owner: viewer?.user, limit: PAGE_VIDEOS, cursor });
    return { ...found, mayChange: (video) => mayChange(viewer, video) };
  };

  const player = async (c: Context<Env>): Promise<PlayerProps> => {
    const video = await visibleVideo(c, deps);
    const { renditions, tracks } = (await readVideoParts(sql, [video.id])).get(video.id)!;
    const track = tracks.find(({ language }) => language === video.language) ?? tracks[0] ?? null;
    return { video, renditions, track, mayChange: mayChange(c.get("viewer"), video) };
  };

  app.route("/", assets.routes);

  app.get("/", async (c) => {
    const props = await library(c);
    const { origin } = new URL(c.req.url);
    return page(
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

  app.get("/videos/:id", async (c) => {
    const props = await player(c);
    const { video } = props;
    const isPlayable = props.renditions.length > 0;
    return page(c, {
      title: video.title,
      path: `/library/${video.id.slice(0, 8)}`,
      script: "player.js",
      mainClass: `player-page${isPlayable ? " with-side" : ""}`,
      isListed: video.visibility === "public",
      hints: isPlayable ? <KeyHints /> : undefined,
    }, <Player {...props} />);
  });

  app.get("/videos/:id/hearing", async (c) => {
    const props = await player(c);
    const { title, id } = props.video;
    return page(c, {
      title: `${title}: hearing`,
      path: `/library/${id.slice(0, 8)}/hearing`,
      script: "hearing_page.js",
      mainClass: "",
    }, <HearingPage {...props} />);
  });

  app.get("/videos/:id/parts", async (c) => {
    const props = await unlessGone(player(c));
    return props ? html(c, <PlayerParts {...props} />) : c.body(null, 204);
  });

  app.post("/videos/:id/retry", async (c) => {
    const video = await changeableVideo(c, deps);
    if (video.state !== "failed" || video.originalKey === null) {
      throw new ConflictError(
        `this video is ${video.state}: only what has failed and still has its file is tried again`,
      );
    }
    const { job } = await enqueue(sql, { kind: "transcode_video", videoId: video.id });
    return c.json({ job: { id: job.id, kind: job.kind, state: job.state } }, 202);
  });

  app.get("/learn", (c) => {
    return page(c, { title: "Learn", path: "/learn", mainClass: "", isListed: true }, <LearnIndex />);
  });

  app.get("/learn/model.safetensors", sendTranslator);

  app.get("/learn/:chapter", async (c) => {
    const chapter = findChapter(c.req.param("chapter"));
    if (!chapter) throw new NotFoundError(`there is no chapter "${c.req.param("chapter").slice(0, 60)}"`);
    const { name, title } = chapter;
    const response = page(
      c,
      { title, path: `/learn/${name}`, script: "learn.js", mainClass: "", isListed: true, isLive: false },
      <LearnChapter chapter={chapter} hasModel={await hasTranslator()} asset={assets.url} />,
    );
    return allowWebAssembly(response);
  });

  app.get("/sign-in", (c) => {
    return page(
      c,
      { title: "Sign in", path: "/sign-in", mainClass: "" },
      <SignInHelp isSignedIn={!!c.get("viewer")} origin={new URL(c.req.url).origin} />,
    );
  });

  app.get("*", (c, next) => {
    if (c.req.path.startsWith("/api/") || !wantsPage(c)) return next();
    throw new NotFoundError(`there is nothing at ${c.req.path}`);
  });

  return app;
}

/** null for what is gone: 204 for an open page's script, for the browser would complain of a 404 to the person. */
async function unlessGone<T>(found: Promise<T>): Promise<T | null> {
  return await found.catch((error) => {
    if (error instanceof NotFoundError) return null;
    throw error;
  });
}

function html(c: Context<Env>, body: Child, status = 200): Response {
  return c.html(`<!doctype html>${body}`, status as 200, HEADERS);
}

function wantsPage(c: Context): boolean {
  return c.req.header("Accept")?.includes("text/html") ?? false;
}
