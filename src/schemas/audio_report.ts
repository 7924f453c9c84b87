import { z } from "zod";
import { described, EXAMPLE_ID, id, pathOf, unlessEmpty } from "./fields.ts";
import { progressSchema, stageSchema } from "./job.ts";

/** A job that a request queued or found. */
export const queuedJobSchema = z.object({
  id: id("Its id."),
  kind: described(z.string(), "What it does.", "inspect_audio"),
  state: described(z.enum(["queued", "running", "done", "dead", "cancelled"]), "Its state.", "queued"),
  progress: progressSchema,
  stage: stageSchema,
}).meta({ id: "QueuedJob", description: "A job that waits or runs." });

/** The answer to a request for something that a job makes. */
export const requestedSchema = z.object({
  state: described(z.enum(["ready", "queued", "running", "done", "dead", "cancelled"]), "ready: it exists.", "queued"),
  job: queuedJobSchema.nullable().describe("null if it exists."),
  status_url: pathOf("GET there shows how far it is.", `/api/videos/${EXAMPLE_ID}/hearing`),
}).meta({ id: "Requested", description: "What was requested exists, or a job makes it." });

/** The state of the audio report while it does not exist. */
export const audioReportStateSchema = z.object({
  state: described(z.enum(["none", "queued", "running", "failed"]), "none: nobody has requested it.", "running"),
  progress: progressSchema,
  stage: stageSchema,
  error: described(z.string().nullable(), "Why it failed.", "the sound could not be decoded"),
}).meta({ id: "AudioReportState", description: "How far the audio report is." });

export type AudioReportStateJson = z.output<typeof audioReportStateSchema>;

const seconds = (description: string, example: number) => described(z.number(), description, example);
const base64 = (description: string) => described(z.string(), description, "AAECAw==");

const soundSpanSchema = z.object({
  start: seconds("Seconds.", 0),
  end: seconds("Seconds.", 1.5),
  kind: described(z.enum(["speech", "music_or_noise", "silence"]), "What it sounds like.", "speech"),
});

const melPieceSchema = z.object({
  start: seconds("Seconds; column i is centred i * hop_seconds later.", 0),
  end: seconds("Seconds.", 12.5),
  frames: described(z.int(), "Columns.", 1250),
  min: seconds("The log-mel value of byte 0.", -0.8),
  max: seconds("The log-mel value of byte 255.", 1.2),
  is_read: described(z.boolean(), "Whether Whisper reads it.", true),
});

const soundReportSchema = z.object({
  version: z.literal(1),
  seconds: seconds("Length of the sound in seconds.", 12.5),
  sample_rate: described(z.number(), "Hz: Whisper's.", 16000),
  hop_seconds: seconds("Seconds from one column to the next.", 0.01),
  n_mels: described(z.int(), "Mel bands: the rows of a column.", 80),
  band_hz: described(z.array(z.number()), "Hz: the centre of each band, the lowest first.", [20, 60]),
  frames: described(z.int(), "Columns of all pieces.", 1250),
  pieces: z.array(melPieceSchema).describe("In order, without gaps."),
  spans: z.array(soundSpanSchema).describe("In order, without gaps."),
  peak_db: described(z.number().nullable(), "dB of full scale: the loudest sample; null for digital silence.", -3.1),
  silence_below_db: described(z.number(), "dB of full scale: quieter sound is silence, unless it is speech.", -50),
  overview: z.object({
    mel_step: described(z.int(), "Columns of the spectrogram for one of `mel`.", 1),
    mel: base64("Bytes, column by column, the lowest band first."),
    peaks_step: described(z.int(), "Columns for one pair of `peaks`.", 1),
    peaks: base64("Signed bytes: pairs of the lowest and the highest sample, times 127."),
  }).describe("The whole file at low resolution."),
}).meta({ id: "SoundReport", description: "Levels, voice activity, and spans of speech, music and silence." });

const sourceSchema = z.object({
  sample_rate: described(z.number().nullable(), "Hz.", 48000),
  channels: described(z.int().nullable(), "Channels.", 2),
}).describe("The sound in the file.");

/** The audio report. `hearing` is written by a job and read by the page of the report. */
export const audioReportSchema = z.object({
  state: z.literal("ready"),
  mel_url: pathOf("The log-mel spectrogram as bytes.", `/api/videos/${EXAMPLE_ID}/hearing/mel`),
  peaks_url: pathOf("The waveform as bytes.", `/api/videos/${EXAMPLE_ID}/hearing/peaks`),
  source: sourceSchema,
  hearing: soundReportSchema,
  shot_changes: z.array(seconds("Seconds.", 12.48)).optional().describe(
    "When the picture cuts to another shot, in order; absent where it was not looked for.",
  ),
}).meta({ id: "AudioReport", description: "What can be heard in a video." });

/** Reports of the sounds that a report can be compared with, as a task writes them. */
export const referenceReportsSchema = z.array(z.object({
  name: described(z.enum(["speech", "music", "silence"]), "What it is a reference of.", "speech"),
  about: described(z.string(), "A description.", "Somebody reads a sentence."),
  hearing: soundReportSchema,
  sound: z.object({
    type: described(z.string(), "Its media type.", "audio/flac"),
    base64: base64("The file."),
  }).describe("The sound itself."),
}));

const attentionWindowSchema = z.object({
  start: described(z.number(), "Seconds.", 0),
  end: described(z.number(), "Seconds.", 29.8),
  model: described(z.string(), "The model that attended.", "base"),
  data_url: pathOf(
    "The figures: gzip of the file that src/core/attention.ts describes.",
    `/api/videos/${EXAMPLE_ID}/attention/data?t=14.9`,
  ),
}).meta({ id: "AttentionWindow", description: "A window with stored attention." });

export type AttentionWindowJson = z.output<typeof attentionWindowSchema>;

export const attentionSchema = z.object({
  state: described(
    z.enum(["none", "queued", "running", "failed", "ready"]),
    "State of the requested moment; none if no moment was requested.",
    "ready",
  ),
  progress: progressSchema,
  stage: stageSchema,
  error: described(z.string().nullable(), "Why it failed.", "the model is missing"),
  window: attentionWindowSchema.nullable().describe("The stored window of that moment."),
  model: described(z.string().nullable(), "The model that wrote the captions and computes the attention.", "base"),
  refusal: described(
    z.string().nullable(),
    "Why there can be no attention for this video, in a sentence; null if there can.",
    "this video has no sound, so there is nothing to look into",
  ),
  windows: z.array(attentionWindowSchema).describe("All stored windows, in order."),
}).meta({ id: "Attention", description: "The attention of a moment, and all windows of the video." });

export type AttentionJson = z.output<typeof attentionSchema>;

const momentError = "a moment of the video, in seconds from 0";

/** The moment of a request, rounded to hundredths of a second. */
export const momentQuerySchema = z.object({
  t: unlessEmpty(described(
    z.number({ error: momentError }).min(0, { error: momentError }),
    "A moment, in seconds.",
    14.9,
  )),
});
