import type { Word } from "../../src/core/types.ts";
import type { SubmittedCue } from "../../src/captions/mod.ts";
import { UnprocessableError } from "../http/errors.ts";

/** Enough for the largest allowed list of cues with word times. */
export const MAX_CUES_BYTES = 32_000_000;
const MAX_CUES = 20_000;
const MAX_CUE_CHARS = 1000;
const MAX_WORDS = 1000;
/** A hundred hours. */
const MAX_SECONDS = 360_000;

/**
 * Reads a list of cues from JSON: times as whole milliseconds, text without control characters.
 *
 * @throws {UnprocessableError} naming the cue, counted from 1, its value and the allowed values
 */
export function readCueList(value: unknown): SubmittedCue[] {
  return listOf(value).map((entry, i) => {
    const cue = readShape(entry, i + 1);
    const { start, end } = cue;
    if (end <= start) {
      const fault = end < start ? "ends before it starts" : "ends when it starts";
      throw new UnprocessableError(`cue ${i + 1} ${fault}: ${start} to ${end} s`);
    }
    return cue;
  });
}

/** Reads the cues of a draft, in which a cue may end before it starts. @throws as `readCueList` */
export function readDraftCues(value: unknown): unknown[] {
  return listOf(value).map((entry, i) => {
    const { is_edited } = entry as Record<string, unknown>;
    return { ...readShape(entry, i + 1), ...(typeof is_edited === "boolean" && { is_edited }) };
  });
}

/** Checks the cues of an imported file. @throws as `readCueList` */
export function checkCues(cues: readonly SubmittedCue[]): SubmittedCue[] {
  return readCueList(cues);
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new UnprocessableError("cues must be a list of {start, end, text}");
  if (value.length > MAX_CUES) {
    throw new UnprocessableError(`there are ${value.length} cues: ${MAX_CUES} are the most that there may be`);
  }
  return value;
}

function readShape(value: unknown, number: number): SubmittedCue {
  if (typeof value !== "object" || value === null) {
    throw new UnprocessableError(`cue ${number} is ${JSON.stringify(value)}: it must be {start, end, text}`);
  }
  const { start, end, text, words } = value as Record<string, unknown>;
  return {
    start: readSeconds(start, `start of cue ${number}`),
    end: readSeconds(end, `end of cue ${number}`),
    text: readCueText(text, number),
    ...(words !== undefined && { words: readWords(words, number) }),
  };
}

function readSeconds(value: unknown, what: string): number {
  if (typeof value !== "number" || !(value >= 0 && value <= MAX_SECONDS)) {
    throw new UnprocessableError(
      `the ${what} is ${JSON.stringify(value) ?? "missing"}: it must be a number of seconds from 0 to ${MAX_SECONDS}`,
    );
  }
  return Math.round(value * 1000) / 1000;
}

function readCueText(value: unknown, number: number): string {
  if (typeof value !== "string") {
    throw new UnprocessableError(`the text of cue ${number} is ${JSON.stringify(value) ?? "missing"}: it must be text`);
  }
  const text = plainText(value);
  if (text.length > MAX_CUE_CHARS) {
    throw new UnprocessableError(
      `the text of cue ${number} has ${text.length} characters: ${MAX_CUE_CHARS} are the most that it may have`,
    );
  }
  return text;
}

/** Cleans text for the database: lines end with "\n", no other control characters, no lone surrogates. */
export function plainText(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(/[\x00-\x09\x0b-\x1f\x7f]/g, " ");
}

function readWords(value: unknown, number: number): Word[] {
  if (!Array.isArray(value) || value.length > MAX_WORDS) {
    throw new UnprocessableError(
      `the words of cue ${number} must be a list of {word, start, end, probability}, at most ${MAX_WORDS}`,
    );
  }
  return value.map((entry, i) => {
    const { word, start, end, probability = 1 } = (entry ?? {}) as Record<string, unknown>;
    const where = `word ${i + 1} of cue ${number}`;
    if (typeof word !== "string" || word.length > MAX_CUE_CHARS) {
      throw new UnprocessableError(`${where} is ${JSON.stringify(word)?.slice(0, 100) ?? "missing"}: it must be text`);
    }
    const times = { start: readSeconds(start, `start of ${where}`), end: readSeconds(end, `end of ${where}`) };
    if (times.end < times.start) throw new UnprocessableError(`${where} ends before it starts`);
    if (typeof probability !== "number" || !(probability >= 0 && probability <= 1)) {
      throw new UnprocessableError(`the probability of ${where} must be a number from 0 to 1`);
    }
    return { word: plainText(word), ...times, probability };
  });
}
