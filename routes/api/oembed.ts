import { Hono } from "hono";
import { z } from "zod";
import { NotFoundError, ValidationError } from "../../src/core/errors.ts";
import { embedCode, embedSize } from "../../src/core/embed_code.ts";
import { isId } from "../../src/core/ids.ts";
import { findVideo, type Video } from "../../src/db/videos/videos.ts";
import type { Deps, Env, Site } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { described, wholeNumber } from "../../src/schemas/fields.ts";
import { oembedSchema } from "../../src/schemas/server.ts";
import { onlyMethods, problem, problemResponse } from "../http/errors.ts";
import { siteOf } from "../http/site.ts";

const LEAST_SIDE = 64; // pixels

/** oEmbed (oembed.com): how to show a video of this server on another page. */
export function oembedRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().get("/oembed", oembed(deps)).all("/oembed", onlyMethods("GET", "HEAD"));
}

const pixels = (description: string) => wholeNumber(LEAST_SIDE, 99_999, { description, example: 640 }).optional();

const oembed = (deps: Deps) =>
  endpoint({
    id: "getOembed",
    tag: "server",
    summary: "How to show a video on another page",
    description: "oEmbed (oembed.com) for unlisted and public videos.",
    access: "anyone",
    query: z.object({
      url: described(z.string(), "The address of a video's page.", "https://video.example.com/videos/ID").optional(),
      format: described(z.string(), "json, which is the default.", "json").optional(),
      maxwidth: pixels("The widest that the frame may be."),
      maxheight: pixels("The highest that the frame may be."),
    }),
    answers: { 200: { description: "A frame of type video.", json: oembedSchema } },
    problems: [404, 501],
  }, async (c, { query, json }) => {
    const { url, format = "json", maxwidth: maxWidth, maxheight: maxHeight } = query();
    if (format !== "json") {
      return problemResponse(problem(501, `format is ${JSON.stringify(format)}: only json is made`));
    }
    const { origin, prefix, hosts } = siteOf(c);
    if (!origin) {
      throw new NotFoundError("this server does not know the name that it was called by: PUBLIC_URL tells it");
    }
    const video = await videoAt(url, deps, { prefix, hosts });
    return json(
      200,
      oembedJson(video, origin, { maxWidth, maxHeight }),
      {
        "Cache-Control": "no-cache",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
      },
    );
  });

/** The oEmbed address of a page, for the `<link>` that other programs look for; null where no link can be made. */
export function oembedUrl({ origin }: Pick<Site, "origin">, videoId: string): string | null {
  return origin && `${origin}/oembed?format=json&url=${encodeURIComponent(`${origin}/videos/${videoId}`)}`;
}

/**
 * @throws {ValidationError} without an address; {NotFoundError} if it is not the page of a video, or of a private one
 */
async function videoAt(
  address: string | undefined,
  { sql }: Pick<Deps, "sql">,
  { prefix, hosts }: Pick<Site, "prefix" | "hosts">,
): Promise<Video> {
  if (!address) throw new ValidationError("url is missing: it must be the address of a video's page");
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ValidationError(
      `url is ${JSON.stringify(address.slice(0, 200))}: it must be the address of a video's page`,
    );
  }
  const isOurs = hosts.some((host) => new URL(`${url.protocol}//${host}`).host === url.host) &&
    url.pathname.startsWith(`${prefix}/`);
  const id = /^\/(?:videos|embed)\/([^/]+)\/?$/.exec(url.pathname.slice(prefix.length))?.[1] ?? "";
  const video = isOurs && isId(id) ? await findVideo(sql, id) : null;
  // the same error for a private video, so that it does not reveal that the video exists
  if (!video || video.visibility === "private") {
    throw new NotFoundError("there is no such video at this server, or it is private");
  }
  return video;
}

/**
 * Makes an oEmbed response of type "video". The frame has the aspect ratio of the video, with the controls below the
 * picture.
 */
export function oembedJson(
  video: Pick<Video, "id" | "title" | "width" | "height" | "thumbnailKey" | "poster">,
  origin: string,
  limits: { maxWidth?: number; maxHeight?: number } = {},
): z.output<typeof oembedSchema> {
  const size = embedSize(video, limits);
  return {
    version: "1.0",
    type: "video",
    title: video.title,
    provider_name: "StreamForge",
    provider_url: `${origin}/`,
    ...size,
    html: embedCode({ src: `${origin}/embed/${video.id}`, title: video.title, ...size }),
    ...thumbnailOf(video, origin),
  };
}

/** The poster with its size: that of the frame at a tenth of the length is what `thumbnail` of src/media gives it. */
function thumbnailOf({ id, width, height, thumbnailKey, poster }: Parameters<typeof oembedJson>[0], origin: string) {
  if (poster) {
    return {
      thumbnail_url: `${origin}/api/stream/${id}/thumbnail.jpg`,
      thumbnail_width: poster.small.width,
      thumbnail_height: poster.small.height,
    };
  }
  if (!thumbnailKey || !width || !height) return {};
  const factor = Math.min(1, 640 / width, 1280 / height);
  const even = (pixels: number) => Math.max(2, 2 * Math.floor(pixels * factor / 2));
  return {
    thumbnail_url: `${origin}/api/stream/${id}/thumbnail.jpg`,
    thumbnail_width: even(width),
    thumbnail_height: even(height),
  };
}
