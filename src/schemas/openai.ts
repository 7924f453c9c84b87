import { z } from "zod";
import { choice, described, named, unlessEmpty } from "./fields.ts";
import { MAX_PROMPT_CHARS, plainPrompt, transcribeFields } from "./transcribe_options.ts";

/** The error body of OpenAI's API. */
export const openAiErrorSchema = z.object({
  error: z.object({
    message: described(z.string(), "What was wrong, and what would be right.", "there is no sound in this file"),
    type: described(z.enum(["invalid_request_error", "server_error"]), "Whose fault it is.", "invalid_request_error"),
    param: described(z.string().nullable(), "The field that was wrong.", "file"),
    code: described(z.string().nullable(), "Such as invalid_api_key or model_not_found.", "invalid_api_key"),
  }),
}).meta({ id: "OpenAiError", description: "An error in the form of OpenAI's API." });

export const openAiModelSchema = z.object({
  id: described(z.string(), "The name of a model of Whisper.", "base"),
  object: z.literal("model"),
  created: described(z.int(), "Always 0.", 0),
  owned_by: described(z.string(), "Always streamforge.", "streamforge"),
}).meta({ id: "OpenAiModel", description: "A model, in the form of OpenAI's API." });

export const openAiModelListSchema = z.object({ object: z.literal("list"), data: z.array(openAiModelSchema) })
  .meta({ id: "OpenAiModelList", description: "The models at hand." });

export const SPEECH_FORMATS = ["json", "text", "srt", "verbose_json", "vtt"] as const;
const GRANULARITIES = ["word", "segment"] as const;

function lowerCase(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}

/** The end of a text that is too long: clients send all that was said before, and OpenAI's models read its end too. */
export const promptEnd = described(z.string(), "Text that comes before: names, spelling, style.", "StreamForge")
  .transform((text) => [...plainPrompt(text)].slice(-MAX_PROMPT_CHARS).join("").trim() || undefined);

/** The fields of a transcription's form without its file. */
export const speechFieldsSchema = z.object({
  model: unlessEmpty(
    described(
      z.string(),
      "A model at hand, by its name here or on the hub; whisper-1 and other names of OpenAI: the configured one.",
      "whisper-1",
    ),
  ),
  language: transcribeFields.language,
  prompt: unlessEmpty(promptEnd),
  hotwords: transcribeFields.hotwords,
  beam_size: transcribeFields.beam_size,
  temperature: transcribeFields.temperature,
  vad_filter: transcribeFields.vad,
  condition_on_previous_text: transcribeFields.condition_on_previous_text,
  response_format: unlessEmpty(z.preprocess(lowerCase, choice(SPEECH_FORMATS, "json if absent."))),
  timestamp_granularities: described(
    z.array(named(choice(GRANULARITIES, "word or segment."), "timestamp_granularities")).optional(),
    "For verbose_json: which times it has; also as `timestamp_granularities[]`, or as a JSON list.",
    ["segment"],
  ),
  stream: unlessEmpty(described(z.boolean({ error: "true or false" }), "Whether the text comes as events.", false)),
});

/** The form of a transcription. routes/openai/form.ts reads it, since the file comes as a stream. */
export const speechFormSchema = speechFieldsSchema.extend({
  file: z.string().meta({ description: "The sound or video.", examples: ["(bytes)"], format: "binary" }),
}).meta({ id: "SpeechForm", description: "A transcription to make. Other fields are ignored." });

/** A `Warning` header. */
export const warningSchema = described(
  z.string(),
  "What was sent and has no effect, one header for each: `299 streamforge` and a text.",
  '299 streamforge "the field user is not known here and has no effect"',
).optional();

/** JSON of a transcription; the fields after `text` are those of verbose_json. */
export const speechSchema = z.looseObject({
  text: described(z.string(), "All that is said.", "The old gardener planted three rows of beans."),
}).meta({
  id: "Speech",
  description: "A transcription: `json` has text and usage, `verbose_json` also segments and words.",
});
