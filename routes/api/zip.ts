// not fflate: it writes no Zip64, so a file above 4 GB would be damaged without an error
import { makeZip, predictLength } from "client-zip";
import { Hono } from "hono";
import { NotFoundError } from "../../src/core/errors.ts";
import { currentTracks, type Track } from "../../src/db/tracks/tracks.ts";
import { listRenditions } from "../../src/db/videos/renditions.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { zipQuerySchema } from "../../src/schemas/zip.ts";
import { mayChange, readVideo } from "../access.ts";
import type { Deps, Env, Viewer } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";
import { attachment, safeFileStem } from "../http/file_names.ts";
import { pickRendition } from "./renditions.ts";

/** The files of several videos in one. Mounted at /api/videos. */
export function zipRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().get("/zip", zip(deps)).all("/zip", onlyMethods("GET", "HEAD"));
}

const zip = (deps: Deps) =>
  endpoint({
    id: "downloadVideos",
    tag: "videos",
    summary: "The files of several videos as one ZIP file",
    description:
      "Of each the uploaded file, for those who may change the video and while it is kept, else its largest size; and " +
      "its captions in each language. Nothing is compressed, and no size is too large (Zip64). A video without such a " +
      "file is named in `Not included.txt`; if none has one, the answer is 404.",
    access: "viewer",
    query: zipQuerySchema,
    answers: { 200: { description: "The ZIP file.", content: { "application/zip": null } } },
    problems: [404],
  }, async (c, { query }) => {
    const viewer = c.get("viewer");
    const { videos: ids, files = "all", format = "srt" } = query();
    const videos = await Promise.all(ids.map((id) => readVideo(deps, viewer, id)));
    const entries = await listEntries(deps, { videos, viewer, files, format });
    const headers = {
      "Content-Type": "application/zip",
      "Content-Disposition": attachment(`${videos.length === 1 ? safeFileStem(videos[0].title) : "videos"}.zip`),
      "Content-Length": String(predictLength(entries)),
      "Cache-Control": "private, no-store",
    };
    const body = c.req.method === "HEAD" ? null : zipStream(deps, entries);
    return new Response(body, { headers });
  });

/** A file of the ZIP. */
interface Entry {
  name: string;
  size: number;
  lastModified: Date;
  /** Where it is stored, or the text itself. */
  from: { key: string } | { text: Uint8Array<ArrayBuffer> };
}

/** Writes the ZIP file as it is read. */
function zipStream({ storage }: Deps, entries: readonly Entry[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  const gone = new AbortController();
  // opens one file after the other, when it is its turn
  async function* files() {
    for (const { from, ...facts } of entries) {
      const input = "text" in from
        ? from.text
        : (await storage.read(from.key)).pipeThrough(new TransformStream(), { signal: gone.signal });
      yield { ...facts, input };
    }
  }
  const reader = makeZip(files()).getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    // not by the reader: client-zip would leave the file open that it reads
    cancel: () => gone.abort(),
  }, { highWaterMark: 0 });
}

interface Wanted {
  videos: readonly Video[];
  viewer: Viewer | null;
  files: "all" | "videos" | "captions";
  format: "srt" | "vtt";
}

/** @throws {NotFoundError} if there is nothing to put in */
async function listEntries(deps: Deps, { videos, viewer, files, format }: Wanted): Promise<Entry[]> {
  const entries: Entry[] = [];
  const missing: string[] = [];
  const unique = uniqueNames();
  for (const video of videos) {
    const stem = unique(safeFileStem(video.title));
    const add = async (key: string, suffix: string) => {
      const found = await deps.storage.stat(key);
      if (!found) return false;
      entries.push({ name: stem + suffix, size: found.size, lastModified: video.createdAt, from: { key } });
      return true;
    };
    if (files !== "captions") {
      let isThere = false;
      for (const { key, extension } of await mediaFiles(deps, video, viewer)) isThere ||= await add(key, extension);
      if (!isThere) missing.push(`${video.title}: the video is not ready, or could not be made`);
    }
    if (files !== "videos") {
      const suffixes = uniqueNames();
      let count = 0;
      for (const track of await currentTracks(deps.sql, video.id)) {
        const key = format === "srt" ? track.srtKey : track.vttKey;
        if (track.state === "finished" && key && await add(key, `${suffixes(trackSuffix(track))}.${format}`)) count++;
      }
      if (count === 0) missing.push(`${video.title}: there are no captions`);
    }
  }
  if (entries.length === 0) {
    throw new NotFoundError("there is no such file of these videos: they are not ready yet, or could not be made");
  }
  if (missing.length > 0) {
    const text = new TextEncoder().encode(`Not included:\r\n\r\n${missing.join("\r\n")}\r\n`);
    entries.push({ name: "Not included.txt", size: text.length, lastModified: new Date(), from: { text } });
  }
  return entries;
}

/** What stands for a video, the best first. */
async function mediaFiles(
  { sql }: Deps,
  video: Video,
  viewer: Viewer | null,
): Promise<{ key: string; extension: string }[]> {
  const found = [];
  if (video.originalKey && mayChange(viewer, video)) {
    const extension = /\.[A-Za-z0-9]{1,8}$/.exec(video.fileName)?.[0] ?? "";
    found.push({ key: video.originalKey, extension });
  }
  const largest = pickRendition(await listRenditions(sql, video.id), Infinity);
  if (largest) found.push({ key: largest.mp4Key, extension: largest.width === null ? ".m4a" : ".mp4" });
  return found;
}

/** As `.en.forced`, which players read. */
function trackSuffix({ language, isForced, isHearingImpaired }: Track): string {
  return `.${language}${isForced ? ".forced" : ""}${isHearingImpaired ? ".sdh" : ""}`;
}

/** Numbers names that there were: also those that file systems without case would take for the same. */
function uniqueNames(): (name: string) => string {
  const taken = new Set<string>();
  return function unique(name) {
    for (let n = 1;; n++) {
      const numbered = n === 1 ? name : `${name} (${n})`;
      const plain = numbered.normalize("NFC").toLowerCase();
      if (taken.has(plain)) continue;
      taken.add(plain);
      return numbered;
    }
  };
}
