import type { Word } from "../../core/types.ts";
import { readLook } from "../look_json.ts";
import { milliseconds, wordsOf } from "../relayout.ts";
import { MAX_CUE_CHARS, MAX_CUE_SECONDS } from "./fit_cues.ts";
import { ChangeList, type FileContent, type FileCue, UnreadableCaptionsError } from "./read_file.ts";
import { tidyText } from "./styled_text.ts";

/**
 * Reads the JSON of `/captions.json`, or any object with a list `cues` or `segments` of `{start, end, text}`.
 *
 * @throws {UnreadableCaptionsError} if it is no JSON, or has no such list
 */
export function parseJson(text: string): FileContent {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new UnreadableCaptionsError(`the file is not JSON: ${(error as Error).message}`);
  }
  const { cues, segments, words, language } = (file ?? {}) as Record<string, unknown>;
  const name = Array.isArray(cues) ? "cues" : "segments";
  const list = Array.isArray(cues) ? cues : segments;
  if (!Array.isArray(list)) {
    throw new UnreadableCaptionsError(
      'the file has neither "cues" nor "segments": it must be a list of {"start", "end", "text"}',
    );
  }
  const changes = new ChangeList();
  const given = list.flatMap((entry, i) => readEntry(entry, `${name}[${i}]`, changes) ?? []);
  if (Array.isArray(words)) assignWords(given, readWords(words, "words", changes));
  for (const cue of given) if (!wordsOf(cue)) delete cue.words;
  return { cues: given, changes, language: typeof language === "string" ? language : null };
}

/** @returns null for an entry without times or text, which is left out */
function readEntry(entry: unknown, where: string, changes: ChangeList): FileCue | null {
  const { start, end, text, words } = (entry ?? {}) as Record<string, unknown>;
  for (const [field, value] of Object.entries({ start, end })) {
    if (typeof value === "number" && Number.isFinite(value)) continue;
    changes.add("left_out", `${where}.${field} is ${shown(value)}: it must be a number of seconds`);
    return null;
  }
  if (typeof text !== "string") {
    changes.add("left_out", `${where}.text is ${shown(text)}: it must be text`);
    return null;
  }
  const { markup, ...look } = readLook(entry as Record<string, unknown>, text);
  const tidy = tidyText({ text, markup, marks: [] });
  const cueWords = Array.isArray(words) ? readWords(words, `${where}.words`, changes) : [];
  return {
    ...{ line: null, start: start as number, end: end as number, text: tidy.text, ...look },
    ...(tidy.markup && { markup: tidy.markup }),
    ...(cueWords.length > 0 && { words: cueWords }),
  };
}

/** The words of a list that a save would take; the others are left out. */
function readWords(list: readonly unknown[], where: string, changes: ChangeList): Word[] {
  const words: Word[] = [];
  list.forEach((value, i) => {
    const fault = faultOf(value);
    if (fault !== null) return changes.add("text", `${where}[${i}] is left out: ${fault}`);
    const { word, start, end, probability = 1 } = value as Word;
    words.push({ word: plainWord(word), start: milliseconds(start), end: milliseconds(end), probability });
  });
  return words;
}

function faultOf(value: unknown): string | null {
  const { word, start, end, probability = 1 } = (value ?? {}) as Record<string, unknown>;
  const isWithin = (number: unknown, most: number) => typeof number === "number" && number >= 0 && number <= most;
  if (typeof word !== "string" || word.length > MAX_CUE_CHARS) return `word is ${shown(word)}: it must be text`;
  for (const [name, seconds] of Object.entries({ start, end })) {
    if (!isWithin(seconds, MAX_CUE_SECONDS)) {
      return `${name} is ${shown(seconds)}: it must be a number of seconds from 0 to ${MAX_CUE_SECONDS}`;
    }
  }
  if ((end as number) < (start as number)) return `it ends before it starts: ${start} to ${end} s`;
  return isWithin(probability, 1) ? null : `probability is ${shown(probability)}: it must be a number from 0 to 1`;
}

/** A word as the database takes it. */
function plainWord(word: string): string {
  // deno-lint-ignore no-control-regex
  return word.toWellFormed().replace(/[\x00-\x1f\x7f]/g, " ");
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > 60 ? `${text.slice(0, 60).toWellFormed()}...` : text;
}

/** Files of unedited captions have all words in one list: gives each cue the words of its text. */
function assignWords(cues: FileCue[], words: readonly Word[]): void {
  const spoken = words.filter(({ word }) => /\S/.test(word));
  let at = 0;
  for (const cue of cues) {
    if (cue.words) continue;
    const letters = cue.text.replace(/\s+/g, "");
    let joined = "";
    let next = at;
    while (next < spoken.length && joined.length < letters.length) joined += spoken[next++].word.replace(/\s+/g, "");
    if (joined !== letters) continue;
    cue.words = spoken.slice(at, next);
    at = next;
  }
}
