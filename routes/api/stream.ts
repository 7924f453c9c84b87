import { type Handler, Hono } from "hono";
import { z } from "zod";
import { NotFoundError } from "../../src/core/errors.ts";
import { POSTER_FORMATS, type PosterFormat, posterKey, type PosterSize } from "../../src/core/poster.ts";
import { listRenditions, type Rendition } from "../../src/db/videos/renditions.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { preflight, sharingHeaders, visibleVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";
import { attachment, safeFileStem } from "../http/file_names.ts";
import { FILE_HEADERS, FILE_PROBLEMS, mediaAnswers, textAnswers } from "../http/file_answers.ts";
import { choice, described } from "../../src/schemas/fields.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { languageTag } from "../../src/core/labels/language_labels.ts";
import { M3U8, withTimestampMap, writeMasterPlaylist, writeSubtitlePlaylist } from "./playlists.ts";
import { CAPS, pickRendition } from "./renditions.ts";
import { sendFile } from "../http/send_file.ts";
import { sendMedia } from "../http/send_media.ts";
import { defaultTrack, withLabels } from "../../src/core/labels/track_labels.ts";
import { currentTracks, type Track } from "../../src/db/tracks/tracks.ts";

const HLS_TYPES: Record<string, string> = { m3u8: M3U8, mp4: "video/mp4", m4s: "video/iso.segment" };
const HLS_FILE = /^[a-z0-9_]{1,40}\.(m3u8|mp4|m4s)$/; // no slash and one dot, so it can't leave its folder

/** Media: MP4 by a limit on the size, HLS, and the thumbnail. Pages of other sites may show them too. */
export function streamRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  const get = (path: string, handler: Handler<Env>) =>
    app.get(path, handler).options(path, preflight(deps)).all(path, onlyMethods("GET", "HEAD"));
  get("/:id/master.m3u8", masterPlaylist(deps));
  get("/:id/thumbnail.jpg", thumbnail(deps, "jpg"));
  get("/:id/thumbnail.webp", thumbnail(deps, "webp"));
  get("/:id/hls/:rendition/:file", hlsFile(deps));
  get("/:id/subtitles/:file", subtitles(deps));
  get("/:id/:name{source|1080p|720p|360p}", mp4(deps));
  return app;
}

const VIDEO = { id: videoIdSchema };

const masterPlaylist = (deps: Deps) =>
  endpoint({
    id: "getMasterPlaylist",
    tag: "streams",
    summary: "The HLS playlist of all sizes, with subtitles",
    access: "viewer",
    params: VIDEO,
    query: z.object({
      subtitles: described(z.string(), "`none` leaves the captions out, for pages with a `<track>`.", "none")
        .optional(),
    }),
    answers: textAnswers("A master playlist (RFC 8216).", { [M3U8]: "#EXTM3U\n#EXT-X-VERSION:7\n" }),
    problems: [404],
  }, async (c, { query }) => {
    const { sql } = deps;
    const video = await visibleVideo(c, deps);
    const variants = (await listRenditions(sql, video.id)).filter((rendition) => rendition.hlsKey !== null);
    if (variants.length === 0) throw notPlayableYet(video);
    // a page with its own <track> must not get the captions twice
    const wantsTracks = query().subtitles !== "none";
    const tracks = wantsTracks ? finishedTracks(await currentTracks(sql, video.id), video.language) : [];
    const playlist = writeMasterPlaylist(
      variants,
      withLabels(tracks).map((track) => ({
        language: languageTag(track.language),
        label: track.label,
        isForced: track.isForced,
        isHearingImpaired: track.isHearingImpaired,
        uri: `subtitles/${subtitleName(track, tracks)}.m3u8`,
      })),
    );
    return c.body(playlist, 200, { ...sharingHeaders(video), "Content-Type": M3U8 });
  });

const thumbnail = (deps: Deps, format: PosterFormat) =>
  endpoint({
    id: format === "jpg" ? "getThumbnail" : "getThumbnailWebp",
    tag: "streams",
    summary: format === "jpg" ? "The poster" : "The poster as WebP, where there is one",
    description:
      "A person's choice, else the best candidate, else the frame at a tenth of the length, which is JPEG alone.",
    access: "viewer",
    params: VIDEO,
    query: z.object({
      size: choice(["small", "large"], "At most 640 pixels a side, or 1280 where there are as many.").optional(),
      v: described(z.string(), "Only so that a new poster has another address.", "1").optional(),
    }),
    headers: FILE_HEADERS,
    answers: mediaAnswers("The picture.", { [POSTER_FORMATS[format]]: null }),
    problems: FILE_PROBLEMS,
  }, async (c, { query }) => {
    const video = await visibleVideo(c, deps);
    const { size = "small" } = query();
    const key = posterFile(video, size, format);
    if (key === null) throw new NotFoundError(`this video has no ${format === "jpg" ? "" : "WebP "}thumbnail (yet)`);
    const headers = { ...sharingHeaders(video), "Content-Type": POSTER_FORMATS[format] };
    return await sendMedia(c, deps, { key, headers });
  });

/** The storage key of a video's poster; null if there is none in the format. */
function posterFile({ poster, thumbnailKey }: Video, size: PosterSize, format: PosterFormat): string | null {
  if (!poster) return format === "jpg" ? thumbnailKey : null;
  return format === "jpg" || poster.hasWebp ? posterKey(poster.prefix, size, format) : null;
}

const hlsFile = (deps: Deps) =>
  endpoint({
    id: "getHlsFile",
    tag: "streams",
    summary: "A playlist or segment that the master playlist names",
    access: "viewer",
    params: {
      ...VIDEO,
      rendition: described(z.string(), "The name of the size.", "720p"),
      file: described(z.string(), "As the playlist names it.", "index.m3u8"),
    },
    headers: FILE_HEADERS,
    answers: mediaAnswers("The file.", { [M3U8]: "#EXTM3U\n", "video/mp4": null, "video/iso.segment": null }),
    problems: FILE_PROBLEMS,
  }, async (c) => {
    const { sql, storage } = deps;
    const video = await visibleVideo(c, deps);
    const { rendition: name = "", file = "" } = c.req.param() as Record<string, string>;
    const rendition = (await listRenditions(sql, video.id)).find((one) => one.name === name);
    const extension = HLS_FILE.exec(file)?.[1];
    if (!rendition?.hlsKey || !extension) throw new NotFoundError(`there is no HLS file ${name}/${file} of this video`);
    const folder = rendition.hlsKey.slice(0, rendition.hlsKey.lastIndexOf("/") + 1);
    const headers = { ...sharingHeaders(video), "Content-Type": HLS_TYPES[extension] };
    // a playlist is never redirected: its addresses are relative, and each segment's request is checked
    if (file === "index.m3u8") return await sendFile(c, storage, rendition.hlsKey, headers);
    return await sendMedia(c, deps, { key: folder + file, headers });
  });

const subtitles = (deps: Deps) =>
  endpoint({
    id: "getSubtitleFile",
    tag: "streams",
    summary: "A subtitle playlist or segment that the master playlist names",
    access: "viewer",
    params: { ...VIDEO, file: described(z.string(), "As the playlist names it.", "en.m3u8") },
    query: z.object({
      revision: described(z.string(), "Only so that a new revision has another address.", "1").optional(),
    }),
    answers: textAnswers("The file.", { [M3U8]: "#EXTM3U\n", "text/vtt": "WEBVTT\n" }),
    problems: [404],
  }, async (c) => {
    const { sql, storage } = deps;
    const video = await visibleVideo(c, deps);
    const match = /^([\w-]{2,22})\.(m3u8|vtt)$/.exec(c.req.param("file") ?? "");
    const tracks = finishedTracks(await currentTracks(sql, video.id), video.language);
    const track = tracks.find((track) => subtitleName(track, tracks) === match?.[1]);
    if (!match || !track) throw new NotFoundError("there is no such caption track of this video");
    if (match[2] === "m3u8") {
      // the address contains the revision, so that a player with an older file in its cache requests the new one
      const playlist = writeSubtitlePlaylist(
        video.durationSeconds ?? 0,
        `${match[1]}.vtt?revision=${track.revisionId}`,
      );
      return c.body(playlist, 200, { ...sharingHeaders(video), "Content-Type": M3U8 });
    }
    const vtt = withTimestampMap(await storage.readText(track.vttKey!), 0);
    return c.body(vtt, 200, { ...sharingHeaders(video), "Content-Type": "text/vtt; charset=utf-8" });
  });

const mp4 = (deps: Deps) =>
  endpoint({
    id: "getMp4",
    tag: "streams",
    summary: "The MP4 of at most a size",
    description: "The largest that is not above the size; if all are, the smallest. `X-Rendition` names it.",
    access: "viewer",
    params: { ...VIDEO, name: described(z.enum(["source", "1080p", "720p", "360p"]), "The limit.", "720p") },
    query: z.object({
      download: described(
        z.boolean({ error: "true or false" }),
        "true: browsers save the file, under the title of the video.",
        false,
      ).optional(),
    }),
    headers: FILE_HEADERS,
    answers: mediaAnswers("The file.", { "video/mp4": null, "audio/mp4": null }),
    problems: FILE_PROBLEMS,
  }, async (c, { query }) => {
    const { sql, storage } = deps;
    const video = await visibleVideo(c, deps);
    const isDownload = query().download ?? false;
    const rendition = pickRendition(await listRenditions(sql, video.id), CAPS[c.req.param("name") ?? ""]);
    if (!rendition) throw notPlayableYet(video);
    const headers = {
      ...sharingHeaders(video),
      "Content-Type": contentType(rendition),
      "X-Rendition": rendition.name,
    };
    if (isDownload) {
      const name = `${safeFileStem(video.title)}.${rendition.name}.${rendition.width === null ? "m4a" : "mp4"}`;
      // not redirected: the storage would not say that it is to be saved
      return await sendFile(c, storage, rendition.mp4Key, { ...headers, "Content-Disposition": attachment(name) });
    }
    return await sendMedia(c, deps, { key: rendition.mp4Key, headers, durationSeconds: video.durationSeconds });
  });

/** The tracks for a playlist, the default one first. */
function finishedTracks(tracks: Track[], spoken: string | null): Track[] {
  const finished = tracks.filter((track) => track.state === "finished" && track.vttKey);
  const usual = defaultTrack(finished, spoken);
  return finished.toSorted((a, b) =>
    Number(b === usual) - Number(a === usual) || Number(b.language === spoken) - Number(a.language === spoken)
  );
}

/** The address of a track in a playlist: its language, or its id if an earlier track has that language. */
function subtitleName(track: Track, tracks: readonly Track[]): string {
  const first = tracks.find(({ language }) => language === track.language);
  return first?.id === track.id ? track.language : track.id;
}

function contentType({ width }: Rendition): string {
  return width === null ? "audio/mp4" : "video/mp4";
}

function notPlayableYet({ state }: { state: string }): NotFoundError {
  return new NotFoundError(
    state === "failed"
      ? "this video could not be prepared, so there is nothing to play"
      : "nothing of this video can be played yet",
  );
}
