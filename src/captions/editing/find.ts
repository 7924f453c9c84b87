import { moveMarkup } from "../markup.ts";
import { indexOfKey, setText } from "./operations.ts";
import type { Cues } from "./operations.ts";

export interface FindOptions {
  matchCase: boolean;
  wholeWords: boolean;
  /** Whether "e" finds "é" too. */
  ignoreAccents: boolean;
}

export interface TextMatch {
  key: number;
  /** Offsets in the cue's text. */
  from: number;
  to: number;
}

/** Finds all places of a text in order, without overlaps. A space in `wanted` matches a line break too. */
export function findAll(cues: Cues, wanted: string, options: FindOptions): TextMatch[] {
  const pattern = patternOf(wanted, options);
  if (!pattern) return [];
  return cues.flatMap(({ key, text }) => {
    const { plain, at } = options.ignoreAccents ? withoutAccents(text) : { plain: text, at: null };
    return [...plain.matchAll(pattern)].map((match) => {
      const [from, to] = [match.index, match.index + match[0].length];
      return { key, from: at ? at[from] : from, to: at ? at[to] : to };
    });
  });
}

/** Replaces matches with a text. The cues must be those that were searched. */
export function replaceMatches(cues: Cues, found: readonly TextMatch[], by: string): Cues {
  const keys = new Set(found.map(({ key }) => key));
  let result = cues;
  for (const key of keys) {
    let { text, markup } = cues[indexOfKey(cues, key)];
    // from the end, so that the offsets of earlier matches stay right
    for (const { from, to } of found.filter((place) => place.key === key).toSorted((a, b) => b.from - a.from)) {
      const before = text;
      text = before.slice(0, from) + by + before.slice(to);
      markup = moveMarkup(markup, before, text);
    }
    result = setText(result, key, text, markup);
  }
  return result;
}

function patternOf(wanted: string, { matchCase, wholeWords, ignoreAccents }: FindOptions): RegExp | null {
  const plain = (ignoreAccents ? withoutAccents(wanted).plain : wanted).trim() === ""
    ? ""
    : ignoreAccents
    ? withoutAccents(wanted).plain
    : wanted;
  if (!plain) return null;
  const literal = plain.replace(/[\\^$.*+?()[\]{}|/-]/g, (char) => `\\${char}`).replace(/\s+/g, "\\s+");
  const letter = "[\\p{L}\\p{N}\\p{M}_]";
  const bounded = wholeWords ? `(?<!${letter})${literal}(?!${letter})` : literal;
  return new RegExp(bounded, matchCase ? "gu" : "giu");
}

/** Removes accents. @returns also, for each offset of the result and for its end, the offset in `text` */
function withoutAccents(text: string): { plain: string; at: number[] } {
  let plain = "";
  const at: number[] = [];
  let place = 0;
  for (const char of text) {
    for (const bare of char.normalize("NFD").replace(/\p{M}/gu, "")) {
      for (let i = 0; i < bare.length; i++) at.push(place + Math.min(i, char.length - 1));
      plain += bare;
    }
    place += char.length;
  }
  at.push(text.length);
  return { plain, at };
}
