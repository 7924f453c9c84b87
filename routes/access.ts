import type { Context, MiddlewareHandler } from "hono";
import { analysisOf } from "../src/core/analyses.ts";
import { NotFoundError, UnauthorizedError } from "../src/core/errors.ts";
import { isId } from "../src/core/ids.ts";
import type { Visibility } from "../src/core/types.ts";
import { type Analysis, listAnalyses } from "../src/db/analyses/analyses.ts";
import { findVideo, type Video } from "../src/db/videos/videos.ts";
import type { Deps, Env, Viewer } from "./deps.ts";
import { ForbiddenError } from "./http/errors.ts";
import { siteOf } from "./http/site.ts";

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/** The headers of media and captions that pages of other sites may read. */
const EXPOSED = "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Last-Modified, X-Rendition";

/**
 * Authenticates the request and sets `viewer`, to null for anonymous requests.
 *
 * A change that is authenticated by the cookie must come from a page of this origin: browsers add the cookie to
 * requests of other pages too, also of other ports of this host (SameSite ignores ports). DNS rebinding gains nothing:
 * the cookie has no Domain, so browsers never send it to another host name.
 *
 * @throws as `Auth.authenticate`
 * @throws {ForbiddenError} for a change by cookie from another origin
 */
export function identify({ auth }: Pick<Deps, "auth">): MiddlewareHandler<Env> {
  return async function identifyViewer(c, next) {
    const viewer = await auth.authenticate(c.req.raw, siteOf(c).clientAddress);
    const isByHeader = c.req.header("Authorization") !== undefined; // it overrides cookies
    if (viewer && !isByHeader && !SAFE_METHODS.includes(c.req.method) && !isSameOrigin(c.req.raw, siteOf(c).hosts)) {
      throw new ForbiddenError("a change by cookie must come from a page of this server; scripts send a Bearer token");
    }
    c.set("viewer", viewer);
    await next();
  };
}

/**
 * Whether the headers show that a page of this origin sent the request.
 *
 * @param hosts of this server, with their ports
 */
export function isSameOrigin(request: Request, hosts: readonly string[]): boolean {
  const site = request.headers.get("Sec-Fetch-Site");
  if (site !== null) return site === "same-origin";
  // browsers send no Sec-Fetch headers over plain HTTP to another machine, but Origin with every unsafe request
  const origin = request.headers.get("Origin");
  if (origin === null || !URL.canParse(origin)) return false;
  return hosts.some((host) => host.toLowerCase() === new URL(origin).host);
}

/** @throws {UnauthorizedError} for anonymous requests */
export function requireUser(c: Context<Env>): Viewer {
  const viewer = c.get("viewer");
  if (!viewer) throw new UnauthorizedError("this needs a user: sign in, or send Authorization: Bearer and the token");
  return viewer;
}

/** @throws {UnauthorizedError} for anonymous requests, {ForbiddenError} for users who are no administrators */
export function requireAdministrator(c: Context<Env>): Viewer {
  const viewer = requireUser(c);
  if (!viewer.isAdministrator) throw new ForbiddenError("only an administrator of this server may do this");
  return viewer;
}

/** Whether `viewer` may watch a video. Anyone with the id may watch unlisted and public ones. */
export function maySee(viewer: Viewer | null, video: { owner: string; visibility: Visibility }): boolean {
  return video.visibility !== "private" || mayChange(viewer, video);
}

export function mayChange(viewer: Viewer | null, video: { owner: string }): boolean {
  return viewer !== null && (viewer.isAdministrator || viewer.user === video.owner);
}

/**
 * Returns the video of the path's `:id`, if the viewer may see it.
 *
 * @throws {NotFoundError} the same for a missing video and a private one
 */
export async function visibleVideo(c: Context<Env>, deps: Pick<Deps, "sql">): Promise<Video> {
  return await readVideo(deps, c.get("viewer"), c.req.param("id") ?? "");
}

/** As `visibleVideo`, by its id. */
export async function readVideo({ sql }: Pick<Deps, "sql">, viewer: Viewer | null, id: string): Promise<Video> {
  const video = isId(id) ? await findVideo(sql, id) : null;
  if (!video || !maySee(viewer, video)) throw new NotFoundError("there is no such video, or it is private");
  return video;
}

/**
 * Returns the video of the path's `:id`, if the viewer may change it.
 *
 * @throws as `visibleVideo`, and as `requireUser`
 */
export async function changeableVideo(c: Context<Env>, deps: Pick<Deps, "sql">): Promise<Video> {
  const viewer = c.get("viewer");
  if (!viewer) {
    throw new UnauthorizedError("a change needs the owner: sign in, or send Authorization: Bearer and the token");
  }
  return await readChangeableVideo(deps, viewer, c.req.param("id") ?? "");
}

/** As `changeableVideo`, by its id. */
export async function readChangeableVideo(deps: Pick<Deps, "sql">, viewer: Viewer, id: string): Promise<Video> {
  const video = await readVideo(deps, viewer, id);
  if (!mayChange(viewer, video)) throw new ForbiddenError("only the owner of this video may change it");
  return video;
}

/** The analyses of a video that the viewer may see: what `safety` flagged is for those who may change the video. */
export async function visibleAnalyses(c: Context<Env>, { sql }: Pick<Deps, "sql">, video: Video): Promise<Analysis[]> {
  const analyses = await listAnalyses(sql, video.id);
  return mayChange(c.get("viewer"), video) ? analyses : analyses.filter(({ kind }) => !analysisOf(kind).isForOwner);
}

/**
 * Headers of media and captions: pages of other sites may read unlisted and public ones. Caches must revalidate each
 * time, since renditions, captions and the visibility change.
 */
export function sharingHeaders(video: { visibility: Visibility }): Record<string, string> {
  if (video.visibility === "private") return { "Cache-Control": "private, no-cache" };
  return {
    "Cache-Control": "no-cache",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED,
    "Cross-Origin-Resource-Policy": "cross-origin",
  };
}

/**
 * Answers the CORS preflight of pages of other sites, which may only read.
 *
 * @param methods that the path has beside GET and HEAD
 */
export function preflight(deps: Pick<Deps, "sql">, ...methods: string[]) {
  return async function answerPreflight(c: Context<Env>): Promise<Response> {
    const shared = sharingHeaders(await visibleVideo(c, deps));
    return new Response(null, {
      status: 204,
      headers: {
        ...shared,
        Allow: ["GET", "HEAD", ...methods, "OPTIONS"].join(", "),
        ...(shared["Access-Control-Allow-Origin"] && {
          "Access-Control-Allow-Methods": "GET, HEAD",
          "Access-Control-Allow-Headers": "Range, If-Range, If-None-Match, If-Modified-Since",
          "Access-Control-Max-Age": "86400",
        }),
      },
    });
  };
}
