import { Hono } from "hono";
import { z } from "zod";
import { ConflictError, NotFoundError } from "../../src/core/errors.ts";
import {
  pictureVersion,
  POSTER_FORMATS,
  type PosterFormat,
  posterKey,
  type PosterSize,
} from "../../src/core/poster.ts";
import { listAnalyses } from "../../src/db/analyses/analyses.ts";
import { type Sql, transaction } from "../../src/db/pool/client.ts";
import { setFrameNotTaken, unchoosePoster } from "../../src/db/videos/posters.ts";
import { enqueue } from "../../src/db/videos/video_jobs.ts";
import { getVideo, type Video } from "../../src/db/videos/videos.ts";
import { described } from "../../src/schemas/fields.ts";
import {
  newPosterSchema,
  takenFrameSchema,
  type ThumbnailsJson,
  type VideoThumbnailsJson,
  videoThumbnailsSchema,
} from "../../src/schemas/thumbnails.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { changeableVideo, sharingHeaders, visibleVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";
import { FILE_HEADERS, FILE_PROBLEMS, mediaAnswers } from "../http/file_answers.ts";
import { sendMedia } from "../http/send_media.ts";
import { cancelTakenFrame, candidateOf, chooseCandidate, chooseUpload, pictureTurns } from "./poster_choice.ts";

const VIDEO = { id: videoIdSchema };
const NO_STORE = { "Cache-Control": "no-store" };
const CANDIDATE_FILE = /^(\d{1,2})-(small|large)\.(jpg|webp)$/;

/** The pictures that may stand for a video, and the choice of one. Mounted at /api/videos. */
export function thumbnailRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>()
    .get("/:id/thumbnails", list(deps)).all("/:id/thumbnails", onlyMethods("GET", "HEAD"))
    .get("/:id/thumbnails/:file", candidateFile(deps)).all("/:id/thumbnails/:file", onlyMethods("GET", "HEAD"))
    .put("/:id/thumbnail", choose(deps)).delete("/:id/thumbnail", unchoose(deps))
    .all("/:id/thumbnail", onlyMethods("PUT", "DELETE"))
    .put("/:id/thumbnail/picture", upload(deps)).all("/:id/thumbnail/picture", onlyMethods("PUT"));
}

const list = (deps: Deps) =>
  endpoint({
    id: "listThumbnails",
    tag: "analyses",
    summary: "The picture that stands for a video, and the candidates that were found",
    access: "viewer",
    params: VIDEO,
    answers: { 200: { description: "Both.", json: videoThumbnailsSchema } },
    problems: [404],
  }, async (c, { json }) => json(200, await readThumbnails(deps.sql, await visibleVideo(c, deps)), NO_STORE));

const candidateFile = (deps: Deps) =>
  endpoint({
    id: "getThumbnailCandidate",
    tag: "analyses",
    summary: "A picture of a candidate",
    access: "viewer",
    params: { ...VIDEO, file: described(z.string(), "As the list names it.", "3-small.jpg") },
    query: z.object({
      set: described(z.string(), "Only so that candidates that are made anew have other addresses.", "1").optional(),
    }),
    headers: FILE_HEADERS,
    answers: mediaAnswers("The picture.", { "image/jpeg": null, "image/webp": null }),
    problems: FILE_PROBLEMS,
  }, async (c) => {
    const video = await visibleVideo(c, deps);
    const file = c.req.param("file") ?? "";
    const [, number, size, format] = CANDIDATE_FILE.exec(file) ?? [];
    const { folder, pictures } = video.posterCandidates ?? { folder: "", pictures: [] };
    const picture = pictures[Number(number)];
    if (!picture || (format === "webp" && !picture.hasWebp)) {
      throw new NotFoundError(`there is no picture ${JSON.stringify(file.slice(0, 40))} of a candidate of this video`);
    }
    const key = posterKey(`${folder}/${Number(number)}`, size as PosterSize, format as PosterFormat);
    const headers = { ...sharingHeaders(video), "Content-Type": POSTER_FORMATS[format as PosterFormat] };
    return await sendMedia(c, deps, { key, headers });
  });

const choose = (deps: Deps) =>
  endpoint({
    id: "chooseThumbnail",
    tag: "analyses",
    summary: "Chooses the picture that stands for a video: a candidate, or the frame at a time",
    access: "owner",
    params: VIDEO,
    body: newPosterSchema,
    answers: {
      200: { description: "The candidate stands for it now.", json: videoThumbnailsSchema },
      202: { description: "A job takes the frame; `notices` of the video says if it fails.", json: takenFrameSchema },
    },
    problems: [404, 409, 422],
  }, async (c, { body, json }) => {
    const { sql } = deps;
    const video = await changeableVideo(c, deps);
    const { candidate, set, start } = await body();
    if (start === undefined) {
      const { candidates, set: current } = await readThumbnails(sql, video);
      const found = candidateOf(candidates, candidate!);
      if (set !== undefined && set !== current) {
        throw new ConflictError("the candidates were made anew since: look at them again");
      }
      await chooseCandidate(deps, video, found.number, found.start);
      return json(200, await readThumbnails(sql, await getVideo(sql, video.id)), NO_STORE);
    }
    requireFrame(video, start);
    const { job } = await transaction(sql, async (tx) => {
      const queued = await enqueue(tx, { kind: "take_thumbnail", videoId: video.id, payload: { start } });
      await setFrameNotTaken(tx, video.id, null);
      return queued;
    });
    return json(202, { job: { id: job.id, kind: job.kind, state: job.state as "queued" | "running" } }, NO_STORE);
  });

const unchoose = (deps: Deps) =>
  endpoint({
    id: "unchooseThumbnail",
    tag: "analyses",
    summary: "Takes a person's choice away: the best candidate stands for the video again",
    access: "owner",
    params: VIDEO,
    answers: { 200: { description: "What stands for it now.", json: videoThumbnailsSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const { sql } = deps;
    const video = await changeableVideo(c, deps);
    await transaction(sql, async (tx) => {
      await cancelTakenFrame(tx, video.id);
      await unchoosePoster(tx, video.id);
    });
    return json(200, await readThumbnails(sql, await getVideo(sql, video.id)), NO_STORE);
  });

const upload = (deps: Deps, turns = pictureTurns()) =>
  endpoint({
    id: "uploadThumbnail",
    tag: "analyses",
    summary: "Makes a picture the one that stands for a video",
    description: "The body is the file: JPEG, PNG or WebP, at most 10 MB. Its pixels are kept, and nothing else of it.",
    access: "owner",
    params: VIDEO,
    content: { "image/jpeg": null, "image/png": null, "image/webp": null },
    answers: { 200: { description: "It stands for the video now.", json: videoThumbnailsSchema } },
    problems: [404, 413, 415],
  }, async (c, { json }) => {
    const { sql } = deps;
    const video = await changeableVideo(c, deps);
    await chooseUpload(deps, turns, video, c.req.raw);
    return json(200, await readThumbnails(sql, await getVideo(sql, video.id)), NO_STORE);
  });

/** @throws {ConflictError} if a video has no frame at a time */
function requireFrame({ state, hasVideo, durationSeconds }: Video, start: number): void {
  if (state !== "ready") throw new ConflictError("this video is not ready to be played yet: wait until it is");
  if (!hasVideo) throw new ConflictError("this video has no picture: a picture can be uploaded for it");
  if (durationSeconds !== null && start > durationSeconds) {
    throw new ConflictError(`start is ${start}: the video ends at ${durationSeconds}`);
  }
}

/** Reads the poster and the candidates of a video. */
export async function readThumbnails(sql: Sql, video: Video): Promise<VideoThumbnailsJson> {
  const { id, poster, posterCandidates } = video;
  const analyses = posterCandidates ? await listAnalyses(sql, id) : [];
  const result = analyses.find(({ kind }) => kind === "thumbnails")?.result as ThumbnailsJson | null | undefined;
  const { folder, pictures } = posterCandidates ?? { folder: "", pictures: [] };
  const set = posterCandidates && pictureVersion(folder);
  const urlOf = (number: number, file: string) => `/api/videos/${id}/thumbnails/${number}-${file}?set=${set}`;
  const isPoster = (start: number) => poster?.source === "candidate" && poster.start === start;
  return {
    set,
    poster: poster && { by: poster.by, source: poster.source, start: poster.start, ...poster.large },
    candidates: (result?.candidates ?? []).slice(0, pictures.length).map((candidate, number) => {
      const { large, hasWebp } = pictures[number];
      return {
        ...{ ...candidate, number, is_poster: isPoster(candidate.start), width: large.width, height: large.height },
        small_url: urlOf(number, "small.jpg"),
        large_url: urlOf(number, "large.jpg"),
        small_webp_url: hasWebp ? urlOf(number, "small.webp") : null,
        large_webp_url: hasWebp ? urlOf(number, "large.webp") : null,
      };
    }),
  };
}
