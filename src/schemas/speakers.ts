import { z } from "zod";
import { described } from "./fields.ts";

const MAX_NAME_CHARS = 200;

const spanSchema = z.object({
  start: described(z.number(), "Seconds.", 12.48),
  end: described(z.number(), "Seconds.", 17.3),
}).meta({ id: "SpeakerSpan", description: "A stretch in which a speaker speaks." });

const speakerSchema = z.object({
  id: described(z.int().min(1), "From 1, in the order in which they first speak.", 1),
  name: described(z.string(), "As in the captions; Speaker and the number, until the owner gives a name.", "Ann"),
  is_named: described(z.boolean(), "Whether the owner gave the name.", true),
  seconds: described(z.number(), "How long the speaker speaks in all.", 73.5),
  spans: z.array(spanSchema).describe("When, in order."),
}).meta({ id: "Speaker", description: "A voice, with all that it says." });

/** The result of the analysis `speakers`. */
export const speakersSchema = z.object({
  speakers: z.array(speakerSchema).describe("Up to ten; empty where nobody speaks."),
}).meta({ id: "Speakers", description: "Who speaks when." });

export type SpeakersJson = z.output<typeof speakersSchema>;
export type SpeakerJson = SpeakersJson["speakers"][number];

const nameError = `text of 1 to ${MAX_NAME_CHARS} characters`;

/** New names of speakers. */
export const speakerNamesSchema = z.strictObject({
  speakers: z.array(z.strictObject({
    id: described(z.int().min(1), "Which speaker.", 1),
    name: described(
      z.string({ error: nameError }).trim().min(1, { error: nameError }).max(MAX_NAME_CHARS, { error: nameError })
        .regex(/^[^\p{Cc}]*$/u, { error: "one line of text" }).nullable(),
      "The name; null: Speaker and the number again.",
      "Ann",
    ),
  })).min(1).describe("Those that get another name."),
}).meta({ id: "SpeakerNames", description: "New names of speakers." });
