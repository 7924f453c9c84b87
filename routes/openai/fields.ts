import type { z } from "zod";
import type { TranscribeOptions, WhisperTask } from "../../src/core/types.ts";
import { type SPEECH_FORMATS, speechFieldsSchema } from "../../src/schemas/openai.ts";
import { readFields } from "../../src/schemas/read.ts";
import { transcribeOptionsOf } from "../../src/schemas/transcribe_options.ts";
import { FieldError } from "./errors.ts";
import type { Fields } from "./form.ts";

export type SpeechFormat = typeof SPEECH_FORMATS[number];
const STREAMED_FORMATS: readonly string[] = ["json", "text"];
/** Formats that need word times for their cues. */
const CUE_FORMATS: readonly string[] = ["srt", "vtt"];
/** What it asks for always happens: the engine divides the audio. Objects come as `chunking_strategy[type]`. */
const CHUNKING = /^chunking_strategy(\[\w+\])?$/;
/** Names that other servers have for a field. */
const OTHER_NAMES: Record<string, string> = { initial_prompt: "prompt", vad: "vad_filter" };
/** What clients send that have no value for a field. */
const NO_VALUE = /^(null|undefined|None)$/;
/** The field that may be there several times. */
const LIST = "timestamp_granularities";
/** Fields in which every text means itself. */
const TEXTS = ["prompt", "hotwords"];

/** The fields of a transcription request, without its file. */
export interface SpeechRequest {
  task: WhisperTask;
  /** null: the configured one. */
  model: string | null;
  /** Word times only if the answer shows them, since they take longer. */
  options: TranscribeOptions;
  format: SpeechFormat;
  /** The lists in `verbose_json`. */
  granularities: string[];
  isStreamed: boolean;
  /** What was sent and has no effect, in sentences without a capital. */
  warnings: string[];
}

/**
 * Reads the form fields of OpenAI's API, and what other servers and their clients made of it. Empty fields count as
 * absent; unknown ones are ignored with a warning, since clients send some that only one server has.
 *
 * @throws {FieldError} for the first wrong value
 */
export function readSpeechRequest(fields: Fields, task: WhisperTask): SpeechRequest {
  const { values, warnings } = knownValues(fields);
  const read = readFields(speechFieldsSchema, values, { wrongValue: (text, field) => new FieldError(field, text) });
  const { response_format: format = "json", stream: isStreamed = false } = read;
  const asked = read.timestamp_granularities ?? [];
  if (isStreamed && !STREAMED_FORMATS.includes(format)) {
    throw new FieldError(
      "stream",
      `stream is true: response_format must then be one of ${STREAMED_FORMATS.join(", ")}`,
    );
  }
  if (asked.length > 0 && format !== "verbose_json") {
    warnings.push(
      `timestamp_granularities has no effect: only verbose_json has times, and response_format is ${format}`,
    );
  }
  const granularities = asked.length > 0 ? asked : ["segment"];
  const hasWords = format === "verbose_json" && granularities.includes("word");
  return {
    task,
    model: read.model ?? null,
    options: { ...engineOptions(read), task, wordTimestamps: hasWords || CUE_FORMATS.includes(format) },
    ...{ format, granularities, isStreamed, warnings },
  };
}

/** The values of the fields that the schema has. */
function knownValues(fields: Fields): { values: Record<string, string | string[]>; warnings: string[] } {
  const values: Record<string, string | string[]> = {};
  const warnings: string[] = [];
  for (const [sent, all] of fields) {
    const name = Object.hasOwn(OTHER_NAMES, sent) ? OTHER_NAMES[sent] : sent;
    if (!Object.hasOwn(speechFieldsSchema.shape, name)) {
      if (!CHUNKING.test(name)) warnings.push(`the field ${sent} is not known here and has no effect`);
      continue;
    }
    const present = all.filter((text) => TEXTS.includes(name) || !NO_VALUE.test(text));
    if (name === LIST) {
      values[name] = present.flatMap(itemsOf);
      continue;
    }
    if (present.length > 0) values[name] = present[0];
    if (present.length > 1) {
      warnings.push(`the field ${sent} is there ${present.length} times: only the first has an effect`);
    }
  }
  return { values, warnings };
}

/** The items of a text that may be a JSON list, or divided by commas. */
function itemsOf(text: string): string[] {
  return text.replace(/^\s*\[|\]\s*$/g, "").split(",").map((item) =>
    item.trim().replace(/^"(.*)"$/, "$1").toLowerCase()
  )
    .filter((item) => item !== "");
}

function engineOptions(read: z.output<typeof speechFieldsSchema>): TranscribeOptions {
  const { language, prompt, hotwords, beam_size, temperature, vad_filter, condition_on_previous_text } = read;
  return transcribeOptionsOf({
    ...{ language, prompt, hotwords, beam_size, temperature, condition_on_previous_text },
    ...{ vad: vad_filter, task: undefined, vad_threshold: undefined, word_timestamps: undefined },
  });
}
