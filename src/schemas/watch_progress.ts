import { z } from "zod";
import { choice, dateTime, decimalNumber, described, id, wholeNumber } from "./fields.ts";

const MAX_SECONDS = 10_000_000; // longer than any video

export const watchProgressSchema = z.object({
  video_id: id("The video's id."),
  position: described(
    z.number(),
    "Where it goes on, in seconds; 0 for the beginning: of what was not begun, or watched to its end.",
    83.2,
  ),
  is_watched: described(z.boolean(), "Whether it was watched to its end once: 95 % of it.", false),
  updated_at: dateTime("When it was watched last; null if never.").nullable(),
}).meta({ id: "WatchProgress", description: "How far who asks has watched a video. Nobody else can see it." });

export type WatchProgressJson = z.output<typeof watchProgressSchema>;

export const newProgressSchema = z.strictObject({
  position: decimalNumber(0, MAX_SECONDS, {
    description:
      "Where the player is, in seconds. The first 5 s (or 5 %) count as not begun: a place that was kept goes back to 0; else the answer is 204.",
    example: 83.2,
  }),
}).meta({ id: "NewWatchProgress", description: "Where a player is." });

export const progressQuerySchema = z.object({
  state: choice(["all", "begun"], "begun: only what is not watched to its end.").optional(),
  limit: wholeNumber(1, 100, { description: "How many; 50 if absent.", example: 20 }).optional(),
});

export const progressListSchema = z.object({
  progress: z.array(watchProgressSchema).describe("The latest first."),
}).meta({ id: "WatchProgressList", description: "What who asks has watched." });
