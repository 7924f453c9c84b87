import type { MarkupRange, MarkupStyle, Word } from "../../core/types.ts";
import { wordsOfText } from "../editing/cue.ts";
import { MARKUP_STYLES, tidyMarkup } from "../markup.ts";

/** The time at which the text from the offset `at` on is spoken. */
export interface TimeMark {
  at: number;
  /** Seconds. */
  seconds: number;
}

/** A cue's text as it is stored, with offsets into it. */
export interface TidyText {
  text: string;
  markup?: MarkupRange[];
  marks: TimeMark[];
}

/** Collects the text of a cue while its tags are read. */
export class StyledText {
  #parts: string[] = [];
  #length = 0;
  #open = new Map<MarkupStyle, number>();
  #ranges: MarkupRange[] = [];
  #marks: TimeMark[] = [];

  get length(): number {
    return this.#length;
  }

  add(text: string): this {
    this.#parts.push(text);
    this.#length += text.length;
    return this;
  }

  /** Begins or ends a style from here on. */
  set(style: MarkupStyle, isOn: boolean): void {
    const from = this.#open.get(style);
    if (isOn && from === undefined) this.#open.set(style, this.#length);
    if (isOn || from === undefined) return;
    this.#open.delete(style);
    this.#ranges.push({ from, to: this.#length, style });
  }

  mark(seconds: number): void {
    this.#marks.push({ at: this.#length, seconds });
  }

  end(): TidyText {
    for (const style of MARKUP_STYLES) this.set(style, false);
    return tidyText({ text: this.#parts.join(""), markup: this.#ranges, marks: this.#marks });
  }
}

/** Removes control characters, empty lines, and spaces at the ends of lines; offsets follow. */
export function tidyText({ text, markup, marks }: TidyText): TidyText {
  const plain = text.toWellFormed().replace(/\r\n?/g, "\n")
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x09\x0b-\x1f\x7f]/g, " ");
  if (plain.length !== text.length && (markup?.length || marks.length)) {
    return tidyText(withoutReturns({ text, markup, marks }));
  }
  const lines = plain.split("\n");
  const kept: string[] = [];
  /** For each line of `plain`: its offsets there, and the offset of its text in the result. */
  const places: { from: number; to: number; at: number }[] = [];
  let [from, at] = [0, 0];
  for (const line of lines) {
    const trimmed = line.trim();
    if (trimmed) {
      const first = from + line.indexOf(trimmed);
      if (kept.length > 0) at++;
      places.push({ from: first, to: first + trimmed.length, at });
      at += trimmed.length;
      kept.push(trimmed);
    }
    from += line.length + 1;
  }
  const offset = (old: number): number => {
    let [low, high] = [0, places.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (places[middle].from <= old) low = middle;
      else high = middle - 1;
    }
    const line = places[low];
    return line ? line.at + Math.min(Math.max(0, old - line.from), line.to - line.from) : 0;
  };
  return {
    text: kept.join("\n"),
    markup: tidyMarkup(markup?.map((r) => ({ ...r, from: offset(r.from), to: offset(r.to) })), at),
    marks: marks.map(({ at, seconds }) => ({ at: offset(at), seconds })),
  };
}

/** Replaces each "\r\n" by " \n", so that offsets stay right. */
function withoutReturns(given: TidyText): TidyText {
  return { ...given, text: given.text.replaceAll("\r\n", " \n") };
}

/** The part of a text from an offset on. */
export function restOfText({ text, markup, marks }: TidyText, from: number): TidyText {
  const move = (at: number) => Math.max(0, at - from);
  return {
    text: text.slice(from),
    markup: tidyMarkup(markup?.map((r) => ({ ...r, from: r.from - from, to: r.to - from })), text.length - from),
    marks: marks.filter(({ at }) => at >= from).map(({ at, seconds }) => ({ at: move(at), seconds })),
  };
}

/** The words between time marks; those between the same two marks share the time by their letters. */
export function wordsOfMarks({ text, marks }: TidyText, { start, end }: { start: number; end: number }): Word[] {
  if (marks.length === 0) return [];
  const words: Word[] = [];
  const cuts = [{ at: 0, seconds: start }, ...marks, { at: text.length, seconds: end }];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const piece = text.slice(cuts[i].at, cuts[i + 1].at);
    if (!piece.trim()) continue;
    const from = Math.min(end, Math.max(words.at(-1)?.end ?? start, cuts[i].seconds));
    const to = Math.min(end, Math.max(from, cuts[i + 1].seconds));
    const joined = cuts[i].at > 0 && !/\s/.test(text[cuts[i].at - 1] + text[cuts[i].at]);
    const found = wordsOfText([], piece, { start: from, end: to });
    if (joined) found[0] = { ...found[0], word: found[0].word.trimStart() };
    for (const word of found) words.push(word);
  }
  return words;
}
