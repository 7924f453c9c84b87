import type { Word } from "../core/types.ts";
import type { CaptionProblem } from "./blocks.ts";
import type { GivenCue } from "./revise.ts";
import { wordsOf } from "./relayout.ts";
import { parseSrt } from "./srt.ts";
import { parseVtt } from "./vtt.ts";

export const IMPORT_FORMATS = ["srt", "vtt", "txt", "json"] as const;
export type ImportFormat = typeof IMPORT_FORMATS[number];

/** A file that holds no captions that could be read; the message says where and why. */
export class ImportProblem extends Error {
  override name = "ImportProblem";
}

/**
 * Reads a file of captions.
 *
 * @returns its cues, and what was left out of it by line
 * @throws {ImportProblem} where nothing of it could be read
 */
export function parseCaptionFile(
  format: Exclude<ImportFormat, "txt">,
  text: string,
): { cues: GivenCue[]; problems: CaptionProblem[] } {
  if (format === "json") return { cues: parseJson(text), problems: [] };
  const { cues, problems } = format === "srt" ? parseSrt(text) : parseVtt(text);
  if (cues.length === 0) {
    const [first] = problems;
    throw new ImportProblem(
      first
        ? `line ${first.line}: ${first.message}`
        : `there are no cues in this ${format === "srt" ? "SubRip" : "WebVTT"} file`,
    );
  }
  return { cues: cues.map(({ start, end, text }) => ({ start, end, text })), problems };
}

/** JSON as `/captions.json` answers it; of other programs' whatever has `cues` or `segments` with `start`, `end` and `text`. */
function parseJson(text: string): GivenCue[] {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new ImportProblem(`the file is not JSON: ${(error as Error).message}`);
  }
  const { cues, segments, words } = (file ?? {}) as Record<string, unknown>;
  const name = Array.isArray(cues) ? "cues" : "segments";
  const list = Array.isArray(cues) ? cues : segments;
  if (!Array.isArray(list)) {
    throw new ImportProblem(
      'the file has neither "cues" nor "segments": it must be a list of {"start", "end", "text"}',
    );
  }
  const given = list.map((entry, i) => readEntry(entry, `${name}[${i}]`));
  if (Array.isArray(words)) dealWords(given, words.filter(isWord));
  return given.map((cue) => wordsOf(cue) ? cue : { start: cue.start, end: cue.end, text: cue.text });
}

function readEntry(entry: unknown, where: string): GivenCue {
  const { start, end, text, words } = (entry ?? {}) as Record<string, unknown>;
  for (const [field, value] of Object.entries({ start, end })) {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new ImportProblem(
        `${where}.${field} is ${JSON.stringify(value) ?? "missing"}: it must be a number of seconds`,
      );
    }
  }
  if (typeof text !== "string") {
    throw new ImportProblem(`${where}.text is ${JSON.stringify(text) ?? "missing"}: it must be text`);
  }
  const own = Array.isArray(words) ? words.filter(isWord) : [];
  return { start: start as number, end: end as number, text: text.trim(), ...(own.length > 0 && { words: own }) };
}

function isWord(value: unknown): value is Word {
  const { word, start, end } = (value ?? {}) as Partial<Word>;
  return typeof word === "string" && Number.isFinite(start) && Number.isFinite(end);
}

/** Our files before editing have the words in one list beside the cues: each cue takes those that its text is made of. */
function dealWords(cues: GivenCue[], words: readonly Word[]): void {
  let at = 0;
  for (const cue of cues) {
    if (cue.words) continue;
    const letters = cue.text.replace(/\s+/g, "");
    let said = "";
    let next = at;
    while (next < words.length && said.length < letters.length) said += words[next++].word.replace(/\s+/g, "");
    if (said !== letters) continue;
    cue.words = words.slice(at, next);
    at = next;
  }
}
