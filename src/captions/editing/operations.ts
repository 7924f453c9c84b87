import { lookOf, moveMarkup, sliceMarkup, tidyMarkup, toggleMarkup } from "../markup.ts";
import type { CuePosition, MarkupRange } from "../../core/types.ts";
import { type EditCue, LEAST_CUE_SECONDS, toMilliseconds, UNSPACED, wordsOfText } from "./cue.ts";

/** Seconds that a new cue lasts if there is room. */
const NEW_CUE_SECONDS = 2;

export type Cues = readonly EditCue[];

/** Returns a key that no cue has. */
export function freshKey(cues: Cues): number {
  return cues.reduce((most, { key }) => Math.max(most, key), 0) + 1;
}

export function indexOfKey(cues: Cues, key: number | null): number {
  return cues.findIndex((cue) => cue.key === key);
}

function replace(cues: Cues, index: number, ...by: EditCue[]): Cues {
  return [...cues.slice(0, index), ...by, ...cues.slice(index + 1)];
}

/**
 * Sets the text of a cue; unchanged words keep their times.
 *
 * @param markup of the new text; if absent, that of the old one moves with the text
 */
export function setText(cues: Cues, key: number, text: string, markup?: MarkupRange[]): Cues {
  const i = indexOfKey(cues, key);
  if (i < 0 || cues[i].text === text) return cues;
  const cue = cues[i];
  const words = cue.words.length > 0 ? wordsOfText(cue.words, text, cue) : [];
  return replace(cues, i, withMarkup({ ...cue, text, words }, markup ?? moveMarkup(cue.markup, cue.text, text)));
}

function withMarkup({ markup: _before, ...cue }: EditCue, markup: MarkupRange[] | undefined): EditCue {
  return markup && markup.length > 0 ? { ...cue, markup } : cue;
}

/** Makes a part of a cue's text bold, italic or underlined, or plain where all of it is that already. */
export function toggleStyle(cues: Cues, key: number, range: MarkupRange): Cues {
  const i = indexOfKey(cues, key);
  if (i < 0 || range.to <= range.from) return cues;
  return replace(cues, i, withMarkup(cues[i], toggleMarkup(cues[i], range)));
}

/** Sets who says a cue; an empty name is nobody. */
export function setSpeaker(cues: Cues, key: number, name: string): Cues {
  const i = indexOfKey(cues, key);
  if (i < 0 || (cues[i].speaker ?? "") === name.trim()) return cues;
  const { speaker: _before, ...cue } = cues[i];
  return replace(cues, i, { ...cue, ...(name.trim() && { speaker: name.trim() }) });
}

/** Sets where a cue is shown. @param position null: in the usual place */
export function setPosition(cues: Cues, key: number, position: CuePosition | null): Cues {
  const i = indexOfKey(cues, key);
  if (i < 0) return cues;
  const { position: _before, ...cue } = cues[i];
  return replace(cues, i, { ...cue, ...lookOf({ speaker: cue.speaker ?? null, position, markup: null }) });
}

/** Sets the times of a cue and keeps its end after its start. The words keep their times. */
export function setTimes(cues: Cues, key: number, times: { start?: number; end?: number }): Cues {
  const i = indexOfKey(cues, key);
  if (i < 0) return cues;
  const cue = cues[i];
  let start = toMilliseconds(Math.max(0, times.start ?? cue.start));
  let end = toMilliseconds(times.end ?? cue.end);
  if (end - start < LEAST_CUE_SECONDS) {
    // the other edge moves
    if (times.start === undefined) start = toMilliseconds(Math.max(0, end - LEAST_CUE_SECONDS));
    end = Math.max(end, toMilliseconds(start + LEAST_CUE_SECONDS));
  }
  if (start === cue.start && end === cue.end) return cues;
  return inOrder(replace(cues, i, { ...cue, start, end }));
}

/** Sorts by start; cues that start together keep their order. */
export function inOrder(cues: Cues): Cues {
  return cues.every((cue, i) => i === 0 || cues[i - 1].start <= cue.start)
    ? cues
    : cues.toSorted((a, b) => a.start - b.start);
}

/** Moves cues with their words, but none before time 0. @param keys null: all cues */
export function shift(cues: Cues, keys: ReadonlySet<number> | null, seconds: number): Cues {
  const chosen = cues.filter(({ key }) => !keys || keys.has(key));
  if (chosen.length === 0) return cues;
  const by = Math.max(seconds, -Math.min(...chosen.map(({ start }) => start)));
  if (Math.abs(by) < 0.0005) return cues;
  return inOrder(cues.map((cue) => {
    if (keys && !keys.has(cue.key)) return cue;
    const move = (at: number) => toMilliseconds(at + by);
    const words = cue.words.map((word) => ({
      ...word,
      start: Math.max(0, move(word.start)),
      end: Math.max(0, move(word.end)),
    }));
    return { ...cue, start: move(cue.start), end: move(cue.end), words };
  }));
}

/**
 * Splits a cue before a character of its text, at the start time of the word there. Without word times, the time is
 * divided by the number of letters.
 *
 * @returns null if one half would be empty
 */
export function splitAtText(cues: Cues, key: number, offset: number): { cues: Cues; key: number } | null {
  const cue = cues[indexOfKey(cues, key)];
  if (!cue || offset <= 0) return null;
  const at = snapToWord(cue.text, offset);
  return split(cues, cue, at, timeOfOffset(cue, at));
}

/** Splits a cue at a time, between two words. @returns null if one half would be empty */
export function splitAtTime(cues: Cues, key: number, seconds: number): { cues: Cues; key: number } | null {
  const cue = cues[indexOfKey(cues, key)];
  if (!cue || seconds <= cue.start || seconds >= cue.end) return null;
  return split(cues, cue, offsetOfTime(cue, seconds), seconds);
}

function split(cues: Cues, cue: EditCue, offset: number, seconds: number): { cues: Cues; key: number } | null {
  const before = cue.text.slice(0, offset).trim();
  const after = cue.text.slice(offset).trim();
  if (!before || !after || cue.end - cue.start < 2 * LEAST_CUE_SECONDS) return null;
  const at = toMilliseconds(
    Math.min(cue.end - LEAST_CUE_SECONDS, Math.max(cue.start + LEAST_CUE_SECONDS, seconds)),
  );
  const letters = countLetters(cue.text.slice(0, offset));
  let seen = 0;
  // a word across the cut belongs to both cues, each with its part
  const cut = cue.words.filter(({ word }) => (seen += countLetters(word)) <= letters).length;
  const first = withMarkup({ ...cue, end: at, text: before }, markupOfPart(cue, 0, offset));
  const second = withMarkup(
    { ...cue, key: freshKey(cues), start: at, text: after },
    markupOfPart(cue, offset, cue.text.length),
  );
  const parts = [
    { ...first, words: cue.words.length > 0 ? wordsOfText(cue.words.slice(0, cut + 1), before, first) : [] },
    { ...second, words: cue.words.length > 0 ? wordsOfText(cue.words.slice(cut), after, second) : [] },
  ];
  return { cues: replace(cues, indexOfKey(cues, cue.key), ...parts), key: second.key };
}

/** The markup of a part of a cue's text without the spaces at its ends. */
function markupOfPart({ text, markup }: EditCue, from: number, to: number): MarkupRange[] | undefined {
  const part = text.slice(from, to);
  const start = from + part.length - part.trimStart().length;
  return sliceMarkup(markup, start, start + part.trim().length);
}

/** The nearest offset between two words; the offset itself if there is none. */
function snapToWord(text: string, offset: number): number {
  if (offset <= 0 || offset >= text.length || /\s/.test(text[offset]) || /\s/.test(text[offset - 1])) return offset;
  let before = offset;
  while (before > 0 && !/\s/.test(text[before - 1])) before--;
  let after = offset;
  while (after < text.length && !/\s/.test(text[after])) after++;
  if (before === 0 && after === text.length) return offset; // one word, or a script without spaces
  if (before === 0) return after;
  if (after === text.length) return before;
  return offset - before <= after - offset ? before : after;
}

function countLetters(text: string): number {
  return [...text].filter((char) => !/\s/.test(char)).length;
}

/** The time at which the text from `offset` on starts. */
export function timeOfOffset(cue: EditCue, offset: number): number {
  const letters = countLetters(cue.text.slice(0, offset));
  const total = countLetters(cue.text);
  if (cue.words.length > 0 && cue.words.reduce((n, { word }) => n + countLetters(word), 0) === total) {
    let seen = 0;
    for (const [i, word] of cue.words.entries()) {
      const size = countLetters(word.word);
      if (seen === letters && i > 0) return (cue.words[i - 1].end + word.start) / 2;
      if (seen + size > letters) return word.start + (word.end - word.start) * (letters - seen) / size;
      seen += size;
    }
  }
  return cue.start + (cue.end - cue.start) * (total > 0 ? letters / total : 0.5);
}

/** The offset, between words, of the first word spoken after a time. */
export function offsetOfTime(cue: EditCue, seconds: number): number {
  const places = [0];
  for (const { index } of cue.text.matchAll(/\s+/g)) places.push(index);
  if (places.length === 1) {
    if (!UNSPACED.test(cue.text)) return 0; // one word
    let at = 0;
    for (const char of cue.text) places.push(at += char.length);
    places.pop();
  }
  const inner = places.filter((place) => place > 0);
  if (inner.length === 0) return 0;
  const off = (place: number) => Math.abs(timeOfOffset(cue, place) - seconds);
  return inner.reduce((best, place) => off(place) < off(best) ? place : best);
}

/** Joins a cue with the next one. The names of two speakers stand in the text. */
export function mergeWithNext(cues: Cues, key: number): Cues {
  const i = indexOfKey(cues, key);
  if (i < 0 || i + 1 >= cues.length) return cues;
  const [a, b] = [cues[i], cues[i + 1]];
  const hasTwoSpeakers = Boolean(a.speaker && b.speaker && a.speaker !== b.speaker);
  const parts = [a, b].map((cue) => partOf(cue, hasTwoSpeakers)).filter(({ text }) => text);
  const texts = parts.map(({ text }) => text);
  const isBroken = hasTwoSpeakers || texts.some((text) => text.includes("\n"));
  const between = joinsWithoutSpace(texts) && !hasTwoSpeakers ? "" : isBroken ? "\n" : " ";
  const text = texts.join(between);
  const start = Math.min(a.start, b.start);
  const end = Math.max(a.end, b.end);
  const all = [...a.words, ...b.words];
  const words = hasTwoSpeakers && all.length > 0 ? wordsOfText(all, text, { start, end }) : all;
  const { speaker: _name, ...first } = a;
  const speaker = hasTwoSpeakers ? undefined : a.speaker ?? b.speaker;
  const moved = parts.flatMap(({ markup = [] }, n) => {
    const by = n === 0 ? 0 : texts[0].length + between.length;
    return markup.map(({ from, to, style }) => ({ from: from + by, to: to + by, style }));
  });
  const joined = withMarkup(
    { ...first, start, end, text, words, ...(speaker && { speaker }) },
    tidyMarkup(moved, text.length),
  );
  return [...cues.slice(0, i), joined, ...cues.slice(i + 2)];
}

/** A cue's text without spaces at its ends, after its speaker's name if that is asked for. */
function partOf(cue: EditCue, isNamed: boolean): Pick<EditCue, "text" | "markup"> {
  const name = isNamed ? `${cue.speaker}: ` : "";
  const markup = markupOfPart(cue, 0, cue.text.length)
    ?.map(({ from, to, style }) => ({ from: from + name.length, to: to + name.length, style }));
  return { text: name + cue.text.trim(), markup };
}

function joinsWithoutSpace([a = "", b = ""]: string[]): boolean {
  return UNSPACED.test([...a].at(-1) ?? "") && UNSPACED.test([...b][0] ?? "");
}

/** Inserts an empty cue at a time; it ends before the next cue. */
export function insertAt(
  cues: Cues,
  start: number,
  { end, mediaSeconds = Infinity }: { end?: number; mediaSeconds?: number } = {},
): { cues: Cues; key: number } {
  const from = toMilliseconds(Math.max(0, start));
  const next = cues.find((cue) => cue.start > from + LEAST_CUE_SECONDS)?.start ?? Infinity;
  const last = end ?? Math.min(from + NEW_CUE_SECONDS, next, Math.max(mediaSeconds, from + LEAST_CUE_SECONDS));
  const key = freshKey(cues);
  const cue: EditCue = {
    key,
    start: from,
    end: toMilliseconds(Math.max(last, from + LEAST_CUE_SECONDS)),
    text: "",
    words: [],
  };
  return { cues: inOrder([...cues, cue]), key };
}

export function remove(cues: Cues, keys: ReadonlySet<number>): Cues {
  return cues.some(({ key }) => keys.has(key)) ? cues.filter(({ key }) => !keys.has(key)) : cues;
}

/** Confirms a word: its probability becomes 1, so it is no longer listed as doubtful. */
export function keepWord(cues: Cues, key: number, word: number): Cues {
  const i = indexOfKey(cues, key);
  if (!cues[i]?.words[word] || cues[i].words[word].probability === 1) return cues;
  const words = cues[i].words.with(word, { ...cues[i].words[word], probability: 1 });
  return replace(cues, i, { ...cues[i], words });
}

/** The offsets of a word in its cue's text; null if the text no longer contains it. */
export function placeOfWord(
  { text, words }: Pick<EditCue, "text" | "words">,
  word: number,
): [from: number, to: number] | null {
  let at = 0;
  for (let i = 0; i <= word; i++) {
    const bare = words[i]?.word.trim();
    if (bare === undefined) return null;
    const found = text.indexOf(bare, at);
    if (found < 0) {
      if (i === word) return null;
      continue;
    }
    if (i === word) return [found, found + bare.length];
    at = found + bare.length;
  }
  return null;
}

export interface DoubtfulWord {
  key: number;
  /** Index among its cue's words. */
  word: number;
  probability: number;
}

/** Lists the words with a probability below `below`, in order. */
export function doubtfulWords(cues: Cues, below: number): DoubtfulWord[] {
  return cues.flatMap(({ key, words }) =>
    words.flatMap(({ probability, word }, i) =>
      probability < below && /[\p{L}\p{N}]/u.test(word) ? [{ key, word: i, probability }] : []
    )
  );
}

/** Replaces a word; an empty text removes it. */
export function replaceWord(cues: Cues, key: number, word: number, by: string): Cues {
  const cue = cues[indexOfKey(cues, key)];
  const place = cue && placeOfWord(cue, word);
  if (!place) return cues;
  const [from, to] = place;
  const text = `${cue.text.slice(0, from)}${by.trim()}${cue.text.slice(to)}`;
  const tidy = by.trim() ? text : text.replace(/ {2,}/g, " ").replace(/ ?\n ?/g, "\n").trim();
  return tidy === cue.text ? keepWord(cues, key, word) : setText(cues, key, tidy);
}
