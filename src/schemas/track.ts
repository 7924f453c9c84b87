import { z } from "zod";
import { cueListSchema, cueSchema, draftCueListSchema, draftCueSchema } from "./cue.ts";
import { queuedJobSchema } from "./audio_report.ts";
import { revisionSourceSchema, trackKindSchema, trackTranslationSchema } from "./caption_track.ts";
import { choice, dateTime, described, EXAMPLE_ID, id, pathOf, whisperLanguage } from "./fields.ts";
import { progressSchema, stageSchema } from "./job.ts";
import { problemSchema } from "./problem.ts";
import { displayName } from "../core/display_text.ts";

const MAX_NAME_CHARS = 190;
const MAX_NOTE_CHARS = 500;

export const trackIdSchema = id("The track's id.");
export const revisionIdSchema = id("The revision's id.");

const aboutTrack = {
  id: id("Its id."),
  language: described(z.string(), "Whisper's code, a language tag of the file, or und.", "en"),
  kind: trackKindSchema,
  name: described(z.string(), "Empty for the automatic track.", ""),
  forced: described(z.boolean(), "Only lines in another language than the film's.", false),
  hearing_impaired: described(z.boolean(), "Also describes sounds.", false),
  commentary: described(z.boolean(), "A commentary on the film.", false),
  label: described(z.string(), "Its name in a menu.", "English"),
};

/** A track in a list. */
export const trackSummarySchema = z.object({
  ...aboutTrack,
  source: revisionSourceSchema,
  translation: trackTranslationSchema,
  state: described(z.enum(["building", "finished"]), "building: its first cues are being written.", "finished"),
  revision: id("The current revision."),
  word_count: described(z.int(), "Words in all.", 1204),
  cue_count: described(z.int(), "Cues in all.", 98),
  updated_at: dateTime("When its current revision was written."),
}).meta({ id: "TrackSummary", description: "A caption track in a list." });

export type TrackSummaryJson = z.output<typeof trackSummarySchema>;

export const trackListSchema = z.object({ tracks: z.array(trackSummarySchema) })
  .meta({ id: "TrackList", description: "The caption tracks of a video." });

const aboutRevision = {
  id: revisionIdSchema,
  source: revisionSourceSchema,
  author: described(z.string().nullable(), "Who saved it; null for the machine's.", "owner"),
  model: described(z.string().nullable(), "The model that wrote it.", "base"),
  note: described(z.string().nullable(), "What its author noted.", "names checked"),
  created_at: dateTime("When it was written."),
};

const revisionHeadSchema = z.object(aboutRevision)
  .meta({ id: "RevisionHead", description: "Who wrote a revision, and when." });

export const revisionSchema = z.object({
  ...aboutRevision,
  base_revision: described(z.string().nullable(), "The revision that it changed.", EXAMPLE_ID),
  cue_count: described(z.int(), "Cues in all.", 98),
  word_count: described(z.int(), "Words in all.", 1204),
  is_current: described(z.boolean(), "Whether viewers get it.", true),
}).meta({ id: "Revision", description: "A revision in a track's history." });

export type RevisionJson = z.output<typeof revisionSchema>;

export const revisionListSchema = z.object({ revisions: z.array(revisionSchema).describe("The newest first.") })
  .meta({ id: "RevisionList", description: "The history of a track." });

const trackFields = { ...aboutTrack, revision: revisionHeadSchema, cues: z.array(cueSchema) };

export const trackSchema = z.object(trackFields)
  .meta({ id: "Track", description: "A caption track with the cues of one revision." });

export type TrackJson = z.output<typeof trackSchema>;

/** What reading a file may change. */
// deno-fmt-ignore
const FILE_CHANGES = [
  "left_out", "time", "text", "split", "repeated", "order", "style", "position", "speaker", "note", "encoding", "format",
] as const;

const parseProblemSchema = z.object({
  line: described(z.int(), "Of the file, from 1.", 12),
  message: described(z.string(), "What was wrong there.", "this cue has no text"),
}).meta({ id: "ParseProblem", description: "What could not be read of a file." });

const fileChangeSchema = z.object({
  cue: described(z.int().nullable(), "The number of the cue now, from 1; null if it is of no cue.", 2),
  line: described(z.int().nullable(), "Of the file, from 1; null if it is of no line.", 12),
  what: described(z.enum(FILE_CHANGES), "The kind of change.", "time"),
  message: described(z.string(), "A sentence for people.", "the cue was from 5 to 4 s: it is from 4 to 5 s now"),
}).meta({ id: "FileChange", description: "What of an imported file was changed or lost." });

export const importedTrackSchema = z.object({
  ...trackFields,
  problems: z.array(parseProblemSchema).describe("What could not be read."),
  changes: z.array(fileChangeSchema).describe(
    "All that is not as it was in the file; of each kind the first hundred, then the number of the others.",
  ),
}).meta({ id: "ImportedTrack", description: "A track with the cues of an imported file." });

export type ImportedTrackJson = z.output<typeof importedTrackSchema>;

export const differenceSchema = z.object({
  against: described(z.string().nullable(), "The revision that it is compared with; null: with nothing.", EXAMPLE_ID),
  changes: z.array(z.object({
    kind: described(z.enum(["same", "added", "removed", "changed"]), "How the cue differs.", "changed"),
    before: cueSchema.optional(),
    after: cueSchema.optional(),
  })).describe("In the order of time."),
}).meta({ id: "Difference", description: "What changed between two revisions." });

export type DifferenceJson = z.output<typeof differenceSchema>;

/** 409: another revision became current. */
export const staleRevisionSchema = problemSchema.extend({
  current: z.object({ revision: revisionHeadSchema, cues: z.array(cueSchema) }).nullable().optional()
    .describe("The revision that is current now."),
  base_revision: described(z.string(), "The revision that was sent.", EXAMPLE_ID).optional(),
}).meta({ id: "StaleRevision", description: "Another revision became current, or the state does not allow it." });

const baseRevisionSchema = described(
  z.string({ error: "the id of a revision" }).min(1, { error: "the id of a revision" }).max(100, {
    error: "the id of a revision",
  }),
  "The revision that the change is based on: if another one is current, the answer is 409.",
  EXAMPLE_ID,
);

const nameError = `text of at most ${MAX_NAME_CHARS} characters`;
const noteError = `text of at most ${MAX_NOTE_CHARS} characters`;

/** The fields of a new track. */
export const newTrackSchema = z.strictObject({
  language: whisperLanguage("A language of Whisper: a code or an English name.", "de"),
  kind: choice(["subtitles", "captions"], "Subtitles have what is spoken, captions also what is heard.").nullable()
    .optional(),
  name: described(z.string({ error: nameError }).max(MAX_NAME_CHARS, { error: nameError }), "Its name.", "Lyrics")
    .transform((text) => displayName(text)).nullable().optional(),
  copy_of: described(z.string({ error: "the id of a track" }), "A track whose cues are copied.", EXAMPLE_ID).nullable()
    .optional(),
}).meta({ id: "NewTrack", description: "A new caption track." });

export const saveCuesSchema = z.strictObject({
  base_revision: baseRevisionSchema,
  cues: cueListSchema,
  note: described(z.string({ error: noteError }).max(MAX_NOTE_CHARS, { error: noteError }), "A note.", "names checked")
    // deno-lint-ignore no-control-regex
    .transform((text) => text.toWellFormed().replace(/[\x00-\x1f\x7f]+/g, " ").trim() || null).nullable().optional(),
}).meta({ id: "SaveCues", description: "Cues to save as a new revision." });

export const restoreSchema = z.strictObject({
  revision: baseRevisionSchema.meta({ description: "The revision to make current again.", examples: [EXAMPLE_ID] }),
  base_revision: baseRevisionSchema,
}).meta({ id: "Restore", description: "An older revision to make current again, as a new one." });

const versionError = "that of the draft that was read last, or 0";

export const saveDraftSchema = z.strictObject({
  base_revision: baseRevisionSchema,
  cues: draftCueListSchema,
  version: described(
    z.int({ error: versionError }).min(0, { error: versionError }).max(2 ** 31 - 1, { error: versionError }),
    "That of the draft that was read last; 0 for a new one.",
    0,
  ).default(0),
}).meta({ id: "SaveDraft", description: "Cues that are not saved yet." });

export const draftSchema = z.object({
  base_revision: revisionIdSchema,
  cues: z.array(draftCueSchema).describe("As they were sent, in order."),
  version: described(z.int(), "Rises with each save.", 3),
  saved_at: dateTime("When it was saved."),
}).meta({ id: "Draft", description: "The unsaved changes of one user." });

export type DraftJson = z.output<typeof draftSchema>;

export const savedDraftSchema = z.object({
  version: described(z.int(), "Of the draft now.", 4),
  saved_at: dateTime("When it was saved."),
}).meta({ id: "SavedDraft", description: "A draft was saved." });

/** 409: another window saved the draft. */
export const staleDraftSchema = problemSchema.extend({ current: draftSchema.nullable() })
  .meta({ id: "StaleDraft", description: "Another window has saved or removed the draft." });

const encodingSchema = described(
  z.string(),
  "The file's encoding, such as windows-1252; if absent, it is found by what the file holds.",
  "windows-1252",
).optional();

/** Where an uploaded caption file goes. */
export const uploadCaptionsQuerySchema = z.object({
  lang: newTrackSchema.shape.language,
  name: described(
    z.string().max(MAX_NAME_CHARS, { error: nameError }),
    'The name of the track. If absent: none, or "Uploaded" where the automatic captions are in this language.',
    "Lyrics",
  ).transform((text) => displayName(text)).optional(),
  kind: choice(["subtitles", "captions"], "Subtitles have what is spoken, captions also what is heard.").optional(),
  encoding: encodingSchema,
});

/** What a file to import may be called: names and other extensions of formats, as src/captions/files/formats.ts has them. */
export const importFormatSchema = choice(
  ["srt", "vtt", "ass", "ssa", "ttml", "dfxp", "xml", "imsc", "itt", "sbv", "txt", "json", "sub", "lrc"],
  "The file's format by its name or extension; txt is a script, which a job times.",
);

export const importQuerySchema = z.object({
  format: importFormatSchema,
  encoding: encodingSchema,
  base_revision: baseRevisionSchema,
});

export const alignSchema = z.strictObject({
  text: described(
    z.string({ error: "what is spoken" }),
    "What is spoken, in order.",
    "The old gardener planted beans.",
  ),
  base_revision: baseRevisionSchema,
}).meta({ id: "Align", description: "A script to time against the sound." });

export const aligningSchema = z.object({
  job: queuedJobSchema,
  status_url: pathOf("GET there shows how far it is.", `/api/videos/${EXAMPLE_ID}/tracks/${EXAMPLE_ID}/align/1`),
}).meta({ id: "Aligning", description: "A job times the script." });

export type AligningJson = z.output<typeof aligningSchema>;

/** A job that times a text, or captions a stretch. */
export const listeningJob = {
  id: id("Its id."),
  state: described(z.enum(["queued", "running", "done", "dead", "cancelled"]), "Its state.", "done"),
  progress: progressSchema,
  stage: stageSchema,
  error: described(z.string().nullable(), "Why it failed.", "the text does not fit the sound"),
};

export const alignStateSchema = z.object({
  job: z.object({
    ...listeningJob,
    message: described(z.string().nullable(), "Its result, for people.", "97 % of the words were found"),
  }),
}).meta({ id: "AlignState", description: "How far the timing of a script is." });

/** The answer of /captions/status: exactly these fields. */
export const captionStatusSchema = z.object({
  status: described(z.enum(["pending", "processing", "ready", "failed"]), "How far the captions are.", "processing"),
  progress: progressSchema,
  stage: stageSchema,
  language: described(z.string().nullable(), "The spoken language; null until it is known.", "en"),
  word_count: described(z.int().nullable(), "null until they are ready.", 1204),
  error: described(z.string().nullable(), "Why they could not be made.", "the model is missing"),
}).meta({ id: "CaptionStatus", description: "How far the captions of a video are." });
