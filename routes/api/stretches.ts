import { Hono } from "hono";
import { ConflictError } from "../../src/core/errors.ts";
import { readStretch } from "../../src/db/tracks/stretches.ts";
import { getTrack } from "../../src/db/tracks/tracks.ts";
import { enqueue } from "../../src/db/videos/video_jobs.ts";
import { plainText } from "../../src/schemas/cue.ts";
import { id } from "../../src/schemas/fields.ts";
import { stretchingSchema, stretchSchema, stretchStateSchema } from "../../src/schemas/stretch.ts";
import { trackIdSchema } from "../../src/schemas/track.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { changeableVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";
import { cueJson } from "./track_json.ts";

const PATH = "/:id/tracks/:track/stretch";
const TRACK = { id: videoIdSchema, track: trackIdSchema };

/** Captions of a stretch of a video, for its editor. Mounted at /api/videos. */
export function stretchRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>()
    .post(PATH, request(deps)).all(PATH, onlyMethods("POST"))
    .get(`${PATH}/:job`, show(deps)).all(`${PATH}/:job`, onlyMethods("GET", "HEAD"));
}

const request = (deps: Deps) =>
  endpoint({
    id: "captionStretch",
    tag: "tracks",
    summary: "Captions a stretch again, or finds the times of a text in it",
    description: "The track is not changed: the job's state has the cues.",
    access: "owner",
    params: TRACK,
    body: stretchSchema,
    answers: { 202: { description: "A job does it.", json: stretchingSchema } },
    problems: [404, 409, 422],
  }, async (c, { body, json }) => {
    const video = await changeableVideo(c, deps);
    const track = await getTrack(deps.sql, video.id, c.req.param("track") ?? "");
    const { start, end, text } = await body();
    if (track.translation) {
      throw new ConflictError(
        "these captions are a translation, and another language is spoken: caption the original's",
      );
    }
    if (!video.hasAudio) throw new ConflictError("this video has no sound to caption");
    if (video.state !== "ready") throw new ConflictError("this video is not ready to be played yet: wait until it is");
    const payload = { track: track.id, start, end, ...(text !== undefined && { text: plainText(text) }) };
    const { job } = await enqueue(deps.sql, { kind: "caption_stretch", videoId: video.id, payload }).catch((error) => {
      if (!(error instanceof ConflictError)) throw error;
      throw new ConflictError("another stretch of this video is being captioned: wait until that has ended");
    });
    const { id, kind, state, progress, stage } = job;
    const status_url = `/api/videos/${video.id}/tracks/${track.id}/stretch/${id}`;
    return json(202, { job: { id, kind, state, progress, stage }, status_url });
  });

const show = (deps: Deps) =>
  endpoint({
    id: "getStretch",
    tag: "tracks",
    summary: "How far the captions of a stretch are, and its cues",
    access: "owner",
    params: { ...TRACK, job: id("The job's id.") },
    answers: { 200: { description: "The job, with the cues at its end.", json: stretchStateSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const video = await changeableVideo(c, deps);
    await getTrack(deps.sql, video.id, c.req.param("track") ?? "");
    const { cues, ...job } = await readStretch(deps.sql, video.id, c.req.param("job") ?? "");
    const isDone = job.state === "done" && cues !== null;
    return json(200, {
      job,
      cues: isDone ? cues.map((cue) => cueJson({ ...cue, isEdited: false })) : null,
    }, { "Cache-Control": "no-store" });
  });
