import { type Context, Hono } from "hono";
import { NotFoundError, ValidationError } from "../../src/core/errors.ts";
import { isId } from "../../src/core/ids.ts";
import { findVideo, type Video } from "../../src/db/videos/videos.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods, problem, problemResponse } from "../http/errors.ts";
import { isOverTls } from "../http/secure.ts";

/** The size of a frame in pixels if the request sets no limit. */
const USUAL_WIDTH = 640;
const LEAST_SIDE = 64;
/** The height of the seek bar and the buttons below the picture. */
const CONTROLS_HEIGHT = 84;

/** oEmbed (oembed.com): how to show a video of this server on another page. */
export function oembedRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  app.get("/oembed", async (c) => {
    const format = c.req.query("format") ?? "json";
    if (format !== "json") {
      return problemResponse(problem(501, `format is ${JSON.stringify(format)}: only json is made`));
    }
    const video = await videoAt(c, deps);
    return c.json(
      oembedJson(video, originOf(c), {
        maxWidth: readPixels(c, "maxwidth"),
        maxHeight: readPixels(c, "maxheight"),
      }),
      200,
      {
        "Cache-Control": "no-cache",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
      },
    );
  }).all("/oembed", onlyMethods("GET", "HEAD"));
  return app;
}

/** The origin that the client used to reach this server. */
export function originOf(c: Context): string {
  return `${isOverTls(c) ? "https:" : "http:"}//${new URL(c.req.url).host}`;
}

/** The oEmbed address of a page, for the `<link>` that other programs look for. */
export function oembedUrl(origin: string, videoId: string): string {
  return `${origin}/oembed?format=json&url=${encodeURIComponent(`${origin}/videos/${videoId}`)}`;
}

/**
 * @throws {ValidationError} without an address; {NotFoundError} if it is not the page of a video, or of a private one
 */
async function videoAt(c: Context<Env>, { sql }: Pick<Deps, "sql">): Promise<Video> {
  const address = c.req.query("url");
  if (!address) throw new ValidationError("url is missing: it must be the address of a video's page");
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ValidationError(
      `url is ${JSON.stringify(address.slice(0, 200))}: it must be the address of a video's page`,
    );
  }
  const id = /^\/(?:videos|embed)\/([^/]+)\/?$/.exec(url.pathname)?.[1] ?? "";
  const isOurs = url.host === new URL(c.req.url).host;
  const video = isOurs && isId(id) ? await findVideo(sql, id) : null;
  // the same error for a private video, so that it does not reveal that the video exists
  if (!video || video.visibility === "private") {
    throw new NotFoundError("there is no such video at this server, or it is private");
  }
  return video;
}

function readPixels(c: Context, name: string): number {
  const text = c.req.query(name);
  if (text === undefined) return Infinity;
  if (!/^\d{1,5}$/.test(text) || Number(text) < LEAST_SIDE) {
    throw new ValidationError(
      `${name} is ${
        JSON.stringify(text.slice(0, 40))
      }: it must be a whole number of pixels from ${LEAST_SIDE} to 99999`,
    );
  }
  return Number(text);
}

/**
 * Makes an oEmbed response of type "video". The frame has the aspect ratio of the video, with the controls below the
 * picture.
 */
export function oembedJson(
  video: Pick<Video, "id" | "title" | "width" | "height" | "thumbnailKey">,
  origin: string,
  { maxWidth = Infinity, maxHeight = Infinity }: { maxWidth?: number; maxHeight?: number } = {},
) {
  const ratio = video.width && video.height ? video.width / video.height : 16 / 9;
  const width = Math.max(
    LEAST_SIDE,
    Math.floor(
      Math.min(maxWidth, (maxHeight - CONTROLS_HEIGHT) * ratio, Math.max(video.width ?? 0, USUAL_WIDTH), 1280),
    ),
  );
  const height = Math.min(maxHeight, Math.round(width / ratio) + CONTROLS_HEIGHT);
  const src = `${origin}/embed/${video.id}`;
  return {
    version: "1.0",
    type: "video",
    title: video.title,
    provider_name: "StreamForge",
    provider_url: `${origin}/`,
    width,
    height,
    html: `<iframe src="${escape(src)}" width="${width}" height="${height}" title="${escape(video.title)}" ` +
      'allow="autoplay; fullscreen; picture-in-picture; clipboard-write" loading="lazy"></iframe>',
    ...thumbnailOf(video, origin),
  };
}

/** The thumbnail with the size that `thumbnail` of src/media gives it. */
function thumbnailOf({ id, width, height, thumbnailKey }: Parameters<typeof oembedJson>[0], origin: string) {
  if (!thumbnailKey || !width || !height) return {};
  const factor = Math.min(1, 640 / width, 1280 / height);
  const even = (pixels: number) => Math.max(2, 2 * Math.floor(pixels * factor / 2));
  return {
    thumbnail_url: `${origin}/api/stream/${id}/thumbnail.jpg`,
    thumbnail_width: even(width),
    thumbnail_height: even(height),
  };
}

function escape(text: string): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (char) => names[char]);
}
