import { z } from "zod";
import { choice, described, EXAMPLE_ID, id } from "./fields.ts";
import { problemSchema } from "./problem.ts";
import { deleteVideoQuerySchema, tagsSchema, visibilitySchema } from "./video.ts";

/** How many videos one request may name. */
export const MAX_BULK_VIDEOS = 200;

const listError = `a list of 1 to ${MAX_BULK_VIDEOS} ids`;

const BULK_ACTIONS = ["change", "regenerate_captions", "add_to_playlist", "delete", "undelete"] as const;

/** What to do with several videos at once. */
export const bulkSchema = z.strictObject({
  action: choice(
    BULK_ACTIONS,
    "change: `visibility`, `add_tags` and `remove_tags`; regenerate_captions: transcribe again; add_to_playlist: to the " +
      "end of `playlist`; delete: for good, or hidden first for `undo_seconds`; undelete: bring back what is hidden.",
  ),
  videos: z.array(z.string({ error: listError }), { error: listError }).min(1, { error: listError })
    .max(MAX_BULK_VIDEOS, { error: listError }).meta({
      description: `The ids of up to ${MAX_BULK_VIDEOS} videos.`,
      examples: [[EXAMPLE_ID]],
    }),
  visibility: visibilitySchema.optional(),
  add_tags: described(tagsSchema, "Tags that each gets, behind those it has.", ["talk"]).optional(),
  remove_tags: described(tagsSchema, "Tags that each loses, if it has them.", ["draft"]).optional(),
  playlist: described(z.string({ error: "the id of a playlist" }), "The id of a playlist.", EXAMPLE_ID).optional(),
  undo_seconds: deleteVideoQuerySchema.shape.undo_seconds,
}).meta({ id: "Bulk", description: "What to do with several videos, each by itself." });

export type Bulk = z.output<typeof bulkSchema>;

export const bulkResultSchema = z.object({
  results: z.array(
    z.object({
      id: id("The video's id."),
      error: problemSchema.nullable().describe("Why nothing was changed about it; null if it was done."),
    }).meta({ id: "BulkVideoResult", description: "What became of one video." }),
  ).describe("One for each video, in the order of the request."),
  failed: described(z.int(), "How many have an error.", 0),
}).meta({ id: "BulkResult", description: "What became of each video; those without an error are done." });

export type BulkResultJson = z.output<typeof bulkResultSchema>;
