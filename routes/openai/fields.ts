import { messageOf } from "../../src/core/errors.ts";
import { MAX_PROMPT_CHARS, readTranscribeOptions } from "../../src/core/transcribe_options.ts";
import type { TranscribeOptions, WhisperTask } from "../../src/core/types.ts";
import { FieldError } from "./errors.ts";
import type { Fields } from "./form.ts";

export const FORMATS = ["json", "text", "srt", "verbose_json", "vtt"] as const;
export type SpeechFormat = typeof FORMATS[number];
const STREAMED_FORMATS: readonly string[] = ["json", "text"];
const GRANULARITIES = ["word", "segment"];
/** Passed to the engine unchanged; OpenAI's API lacks the last two. */
const ENGINE_FIELDS = ["language", "prompt", "temperature", "beam_size", "hotwords"];
/** `chunking_strategy` is accepted and ignored: the engine always divides the audio. */
const KNOWN = ["model", "response_format", "timestamp_granularities", "stream", "chunking_strategy", ...ENGINE_FIELDS];
/** The form fields of an object value. */
const CHUNKING_PART = /^chunking_strategy\[\w+\]$/;
/** Formats that need word times for their cues. */
const CUE_FORMATS: readonly string[] = ["srt", "vtt"];

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
}

/**
 * Reads the form fields of OpenAI's API; empty ones count as absent.
 *
 * @throws {FieldError} for the first wrong or unknown field
 */
export function readSpeechRequest(fields: Fields, task: WhisperTask): SpeechRequest {
  const unknown = [...fields.keys()].find((name) => !KNOWN.includes(name) && !CHUNKING_PART.test(name));
  if (unknown !== undefined) {
    throw new FieldError(unknown, `there is no field ${JSON.stringify(unknown)} here: there are ${KNOWN.join(", ")}`);
  }
  const format = oneOf(fields, "response_format", FORMATS) ?? "json";
  const granularities = readGranularities(fields, format);
  const isStreamed = oneOf(fields, "stream", ["true", "false"]) === "true";
  if (isStreamed && !STREAMED_FORMATS.includes(format)) {
    throw new FieldError(
      "stream",
      `stream is true: response_format must then be one of ${STREAMED_FORMATS.join(", ")}`,
    );
  }
  return {
    task,
    model: valueOf(fields, "model"),
    options: {
      ...readEngineFields(fields),
      task,
      wordTimestamps: granularities.includes("word") || CUE_FORMATS.includes(format),
    },
    format,
    granularities,
    isStreamed,
  };
}

/** Reads a field's value. @throws {FieldError} if the field is repeated */
function valueOf(fields: Fields, name: string): string | null {
  const values = fields.get(name) ?? [];
  if (values.length > 1) throw new FieldError(name, `${name} is there ${values.length} times: it must be once`);
  // no NUL and no lone surrogates, which the database refuses
  return values[0]?.replaceAll("\0", " ").toWellFormed().trim() || null;
}

function oneOf<T extends string>(fields: Fields, name: string, choices: readonly T[]): T | null {
  const value = valueOf(fields, name);
  if (value === null) return null;
  const found = choices.find((choice) => choice === value.toLowerCase());
  if (!found) throw new FieldError(name, `${name} is ${shown(value)}: it must be one of ${choices.join(", ")}`);
  return found;
}

function readGranularities(fields: Fields, format: SpeechFormat): string[] {
  const granularities = (fields.get("timestamp_granularities") ?? []).filter((value) => value !== "");
  const name = "timestamp_granularities";
  for (const value of granularities) {
    if (!GRANULARITIES.includes(value)) {
      throw new FieldError(name, `${name} is ${shown(value)}: it must be one of ${GRANULARITIES.join(", ")}`);
    }
  }
  if (granularities.length > 0 && format !== "verbose_json") {
    throw new FieldError(name, `${name} is there: response_format must then be verbose_json`);
  }
  return granularities.length > 0 ? granularities : ["segment"];
}

/** @throws {FieldError} */
function readEngineFields(fields: Fields): TranscribeOptions {
  let options: TranscribeOptions = {};
  for (const name of ENGINE_FIELDS) {
    const value = valueOf(fields, name);
    if (value === null) continue;
    try {
      options = { ...options, ...readTranscribeOptions({ [name]: name === "prompt" ? endOf(value) : value }) };
    } catch (error) {
      throw new FieldError(name, messageOf(error));
    }
  }
  return options;
}

/** Clients send the whole previous text as the prompt; like OpenAI's models, the engine reads its end. */
function endOf(prompt: string): string {
  return [...prompt].slice(-MAX_PROMPT_CHARS).join("");
}

function shown(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}...` : value);
}
