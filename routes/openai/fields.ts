import { messageOf } from "../../src/core/errors.ts";
import type { WhisperTask } from "../../src/core/types.ts";
import { readLanguage } from "../video_fields.ts";
import { FieldError } from "./errors.ts";
import type { Fields } from "./form.ts";

export const FORMATS = ["json", "text", "srt", "verbose_json", "vtt"] as const;
export type SpeechFormat = typeof FORMATS[number];
const STREAMED_FORMATS: readonly string[] = ["json", "text"];
const GRANULARITIES = ["word", "segment"];
/** `chunking_strategy` is what the engine does anyway. */
const KNOWN = ["model", "language", "prompt", "response_format", "temperature"]
  .concat(["timestamp_granularities", "stream", "chunking_strategy"]);

/** What a request to the transcription API asks for, besides its file. */
export interface SpeechRequest {
  task: WhisperTask;
  /** null: the one that is set. */
  model: string | null;
  /** That is spoken; null: it is detected. */
  language: string | null;
  prompt: string | null;
  temperature: number;
  format: SpeechFormat;
  /** What `verbose_json` lists. */
  granularities: string[];
  isStreamed: boolean;
}

/**
 * Reads the fields of a form as OpenAI's API has them; an empty one is one that is not there.
 *
 * @throws {FieldError} for the first that is wrong, or not known
 */
export function readSpeechRequest(fields: Fields, task: WhisperTask): SpeechRequest {
  const unknown = [...fields.keys()].find((name) => !KNOWN.includes(name));
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
    language: spoken(valueOf(fields, "language")),
    prompt: valueOf(fields, "prompt"),
    temperature: readTemperature(valueOf(fields, "temperature")),
    format,
    granularities,
    isStreamed,
  };
}

/** @throws {FieldError} where it is there more than once */
function valueOf(fields: Fields, name: string): string | null {
  const values = fields.get(name) ?? [];
  if (values.length > 1) throw new FieldError(name, `${name} is there ${values.length} times: it must be once`);
  // neither NUL nor half a surrogate: the database takes none
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
  const asked = (fields.get("timestamp_granularities") ?? []).filter((value) => value !== "");
  const name = "timestamp_granularities";
  for (const value of asked) {
    if (!GRANULARITIES.includes(value)) {
      throw new FieldError(name, `${name} is ${shown(value)}: it must be one of ${GRANULARITIES.join(", ")}`);
    }
  }
  if (asked.length > 0 && format !== "verbose_json") {
    throw new FieldError(name, `${name} is there: response_format must then be verbose_json`);
  }
  return asked.length > 0 ? asked : ["segment"];
}

function spoken(value: string | null): string | null {
  try {
    return readLanguage(value);
  } catch (error) {
    throw new FieldError("language", messageOf(error));
  }
}

function readTemperature(value: string | null): number {
  const temperature = Number(value ?? 0);
  if (!(temperature >= 0 && temperature <= 1)) {
    throw new FieldError("temperature", `temperature is ${shown(value!)}: it must be a number from 0 to 1`);
  }
  return temperature;
}

function shown(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}...` : value);
}
