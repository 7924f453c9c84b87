import type { CaptionLayout, Segment, Word } from "../core/types.ts";
import { MAX_PAUSE_SECONDS } from "./layout.ts";

/** Text that is never divided by a line break or cue break: a word, or several written together (`full` + `-time`). */
export interface Atom {
  words: Word[];
  /** Without spaces at its ends. */
  text: string;
  /** Characters as a reader counts them. */
  chars: number;
  /** Whether there is a space between it and the atom before. */
  spaceBefore: boolean;
  /** Seconds; not before the start of the atom before. */
  start: number;
  /** Seconds. */
  end: number;
}

/** Scripts that are written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}\p{Script=Khmer}\u3000-\u303f\uff00-\uff65]/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Characters as a reader counts them: a letter with its accents is one. */
export function countChars(text: string): number {
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text.length;
  let n = 0;
  for (const _ of graphemes.segment(text)) n++;
  return n;
}

/** Whether a line may end between two pieces of text that no space separates. */
export function isUnspaced(left: string, right: string): boolean {
  return UNSPACED.test(lastChar(left)) || UNSPACED.test(firstChar(right));
}

/** Joins texts with a space, but without one between characters of an unspaced script. */
export function joinTexts(texts: string[]): string {
  let all = "";
  for (const text of texts) {
    if (!text) continue;
    const bare = all === "" || (UNSPACED.test(lastChar(all)) && UNSPACED.test(firstChar(text)));
    all += bare ? text : ` ${text}`;
  }
  return all;
}

/**
 * Turns segments into atoms. The words of a segment without word times share its time by their length. Words that are
 * written together become one atom if it fits on a line; an unspaced word longer than a line is split into characters.
 */
export class Atomizer {
  #layout: CaptionLayout;
  #last: Atom | null = null;

  constructor(layout: CaptionLayout) {
    this.#layout = layout;
  }

  /** @returns the atoms that no later word can be joined to */
  push(segments: Segment[]): Atom[] {
    const done: Atom[] = [];
    for (const segment of segments) {
      const words = segment.words.length > 0 ? segment.words : [wholeSegment(segment)];
      let isFirst = true;
      for (const word of words.flatMap((word) => this.#split(word))) {
        this.#add(word, isFirst, done);
        isFirst = false;
      }
    }
    return done;
  }

  end(): Atom[] {
    const rest = this.#last ? [this.#last] : [];
    this.#last = null;
    return rest;
  }

  #add(word: Word, isFirst: boolean, done: Atom[]): void {
    const text = word.word.trim();
    const last = this.#last;
    if (!last) {
      this.#last = atomOf(word, text, false, word.start);
      return;
    }
    const before = last.words[last.words.length - 1].word;
    const hasSpaceBetween = /^\s/.test(word.word) || /\s$/.test(before);
    const breakable = isUnspaced(last.text, text);
    const spaceBefore = hasSpaceBetween || (isFirst && !breakable);
    const chars = countChars(last.text + text);
    const isJoined = !spaceBefore && !breakable && chars <= this.#layout.maxLineChars &&
      word.start - last.end <= MAX_PAUSE_SECONDS && word.end - last.start <= this.#layout.maxCueSeconds;
    if (isJoined) {
      last.words.push(word);
      last.text += text;
      last.chars = chars;
      last.end = Math.max(last.end, word.end);
    } else {
      done.push(last);
      this.#last = atomOf(word, text, spaceBefore, Math.max(word.start, last.start));
    }
  }

  #split(word: Word): Word[] {
    const text = word.word.trim();
    if (!text) return [];
    if (/\s/.test(text)) return share(word, word.word.match(/\s*\S+/g)!).flatMap((part) => this.#split(part));
    if (!UNSPACED.test(text) || countChars(text) <= this.#layout.maxLineChars) return [word];
    const parts = [...graphemes.segment(text)].map((part) => part.segment);
    parts[0] = word.word.slice(0, word.word.indexOf(text)) + parts[0];
    return share(word, parts);
  }
}

function atomOf(word: Word, text: string, spaceBefore: boolean, start: number): Atom {
  return { words: [word], text, chars: countChars(text), spaceBefore, start, end: Math.max(word.end, start) };
}

function wholeSegment(segment: Segment): Word {
  return { word: segment.text, start: segment.start, end: segment.end, probability: Math.exp(segment.avgLogprob) };
}

/** Cuts a word into `parts`, each with a share of the time by its length. */
function share(word: Word, parts: string[]): Word[] {
  const total = parts.reduce((n, part) => n + part.length, 0);
  let chars = 0;
  return parts.map((part) => {
    const at = (n: number) => word.start + (word.end - word.start) * n / total;
    const start = at(chars);
    chars += part.length;
    return { ...word, word: part, start, end: at(chars) };
  });
}

function firstChar(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 32);
}

function lastChar(text: string): string {
  const code = text.codePointAt(text.length - 2) ?? 0;
  return code > 0xffff ? String.fromCodePoint(code) : text.slice(-1);
}
