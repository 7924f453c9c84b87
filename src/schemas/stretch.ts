import { z } from "zod";
import { cueSchema } from "./cue.ts";
import { queuedJobSchema } from "./audio_report.ts";
import { decimalNumber, described, EXAMPLE_ID, pathOf } from "./fields.ts";
import { listeningJob } from "./track.ts";

const MAX_SECONDS = 360_000; // as of a cue
/** The longest stretch: all of a film is captioned again as a whole. */
const MAX_STRETCH_SECONDS = 1800;
const MAX_CHARS = 100_000;

export const stretchSchema = z.strictObject({
  start: decimalNumber(0, MAX_SECONDS, { description: "Seconds.", example: 61.5 }),
  end: decimalNumber(0, MAX_SECONDS, { description: "Seconds, at most half an hour after `start`.", example: 72 }),
  text: described(
    z.string().max(MAX_CHARS).regex(/[\p{L}\p{N}]/u, { error: "what is spoken" }),
    "What is spoken there: it gets the times of the sound. Absent: it is transcribed.",
    "The old gardener planted beans.",
  ).optional(),
}).refine(({ start, end }) => end - start >= 0.1 && end - start <= MAX_STRETCH_SECONDS, {
  error: `end must be 0.1 s to ${MAX_STRETCH_SECONDS} s after start`,
}).meta({ id: "Stretch", description: "A stretch of the sound to caption again, or to time a text by." });

export const stretchingSchema = z.object({
  job: queuedJobSchema,
  status_url: pathOf("GET there shows how far it is.", `/api/videos/${EXAMPLE_ID}/tracks/${EXAMPLE_ID}/stretch/1`),
}).meta({ id: "Stretching", description: "A job captions the stretch." });

export type StretchingJson = z.output<typeof stretchingSchema>;

export const stretchStateSchema = z.object({
  job: z.object(listeningJob),
  cues: z.array(cueSchema).nullable().describe(
    "The cues of the stretch, with their words: the track itself is not changed. null until the job is done.",
  ),
}).meta({ id: "StretchState", description: "How far a stretch is, and its cues." });

export type StretchStateJson = z.output<typeof stretchStateSchema>;
