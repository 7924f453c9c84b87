import { z } from "zod";
import { MAX_BULK_VIDEOS } from "./bulk.ts";
import { choice, described, EXAMPLE_ID } from "./fields.ts";

const listError = `1 to ${MAX_BULK_VIDEOS} ids, separated by commas`;

/** Which files of which videos a ZIP file has. */
export const zipQuerySchema = z.object({
  videos: described(z.string({ error: listError }), `The ids of up to ${MAX_BULK_VIDEOS} videos.`, EXAMPLE_ID)
    .transform((text) => [...new Set(text.split(",").filter((id) => id !== ""))])
    .refine((ids) => ids.length >= 1 && ids.length <= MAX_BULK_VIDEOS, { error: listError }),
  files: choice(["all", "videos", "captions"], "Which files of each; all if absent.").optional(),
  format: choice(["srt", "vtt"], "Of the captions; srt if absent.").optional(),
});
