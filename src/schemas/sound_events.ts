import { z } from "zod";
import { described } from "./fields.ts";

/** The result of the analysis `sound_events`. */
export const soundEventsSchema = z.object({
  events: z.array(
    z.object({
      label: described(z.literal("music"), "What is heard.", "music"),
      start: described(z.number(), "Seconds.", 0),
      end: described(z.number(), "Seconds.", 8.5),
    }).meta({ id: "SoundEvent", description: "A sound where nothing is said." }),
  ).describe("In order; empty where there is none."),
}).meta({ id: "SoundEvents", description: "What is heard where nothing is said." });

export type SoundEventsJson = z.output<typeof soundEventsSchema>;

/** What writing them into the captions did. */
export const captionedSoundsSchema = z.object({
  tracks: described(z.int(), "How many tracks have new captions.", 1),
}).meta({ id: "CaptionedSounds", description: "Sounds were written into captions." });
