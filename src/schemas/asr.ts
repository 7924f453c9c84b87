import { z } from "zod";
import { choice, described, unlessEmpty } from "./fields.ts";
import { promptEnd } from "./openai.ts";
import { transcribeFields } from "./transcribe_options.ts";

export const ASR_OUTPUTS = ["txt", "vtt", "srt", "tsv", "json"] as const;
export type AsrOutput = typeof ASR_OUTPUTS[number];

const flag = (description: string, example: boolean) =>
  unlessEmpty(described(z.boolean({ error: "true or false" }), description, example));

const encode = flag("false: the file is raw PCM: 16 kHz, mono, 16 bits, little-endian. true if absent.", true);

/** The query of `POST /asr`, as whisper-asr-webservice has it. */
export const asrQuerySchema = z.object({
  task: transcribeFields.task,
  language: transcribeFields.language,
  initial_prompt: unlessEmpty(promptEnd),
  vad_filter: transcribeFields.vad,
  word_timestamps: flag("Whether words get exact times; for json.", false),
  output: unlessEmpty(choice(ASR_OUTPUTS, "The form of the answer; txt if absent.")),
  encode,
});

export const detectLanguageQuerySchema = z.object({ encode });

/** The form of both endpoints. */
export const asrFormSchema = z.object({
  audio_file: z.string().meta({ description: "The sound or video.", examples: ["(bytes)"], format: "binary" }),
}).meta({ id: "AsrForm", description: "A file with sound." });

/** The answer of `POST /asr` with `output=json`. */
export const asrSchema = z.looseObject({
  text: described(z.string(), "All that is said.", "The old gardener planted three rows of beans."),
  language: described(z.string().nullable(), "The spoken language; null without speech.", "en"),
}).meta({ id: "Asr", description: "A transcription in the form of openai/whisper, with its segments." });

export const detectedLanguageSchema = z.object({
  detected_language: described(z.string(), "Its English name.", "english"),
  language_code: described(z.string(), "Its code.", "en"),
  confidence: described(z.number(), "From 0 to 1; 0 where nothing is said.", 0.98),
}).meta({ id: "DetectedLanguage", description: "The language that is spoken at the beginning of a file." });
