import { alignByGain } from "../../core/sequence_alignment.ts";
import type { Word } from "../../core/types.ts";
import type { CueLook } from "../markup.ts";

/** A cue in the editor. Cues are never changed in place: an operation makes new ones. */
export interface EditCue extends Readonly<CueLook> {
  /** Identifies the cue while the editor is open; changes keep it. */
  readonly key: number;
  /** Seconds. */
  readonly start: number;
  /** Seconds. */
  readonly end: number;
  readonly text: string;
  readonly words: readonly Word[];
  /** Whether it differs from the machine's cue, according to the server's last answer. */
  readonly isEdited?: boolean;
}

/** The shortest duration that an operation gives a cue. */
export const LEAST_CUE_SECONDS = 0.05;

/** Rounds to whole milliseconds, as files hold them. */
export function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

interface Token {
  /** Includes the space before it, as in a transcript. */
  word: string;
  /** For each character, the index of the old word that it comes from, or -1. */
  from: number[];
}

const SPACE = /\s/;
/** Scripts that write words without spaces between. */
export const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const MOST_CELLS = 4_000_000;

/**
 * Finds times for the words of an edited text. Unchanged words keep their times and probability; new words get
 * probability 1 and share the time between their neighbours.
 *
 * @param old the words of the text before the change
 * @param span the cue's times in seconds, for first and last words, which have no neighbour
 */
export function wordsOfText(old: readonly Word[], text: string, span: { start: number; end: number }): Word[] {
  const oldLetters = lettersOf(old.map(({ word }) => word));
  const newLetters = lettersOf([text]);
  const match = matchLetters(oldLetters.letters, newLetters.letters);
  const sizes = old.map(({ word }) => [...word].filter((char) => !SPACE.test(char)).length);
  const tokens = tokensOf(text, match.map((i) => i < 0 ? -1 : oldLetters.owner[i]));
  const timed = tokens.map(({ word, from }): { word: string; kept: Word | null } => {
    const [first] = from;
    const isKept = first >= 0 && from.every((owner) => owner === first) && sizes[first] === from.length;
    return { word, kept: isKept ? old[first] : null };
  });
  return spread(timed, tokens, old, span);
}

function lettersOf(words: string[]): { letters: string[]; owner: number[] } {
  const letters: string[] = [];
  const owner: number[] = [];
  words.forEach((word, i) => {
    for (const char of word) {
      if (SPACE.test(char)) continue;
      letters.push(char);
      owner.push(i);
    }
  });
  return { letters, owner };
}

/** For each letter of `b`, the index of its match in `a`, or -1: a longest common subsequence. */
export function matchLetters(a: readonly string[], b: readonly string[]): number[] {
  const match = new Array<number>(b.length).fill(-1);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) match[head] = head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) {
    tail++;
    match[b.length - tail] = a.length - tail;
  }
  const n = a.length - head - tail;
  const m = b.length - head - tail;
  if (n === 0 || m === 0 || n * m > MOST_CELLS) return match;
  const gain = (i: number, j: number) => a[head + i] === b[head + j] ? 1 : -Infinity;
  for (const [i, j] of alignByGain(n, m, gain)) match[head + j] = head + i;
  return match;
}

/** Splits a text at spaces; in scripts without spaces into runs that come from one old word, or from none. */
function tokensOf(text: string, owners: number[]): Token[] {
  const tokens: Token[] = [];
  let last: Token | null = null;
  let space = "";
  let letter = 0;
  for (const char of text) {
    if (SPACE.test(char)) {
      last = null;
      space = tokens.length > 0 ? " " : "";
      continue;
    }
    const owner = owners[letter++];
    if (last && UNSPACED.test(char) && owner !== last.from.at(-1)) last = null;
    if (!last) {
      last = { word: space, from: [] };
      tokens.push(last);
      space = "";
    }
    last.word += char;
    last.from.push(owner);
  }
  if (tokens.length > 0) tokens[0].word = ` ${tokens[0].word}`;
  return tokens;
}

/** Divides the time between the surrounding words among words without times, by their number of letters. */
function spread(
  timed: { word: string; kept: Word | null }[],
  tokens: Token[],
  old: readonly Word[],
  { start, end }: { start: number; end: number },
): Word[] {
  const words: Word[] = [];
  for (let i = 0; i < timed.length;) {
    const { word, kept } = timed[i];
    if (kept) {
      words.push({ ...kept, word });
      i++;
      continue;
    }
    let after = i;
    while (after < timed.length && !timed[after].kept) after++;
    // new text within old words gets their time
    const origins = tokens.slice(i, after).flatMap(({ from }) => from).filter((owner) => owner >= 0);
    const least = words.at(-1)?.end ?? Math.min(start, timed[after]?.kept?.start ?? start);
    const most = Math.max(least, timed[after]?.kept?.start ?? Math.max(end, least));
    const clamp = (seconds: number) => Math.min(most, Math.max(least, seconds));
    const from = origins.length > 0 ? clamp(Math.min(...origins.map((owner) => old[owner].start))) : least;
    const to = origins.length > 0 ? Math.max(from, clamp(Math.max(...origins.map((o) => old[o].end)))) : most;
    const letters = tokens.slice(i, after).map((token) => token.from.length);
    const total = letters.reduce((sum, n) => sum + n, 0);
    let done = 0;
    for (let k = i; k < after; k++) {
      const at = (n: number) => toMilliseconds(from + (to - from) * n / total);
      words.push({ word: timed[k].word, start: at(done), end: at(done += letters[k - i]), probability: 1 });
    }
    i = after;
  }
  return words;
}

/** The words as the server accepts them: within their cue, in order. */
export function wordsWithin({ words, start, end }: Pick<EditCue, "words" | "start" | "end">): Word[] {
  const clamp = (seconds: number) => Math.min(end, Math.max(start, seconds));
  let last = start;
  return words.map((word) => {
    const from = Math.max(last, clamp(word.start));
    last = Math.max(from, clamp(word.end));
    return { ...word, start: from, end: last };
  });
}
