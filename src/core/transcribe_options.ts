import { ValidationError } from "./errors.ts";
import { fieldError, readChoice } from "./fields.ts";
import { type LanguageCode, languageCode } from "./languages.ts";
import type { TranscribeOptions } from "./types.ts";

/** Characters of a prompt or of hotwords. Whisper reads at most 223 tokens of both together. */
export const MAX_PROMPT_CHARS = 2000;

/** The fields of `readTranscribeOptions`. */
export const TRANSCRIBE_FIELDS = [
  ...["language", "task", "prompt", "hotwords", "beam_size", "temperature", "vad", "vad_threshold"],
  ...["condition_on_previous_text", "word_timestamps"],
] as const;

/**
 * Reads the options of a transcription from JSON, query parameters or a job's payload; other keys are ignored. Fields
 * that are absent, null or empty are absent from the result, except `language`: null means that it is detected.
 *
 * @example
 * readTranscribeOptions({ language: "Spanish", beam_size: "5", vad: false });
 * // { language: "es", beamSize: 5, voiceActivity: false }
 * @throws {ValidationError} naming the field, what it held and what it may hold
 */
export function readTranscribeOptions(fields: Record<string, unknown>): TranscribeOptions {
  const read = <T>(name: typeof TRANSCRIBE_FIELDS[number], parse: (name: string, value: unknown) => T) => {
    const value = fields[name];
    return value === undefined || value === null || value === "" ? undefined : parse(name, value);
  };
  const options: TranscribeOptions = {
    language: fields.language === undefined ? undefined : readSpokenLanguage(fields.language),
    task: read("task", choice("transcribe", "translate")),
    beamSize: read("beam_size", number("a whole number from 1 to 10", (n) => Number.isInteger(n) && n >= 1 && n <= 10)),
    initialPrompt: read("prompt", text) || undefined,
    hotwords: read("hotwords", text) || undefined,
    conditionOnPreviousText: read("condition_on_previous_text", readBoolean),
    temperature: read("temperature", number("a number from 0 to 1", (n) => n >= 0 && n <= 1)),
    voiceActivity: read("vad", readBoolean),
    voiceThreshold: read("vad_threshold", number("a number above 0 and below 1", (n) => n > 0 && n < 1)),
    wordTimestamps: read("word_timestamps", readBoolean),
  };
  if (options.voiceActivity === false && options.voiceThreshold !== undefined) {
    throw new ValidationError(
      `vad_threshold is ${options.voiceThreshold} and vad is false: nothing looks for voices then, so it must be left out`,
    );
  }
  return withoutAbsent(options);
}

/**
 * The fields from which `readTranscribeOptions` reads the same options. Defaults are left out, so that equal options
 * are always written alike.
 */
export function writeTranscribeOptions(options: TranscribeOptions): Record<string, string | number | boolean> {
  const omitDefault = <T>(value: T | undefined, standard: T) => value === standard ? undefined : value;
  return withoutAbsent({
    language: options.language === null ? "auto" : options.language,
    task: omitDefault(options.task, "transcribe"),
    prompt: options.initialPrompt,
    hotwords: options.hotwords,
    beam_size: omitDefault(options.beamSize, 1),
    temperature: omitDefault(options.temperature, 0),
    vad: omitDefault(options.voiceActivity, true),
    vad_threshold: options.voiceThreshold,
    condition_on_previous_text: omitDefault(options.conditionOnPreviousText, false),
    word_timestamps: omitDefault(options.wordTimestamps, true),
  }) as Record<string, string | number | boolean>;
}

/**
 * Reads the spoken language: Whisper's code for a code or an English name, `auto-segment`, or null to detect it.
 *
 * @throws {ValidationError}
 */
export function readSpokenLanguage(value: unknown): LanguageCode | "auto-segment" | null {
  if (value === "auto-segment") return value;
  return readLanguage(value, '"auto", or "auto-segment"');
}

/**
 * Reads one language: Whisper's code for a code or an English name, or null to detect it.
 *
 * @param others the other allowed values, for the error message
 * @throws {ValidationError}
 */
export function readLanguage(value: unknown, others = 'or "auto"'): LanguageCode | null {
  if (value === undefined || value === null || value === "" || value === "auto") return null;
  const code = typeof value === "string" ? languageCode(value) : null;
  if (!code) throw fieldError("language", value, `a language of Whisper such as "en" or "spanish", ${others}`);
  return code;
}

function choice<const T extends string>(...choices: T[]) {
  return (name: string, value: unknown): T => readChoice(name, value, choices);
}

/** Reads a number from JSON, or from the text of a query. */
function number(kind: string, isRight: (n: number) => boolean) {
  return (name: string, value: unknown): number => {
    const isNumber = typeof value === "number" || (typeof value === "string" && /^\s*\d*\.?\d+\s*$/.test(value));
    const n = isNumber ? Number(value) : NaN;
    if (!isRight(n)) throw fieldError(name, value, kind);
    return n;
  };
}

function readBoolean(name: string, value: unknown): boolean {
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw fieldError(name, value, "true or false");
}

/** Text that jsonb can store: without NUL and half surrogates. */
function text(name: string, value: unknown): string {
  const kind = `text of at most ${MAX_PROMPT_CHARS} characters`;
  if (typeof value !== "string") throw fieldError(name, value, kind);
  const plain = value.replaceAll("\0", " ").toWellFormed().trim();
  if ([...plain].length <= MAX_PROMPT_CHARS) return plain;
  throw new ValidationError(`${name} has ${[...plain].length} characters: it must be ${kind}`);
}

function withoutAbsent<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
