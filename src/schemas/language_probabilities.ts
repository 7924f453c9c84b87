import { z } from "zod";
import { described } from "./fields.ts";

/** What Whisper detected, beside the language that it chose. */
export const languageProbabilitiesSchema = z.array(
  z.object({
    language: described(z.string(), "Whisper's code.", "en"),
    probability: described(z.number(), "From 0 to 1.", 0.97),
  }).meta({ id: "LanguageProbability", description: "How likely it is that a language is spoken." }),
).describe("The likeliest spoken languages, at most five above 1 %; none where the language was given.");
