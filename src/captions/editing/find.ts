import { indexOfKey, setText } from "./operations.ts";
import type { Cues } from "./operations.ts";

export interface FindOptions {
  matchCase: boolean;
  wholeWords: boolean;
  /** Whether é is found where e was typed. */
  ignoreAccents: boolean;
}

export interface TextMatch {
  key: number;
  /** In the cue's text. */
  from: number;
  to: number;
}

/** Every place where a text is found, in order, none over another. A space in `wanted` stands for a line break too. */
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

/** Puts a text in the place of what was found, which must not have changed since. */
export function replaceMatches(cues: Cues, found: readonly TextMatch[], by: string): Cues {
  const keys = new Set(found.map(({ key }) => key));
  let result = cues;
  for (const key of keys) {
    let { text } = cues[indexOfKey(cues, key)];
    // from the end, so that the places before stay right
    for (const { from, to } of found.filter((place) => place.key === key).toSorted((a, b) => b.from - a.from)) {
      text = text.slice(0, from) + by + text.slice(to);
    }
    result = setText(result, key, text);
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

/** The text without accents, and for each of its places (and its end) the place in the text it comes from. */
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
