import { z } from "zod";
import { POSTER_SOURCES } from "../core/poster.ts";
import { choice, decimalNumber, described, EXAMPLE_ID, pathOf, wholeNumber } from "./fields.ts";
import { activeJobSchema } from "./job.ts";

/** Why a frame is among the candidates. */
export const THUMBNAIL_REASONS = ["face", "central_sentence", "long_scene", "sharp", "well_lit"] as const;
export type ThumbnailReasonCode = typeof THUMBNAIL_REASONS[number];

/** A candidate, as the analysis finds it. */
const foundCandidateSchema = z.object({
  start: described(z.number(), "Seconds.", 83.4),
  score: described(z.number(), "How well it would stand for the video, 0 to 1.", 0.71),
  faces: described(z.int(), "Faces that can be recognized as such in it.", 1),
  reasons: z.array(choice(
    THUMBNAIL_REASONS,
    "central_sentence: the rest of the transcript leans on what is said then; long_scene: of one of the longest scenes.",
  )).describe("Why it was chosen; all are visible, sharp enough and unlike each other."),
});

/** The result of the analysis `thumbnails`. */
export const thumbnailsSchema = z.object({
  candidates: z.array(foundCandidateSchema).describe(
    "At most eight, in the order of time; empty where nothing can be seen. `GET /api/videos/:id/thumbnails` has their pictures.",
  ),
}).meta({ id: "Thumbnails", description: "Frames that may stand for a video." });

export type ThumbnailsJson = z.output<typeof thumbnailsSchema>;

const pictureUrl = (description: string, file: string) =>
  pathOf(description, `/api/videos/${EXAMPLE_ID}/thumbnails/${file}?set=${EXAMPLE_ID}-1`);
const sides = {
  width: described(z.int(), "Pixels of the large picture.", 1280),
  height: described(z.int(), "Pixels of the large picture.", 720),
};

/** A candidate with its pictures. */
const candidateSchema = foundCandidateSchema.extend({
  number: described(z.int(), "Its place in the order of time, from 0.", 3),
  is_poster: described(
    z.boolean(),
    "Whether it stands for the video now, by the machine's choice or a person's.",
    false,
  ),
  ...sides,
  small_url: pictureUrl("JPEG, at most 640 pixels a side.", "3-small.jpg"),
  large_url: pictureUrl("JPEG, at most 1280 pixels a side.", "3-large.jpg"),
  small_webp_url: pictureUrl("WebP; null where the server's ffmpeg writes none.", "3-small.webp").nullable(),
  large_webp_url: pictureUrl("WebP; null where the server's ffmpeg writes none.", "3-large.webp").nullable(),
}).meta({ id: "ThumbnailCandidate", description: "A frame that may stand for a video." });

const posterSchema = z.object({
  by: choice(["analysis", "person"], "Who chose it; a person's choice is never replaced by the machine's."),
  source: choice(
    POSTER_SOURCES,
    "candidate: one of the candidates; frame: a frame that a person chose; upload: a picture that a person sent.",
  ),
  start: described(z.number().nullable(), "Seconds; null for a picture that was sent.", 83.4),
  ...sides,
}).meta({ id: "Poster", description: "The picture that stands for a video." });

export const videoThumbnailsSchema = z.object({
  set: described(
    z.string().nullable(),
    "Changes when the candidates are made anew; null without any.",
    `${EXAMPLE_ID}-1`,
  ),
  poster: posterSchema.nullable().describe("null: the frame at a tenth of the length."),
  candidates: z.array(candidateSchema).describe("In the order of time; empty until the analysis `thumbnails` is made."),
}).meta({ id: "VideoThumbnails", description: "The picture that stands for a video, and others that may." });

export type VideoThumbnailsJson = z.output<typeof videoThumbnailsSchema>;

/** Which picture is to stand for a video. */
export const newPosterSchema = z.strictObject({
  candidate: wholeNumber(0, 99, { description: "The `number` of a candidate.", example: 3 }).optional(),
  set: described(z.string(), "The `set` that the number is of; another one is refused with 409.", `${EXAMPLE_ID}-1`)
    .optional(),
  start: decimalNumber(0, 1e6, { description: "Seconds: the frame that is shown then.", example: 12.5 }).optional(),
}).refine(({ candidate, start }) => (candidate === undefined) !== (start === undefined), {
  error: "either `candidate` or `start`",
}).meta({
  id: "NewPoster",
  description: "Which picture is to stand for a video: a candidate, or the frame at a time.",
});

export const takenFrameSchema = z.object({ job: activeJobSchema.pick({ id: true, kind: true, state: true }) }).meta({
  id: "TakenFrame",
  description: "The job that makes a frame the poster.",
});
