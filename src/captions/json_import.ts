import type { Word } from "../core/types.ts";
import { UnreadableCaptionsError } from "./blocks.ts";
import { wordsOf } from "./relayout.ts";
import type { SubmittedCue } from "./revise.ts";

/**
 * Reads the JSON of `/captions.json`, or any object with a list `cues` or `segments` of `{start, end, text}`.
 *
 * @throws {UnreadableCaptionsError} naming the field and the allowed values
 */
export function parseJson(text: string): SubmittedCue[] {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new UnreadableCaptionsError(`the file is not JSON: ${(error as Error).message}`);
  }
  const { cues, segments, words } = (file ?? {}) as Record<string, unknown>;
  const name = Array.isArray(cues) ? "cues" : "segments";
  const list = Array.isArray(cues) ? cues : segments;
  if (!Array.isArray(list)) {
    throw new UnreadableCaptionsError(
      'the file has neither "cues" nor "segments": it must be a list of {"start", "end", "text"}',
    );
  }
  const given = list.map((entry, i) => readEntry(entry, `${name}[${i}]`));
  if (Array.isArray(words)) assignWords(given, words.filter(isWord));
  return given.map((cue) => wordsOf(cue) ? cue : { start: cue.start, end: cue.end, text: cue.text });
}

function readEntry(entry: unknown, where: string): SubmittedCue {
  const { start, end, text, words } = (entry ?? {}) as Record<string, unknown>;
  for (const [field, value] of Object.entries({ start, end })) {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new UnreadableCaptionsError(
        `${where}.${field} is ${JSON.stringify(value) ?? "missing"}: it must be a number of seconds`,
      );
    }
  }
  if (typeof text !== "string") {
    throw new UnreadableCaptionsError(`${where}.text is ${JSON.stringify(text) ?? "missing"}: it must be text`);
  }
  const cueWords = Array.isArray(words) ? words.filter(isWord) : [];
  return {
    start: start as number,
    end: end as number,
    text: text.trim(),
    ...(cueWords.length > 0 && { words: cueWords }),
  };
}

function isWord(value: unknown): value is Word {
  const { word, start, end } = (value ?? {}) as Partial<Word>;
  return typeof word === "string" && Number.isFinite(start) && Number.isFinite(end);
}

/** Files of unedited captions have all words in one list: gives each cue the words of its text. */
function assignWords(cues: SubmittedCue[], words: readonly Word[]): void {
  let at = 0;
  for (const cue of cues) {
    if (cue.words) continue;
    const letters = cue.text.replace(/\s+/g, "");
    let joined = "";
    let next = at;
    while (next < words.length && joined.length < letters.length) joined += words[next++].word.replace(/\s+/g, "");
    if (joined !== letters) continue;
    cue.words = words.slice(at, next);
    at = next;
  }
}
