import { z } from "zod";
import { dateTime, described, id } from "./fields.ts";

/** A share of 1. */
export const progressSchema = described(z.number().min(0).max(1), "How far it is, from 0 to 1.", 0.42);

export const stageSchema = described(z.string().nullable(), "What it does now, in a word or two.", "transcribing");

/** A job of a video that waits or runs. */
export const activeJobSchema = z.object({
  id: id("Its id."),
  kind: described(z.string(), "Such as transcode_video, caption_video, transcode_renditions.", "caption_video"),
  state: z.enum(["queued", "running", "done", "dead", "cancelled"]).describe("Only queued and running here."),
  progress: progressSchema,
  stage: stageSchema,
  started_at: dateTime("null while it waits for the first time.").nullable(),
}).meta({ id: "ActiveJob", description: "A job of a video that waits or runs." });
