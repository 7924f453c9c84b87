import type { MarkupRange, Word } from "../../core/types.ts";
import { countChars } from "../atoms.ts";
import { tidyMarkup } from "../markup.ts";
import { milliseconds } from "../relayout.ts";
import { type ChangeList, type FileContent, type FileCue, quote } from "./read_file.ts";
import { withoutRepeatedLines } from "./repeated_lines.ts";
import { tidyText, wordsOfMarks } from "./styled_text.ts";

/** What a cue may hold; the same limits as those of src/schemas/cue.ts. */
export const MAX_CUE_CHARS = 1000;
export const MAX_CUE_WORDS = 1000;
export const MAX_SPEAKER_CHARS = 200;
export const MAX_CUE_RANGES = 500;
/** Of all cues together. */
export const MAX_ALL_WORDS = 400_000;
/** A hundred hours. */
export const MAX_CUE_SECONDS = 360_000;
/** The time that a reader needs for a character, for cues without an end. */
const SECONDS_PER_CHAR = 1 / 15;
/** A cue that would last longer if its times were exchanged has a wrong end. */
const MOST_EXCHANGED_SECONDS = 20;

/**
 * Makes cues that a revision can hold: with times that are right, in order, each line said once, none too long. What is
 * changed is added to the changes of the file.
 */
export function fitCues({ cues, changes }: FileContent): FileCue[] {
  const timed = fitTimes(cues, changes);
  const isInOrder = timed.every((cue, i) => i === 0 || timed[i - 1].start <= cue.start);
  if (!isInOrder) changes.add("order", "the cues were not in the order of time: they are now");
  const ordered = isInOrder ? timed : timed.toSorted((a, b) => a.start - b.start);
  for (const cue of ordered) {
    if (cue.speaker) cue.speaker = fitSpeaker(cue.speaker, cue, changes);
  }
  const fitted = withoutRepeatedLines(ordered, changes).flatMap((cue) => fitText(cue, changes))
    // a piece of a long cue may begin after the cue that follows
    .sort((a, b) => a.start - b.start);
  limitWords(fitted, changes);
  return fitted;
}

/** Keeps the times of as many words as a revision takes. */
function limitWords(cues: readonly FileCue[], changes: ChangeList): void {
  let count = 0;
  for (const cue of cues) {
    const words = cue.words?.length ?? 0;
    if (words === 0) continue;
    if (count + words > MAX_ALL_WORDS) {
      const message = `the file has more than ${MAX_ALL_WORDS} words with times: from here on cues have times alone`;
      changes.addOnce("text", message, { cue });
      count = MAX_ALL_WORDS;
      cue.words = undefined;
    } else count += words;
  }
}

function fitTimes(cues: readonly FileCue[], changes: ChangeList): FileCue[] {
  const kept: FileCue[] = [];
  cues.forEach((cue, i) => {
    let [start, end] = [milliseconds(cue.start), milliseconds(cue.end)];
    const leaveOut = (why: string) =>
      changes.add("left_out", `${why}; its text was ${quote(cue.text)}`, { line: cue.line });
    if (!Number.isFinite(start) || Number.isNaN(end)) return leaveOut("the cue has no time");
    if (start >= MAX_CUE_SECONDS || end > MAX_CUE_SECONDS && end !== Infinity) {
      return leaveOut("the cue is after a hundred hours, which no video lasts");
    }
    if (end < 0 || end === 0 && start < 0) return leaveOut("the cue ends before the video begins");
    if (start < 0) {
      changes.add("time", "the cue began before the video: it begins with it now", { cue });
      start = 0;
    }
    if (end <= start) {
      const isExchanged = end < start && start - end <= MOST_EXCHANGED_SECONDS;
      const before = `the cue was from ${start} to ${end} s`;
      if (isExchanged) [start, end] = [end, start];
      else end = endOf(start, cue.text, nextStart(cues, i, start));
      changes.add("time", `${before}: it is from ${start} to ${end} s now`, { cue });
    } else if (end === Infinity) end = endOf(start, cue.text, nextStart(cues, i, start));
    kept.push(Object.assign(cue, { start, end }));
  });
  return kept;
}

function nextStart(cues: readonly FileCue[], i: number, start: number): number {
  // the cue that follows in the file, or one soon after it
  for (const { start: next } of cues.slice(i + 1, i + 5)) if (next > start) return next;
  return Infinity;
}

/** An end for a cue without one: when its text has been read, or when the next cue starts. */
function endOf(start: number, text: string, next: number): number {
  const seconds = Math.min(7, Math.max(1, text.length * SECONDS_PER_CHAR));
  return milliseconds(Math.max(start + 0.001, Math.min(start + seconds, next, MAX_CUE_SECONDS)));
}

function fitSpeaker(name: string, cue: FileCue, changes: ChangeList): string | undefined {
  // deno-lint-ignore no-control-regex
  const plain = name.toWellFormed().replace(/[\x00-\x1f\x7f]+/g, " ").replace(/\s+/g, " ").trim();
  if (plain.length <= MAX_SPEAKER_CHARS) return plain || undefined;
  changes.add("speaker", `the speaker's name has ${plain.length} characters: it is cut`, { cue });
  return cut(plain, MAX_SPEAKER_CHARS);
}

/** Finds the words of a cue, and divides a cue that is too long into several. */
function fitText(cue: FileCue, changes: ChangeList): FileCue[] {
  const { text, markup, marks = [] } = tidyText({ ...cue, marks: cue.marks ?? [] });
  Object.assign(cue, { text, markup });
  if (text.length <= MAX_CUE_CHARS) {
    setWords(cue, cue.words ?? wordsOfMarks({ text, marks }, cue));
    limitMarkup(cue, changes);
    return [cue];
  }
  changes.add("split", `the cue has ${countChars(text)} characters: it is divided, since ${MAX_CUE_CHARS} fit`, {
    cue,
  });
  const pieces = piecesOf(text);
  const markups = markupOfPieces(markup ?? [], pieces);
  const timeOf = (at: number) => milliseconds(cue.start + (cue.end - cue.start) * at / text.length);
  const cues: FileCue[] = [];
  pieces.forEach(({ from, to }, i) => {
    const start = Math.max(timeOf(from), cues.at(-1)?.end ?? 0);
    const next = pieces[i + 1];
    const end = milliseconds(Math.max(next ? timeOf(next.from) : cue.end, start + 0.001));
    const piece = text.slice(from, to);
    if (end > MAX_CUE_SECONDS) {
      return changes.add("left_out", `a part of the cue is after a hundred hours: ${quote(piece)}`, { line: cue.line });
    }
    const markup = tidyMarkup(markups[i], piece.length);
    cues.push({ ...cue, ...{ start, end, text: piece, markup, words: undefined, marks: undefined } });
  });
  // the first piece is still the cue that the changes name
  if (cues.length > 0) cues[0] = Object.assign(cue, cues[0]);
  for (const piece of cues) limitMarkup(piece, changes);
  return cues;
}

/** The ranges of each piece of a text. @param markup in order; ranges of one style don't overlap */
function markupOfPieces(markup: readonly MarkupRange[], pieces: readonly Piece[]): MarkupRange[][] {
  const markups: MarkupRange[][] = pieces.map(() => []);
  let first = 0;
  for (const { from, to, style } of markup) {
    while (first < pieces.length && pieces[first].to <= from) first++;
    for (let i = first; i < pieces.length && pieces[i].from < to; i++) {
      markups[i].push({ from: from - pieces[i].from, to: to - pieces[i].from, style });
    }
  }
  return markups;
}

function limitMarkup(cue: FileCue, changes: ChangeList): void {
  const count = cue.markup?.length ?? 0;
  if (count <= MAX_CUE_RANGES) return;
  cue.markup = cue.markup!.slice(0, MAX_CUE_RANGES);
  changes.add("style", `the cue has ${count} marked parts: the first ${MAX_CUE_RANGES} are kept`, { cue });
}

function setWords(cue: FileCue, words: readonly Word[]): void {
  // with the space before it, a word may be longer than the text
  const isFit = words.length > 0 && words.length <= MAX_CUE_WORDS &&
    words.every(({ word }) => word.length <= MAX_CUE_CHARS);
  cue.words = isFit ? [...words] : undefined;
  cue.marks = undefined;
}

/** A part of a text, by its offsets. */
interface Piece {
  from: number;
  to: number;
}

/** Divides a long text, after a line, a sentence or a word where there is one; without the spaces between. */
function piecesOf(text: string): Piece[] {
  const cuts = [0];
  for (let from = 0; text.length - from > MAX_CUE_CHARS;) {
    const window = text.slice(from, from + MAX_CUE_CHARS);
    const least = MAX_CUE_CHARS / 2;
    const places = [window.lastIndexOf("\n"), lastSentence(window), window.lastIndexOf(" ")];
    const at = places.find((place) => place > least) ?? cut(window, MAX_CUE_CHARS).length;
    cuts.push(from += at);
  }
  return cuts.map((cut, i) => {
    const raw = text.slice(cut, cuts[i + 1] ?? text.length);
    const from = cut + raw.length - raw.trimStart().length;
    return { from, to: from + raw.trim().length };
  }).filter(({ from, to }) => to > from);
}

function lastSentence(text: string): number {
  const end = Math.max(...["。", "！", "？"].map((mark) => text.lastIndexOf(mark)));
  const latin = Math.max(...[". ", "! ", "? "].map((mark) => text.lastIndexOf(mark)));
  return Math.max(end, latin) + 1;
}

/** Cuts a text without dividing a character. */
function cut(text: string, most: number): string {
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? most - 1 : most);
}
