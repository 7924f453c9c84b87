import { z } from "zod";
import { queuedJobSchema } from "./audio_report.ts";
import { cueLookFields } from "./cue.ts";
import { captionLayoutFields } from "./caption_layout.ts";
import { transcribeFields } from "./transcribe_options.ts";
import { vocabularySchema } from "./vocabulary.ts";
import { audioTrackField } from "./audio_track.ts";
import { described, EXAMPLE_ID, pathOf, unlessEmpty } from "./fields.ts";
import { languageProbabilitiesSchema } from "./language_probabilities.ts";

/** Which track a caption file is of. */
export const captionFileQuerySchema = z.object({
  lang: described(z.string(), "The track in this language.", "en").optional(),
  name: described(z.string(), "The track with this name; the automatic track has an empty one.", "").optional(),
  track: described(z.string(), "The track with this id, in place of the two.", EXAMPLE_ID).optional(),
});

const spokenWord = z.object({
  word: described(z.string(), "With the space before it.", " kitchen"),
  start: described(z.number(), "Seconds.", 3.1),
  end: described(z.number(), "Seconds.", 3.5),
  probability: described(z.number(), "How sure the model was, from 0 to 1.", 0.98),
});

const segmentFields = {
  start: described(z.number(), "Seconds.", 2.4),
  end: described(z.number(), "Seconds.", 4),
  text: described(z.string(), "What is said.", " of beans behind the kitchen wall."),
  language: described(z.string(), "Where it was detected for the segment.", "en").optional(),
  tokens: described(z.array(z.int()), "Of Whisper.", [295, 11896]).optional(),
  temperature: described(z.number(), "0 is greedy.", 0).optional(),
  avg_logprob: described(z.number(), "Of the tokens.", -0.21).optional(),
  compression_ratio: described(z.number(), "Above 2.4 the text repeats itself.", 1.1).optional(),
  no_speech_prob: described(z.number(), "From 0 to 1.", 0.01).optional(),
};

/** `captions.json`, with the names of OpenAI's `verbose_json`. */
export const captionsJsonSchema = z.object({
  task: described(z.enum(["transcribe", "translate"]), "What Whisper did.", "transcribe"),
  language: described(z.string().nullable(), "null where nothing is said.", "en"),
  language_probability: described(z.number(), "How sure the detection was.", 0.99).optional(),
  language_probabilities: languageProbabilitiesSchema.optional(),
  duration: described(z.number(), "Seconds.", 12.5),
  text: described(z.string(), "All of it.", "The old gardener planted three rows of beans."),
  segments: z.array(z.object({ id: described(z.int(), "From 0.", 0), ...segmentFields }))
    .describe("With the model's scores where a model wrote them."),
  dropped: z.array(z.object({
    rule: described(z.string(), "Why it was left out.", "repetition"),
    thresholds_failed: described(z.array(z.string()), "Whisper's tests that it failed.", ["compression_ratio"]),
    ...segmentFields,
  })).describe("What was decoded and left out."),
  words: z.array(spokenWord),
  cues: z.array(z.object({
    id: described(z.int(), "From 1.", 1),
    start: described(z.number(), "Seconds.", 2.4),
    end: described(z.number(), "Seconds.", 4),
    text: described(z.string(), "Lines are divided by \\n.", "of beans behind the kitchen wall."),
    ...cueLookFields,
    is_edited: described(z.boolean(), "Whether a person has changed it.", false).optional(),
    words: z.array(spokenWord).optional(),
  })),
}).meta({ id: "CaptionsJson", description: "A caption file as JSON." });

export type CaptionsJson = z.output<typeof captionsJsonSchema>;

/** The options of a transcription, in a body or a query. */
export const regenerateSchema = z.strictObject({
  model: described(z.string(), "A model of Whisper: a name of the catalog, or one that a worker has.", "base")
    .optional(),
  audio_track: unlessEmpty(audioTrackField),
  ...transcribeFields,
  hotwords: described(
    vocabularySchema,
    "Words to expect; absent: those of the video; null or empty: none.",
    "beans, trellis",
  )
    .optional(),
  ...captionLayoutFields,
}).meta({ id: "Regenerate", description: "How to transcribe; absent fields have their defaults." });

export const regeneratingSchema = z.object({
  job: queuedJobSchema.extend({
    options: described(z.record(z.string(), z.unknown()), "What was asked for.", { beam_size: 5 }),
  }),
  status_url: pathOf("GET there shows how far it is.", `/api/videos/${EXAMPLE_ID}/captions/status`),
}).meta({ id: "Regenerating", description: "A job transcribes." });
