import { z } from "zod";
import { ValidationError } from "../core/errors.ts";
import { type LanguageCode, languageCode } from "../core/languages.ts";
import type { TranscribeOptions } from "../core/types.ts";
import { choice, decimalNumber, described, language, unlessEmpty, wholeNumber } from "./fields.ts";
import { read, readFields } from "./read.ts";

/** Characters of a prompt or of hotwords. Whisper reads at most 223 tokens of both together. */
export const MAX_PROMPT_CHARS = 2000;

const spokenError = 'a language of Whisper such as "en" or "spanish", "auto", or "auto-segment"';

/** The spoken language; null: it is detected. */
const spokenLanguage = described(
  z.string({ error: spokenError }).nullable(),
  "A code or an English name; `auto` to detect it, `auto-segment` to detect it in each window.",
  "en",
).transform((value, ctx): LanguageCode | "auto-segment" | null => {
  if (value === "auto-segment") return value;
  if (value === null || value === "" || value === "auto") return null;
  const code = languageCode(value);
  if (code) return code;
  ctx.addIssue({ code: "custom", message: spokenError });
  return z.NEVER;
});

/** Text that jsonb can store: without NUL and half surrogates. */
export function plainPrompt(text: string): string {
  return text.replaceAll("\0", " ").toWellFormed().trim();
}

function promptText(name: string, description: string, example: string) {
  const error = `text of at most ${MAX_PROMPT_CHARS} characters`;
  return unlessEmpty(
    described(z.string({ error }), description, example).transform((value, ctx) => {
      const plain = plainPrompt(value);
      const chars = [...plain].length;
      if (chars <= MAX_PROMPT_CHARS) return plain || undefined;
      ctx.addIssue({ code: "custom", params: { says: () => `${name} has ${chars} characters: it must be ${error}` } });
      return z.NEVER;
    }),
  );
}

function flag(description: string, example: boolean) {
  return unlessEmpty(described(z.boolean({ error: "true or false" }), description, example));
}

const thresholdError = "a number above 0 and below 1";
const voiceThreshold = described(
  z.number({ error: thresholdError }).gt(0, { error: thresholdError }).lt(1, { error: thresholdError }),
  "The probability from which a frame counts as speech, above 0 and below 1.",
  0.5,
);

/** The options of a transcription, in requests, in jobs and on the command line. Empty fields are absent. */
export const transcribeFields = {
  language: spokenLanguage.optional(),
  task: unlessEmpty(choice(["transcribe", "translate"], "translate: into English.")),
  prompt: promptText("prompt", "Text that Whisper takes for what was said before.", "A talk about gardens."),
  hotwords: promptText("hotwords", "Words to expect.", "beans, trellis"),
  beam_size: unlessEmpty(wholeNumber(1, 10, { description: "Beams; 1 is greedy.", example: 5 })),
  temperature: unlessEmpty(decimalNumber(0, 1, { description: "The first temperature.", example: 0 })),
  vad: flag("Whether silence is skipped.", true),
  vad_threshold: unlessEmpty(voiceThreshold),
  condition_on_previous_text: flag("Whether a window's text precedes the next one.", false),
  word_timestamps: flag("Whether words get exact times.", true),
};

const transcribeOptionsSchema = z.object(transcribeFields);

/** The fields of `readTranscribeOptions`. */
export const TRANSCRIBE_FIELDS = Object.keys(transcribeFields) as (keyof typeof transcribeFields)[];

/**
 * Reads the options of a transcription from a job's payload; other keys are ignored. Fields that are absent or null are
 * absent from the result, except `language`: null means that it is detected.
 *
 * @example
 * readTranscribeOptions({ language: "Spanish", beam_size: 5, vad: false });
 * // { language: "es", beamSize: 5, voiceActivity: false }
 * @throws {ValidationError} naming the field, what it held and what it may hold
 */
export function readTranscribeOptions(fields: Record<string, unknown>): TranscribeOptions {
  return transcribeOptionsOf(read(transcribeOptionsSchema, fields));
}

/** As `readTranscribeOptions`, from a command line. */
export function readTranscribeArguments(fields: Record<string, unknown>): TranscribeOptions {
  return transcribeOptionsOf(readFields(transcribeOptionsSchema, fields));
}

/** The options of fields that have been read. @throws {ValidationError} if two of them exclude each other */
export function transcribeOptionsOf(fields: z.output<typeof transcribeOptionsSchema>): TranscribeOptions {
  const options: TranscribeOptions = {
    language: fields.language,
    task: fields.task,
    beamSize: fields.beam_size,
    initialPrompt: fields.prompt,
    hotwords: fields.hotwords,
    conditionOnPreviousText: fields.condition_on_previous_text,
    temperature: fields.temperature,
    voiceActivity: fields.vad,
    voiceThreshold: fields.vad_threshold,
    wordTimestamps: fields.word_timestamps,
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

/** Reads one language of Whisper: a code or an English name; null to detect it. @throws {ValidationError} */
export function readLanguage(value: unknown, field = "language"): LanguageCode | null {
  return read(z.object({ [field]: language("A language.").optional() }), { [field]: value })[field] ?? null;
}

function withoutAbsent<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
