import { z } from "zod";
import { queuedJobSchema } from "./audio_report.ts";
import { choice, dateTime, described, EXAMPLE_ID, id, pathOf } from "./fields.ts";
import { progressSchema, stageSchema } from "./job.ts";

export const exportIdSchema = id("The export's id.");

const FILE = `/api/videos/${EXAMPLE_ID}/exports/${EXAMPLE_ID}`;

/** What a file with captions is to be. */
export const newExportSchema = z.strictObject({
  format: choice(["mp4", "mkv"], "The kind of file.").default("mp4"),
  burn_in: described(z.boolean({ error: "true or false" }), "Whether the captions are part of the picture.", false)
    .default(false),
  tracks: z.array(described(z.string(), "A track's id.", EXAMPLE_ID), { error: "a list of ids of tracks" }).min(1, {
    error: "a list of at least one id of a track",
  }).max(32, { error: "a list of at most 32 ids of tracks" })
    .describe("Which captions; if absent, all of them, or the default one where they are part of the picture.")
    .optional(),
}).meta({ id: "NewExport", description: "A file of a video with its captions." });

export const exportRequestedSchema = z.object({
  state: described(z.enum(["ready", "queued", "running", "done", "dead", "cancelled"]), "ready: it exists.", "queued"),
  job: queuedJobSchema.nullable().describe("null if it exists."),
  status_url: pathOf("GET there shows how far it is.", FILE),
}).meta({ id: "ExportRequested", description: "A file with captions exists, or a job makes it." });

export type ExportRequestedJson = z.output<typeof exportRequestedSchema>;

export const exportSchema = z.object({
  id: exportIdSchema,
  state: described(z.enum(["ready", "queued", "running", "failed"]), "ready: the file is there.", "ready"),
  format: described(z.string(), "mp4 or mkv.", "mp4"),
  burn_in: described(z.boolean(), "Whether the captions are part of the picture.", false),
  progress: progressSchema,
  stage: stageSchema,
  error: described(z.string().nullable(), "Why it failed.", "there is no picture to write captions into"),
  file_url: pathOf("The file; null until it is there.", `${FILE}/file`).nullable(),
  file_bytes: described(z.int().nullable(), "Bytes of the file.", 1204000),
  expires_at: dateTime("When the file is removed.").nullable(),
}).meta({ id: "Export", description: "A file of a video with its captions, or how far it is." });

export type ExportJson = z.output<typeof exportSchema>;
