import type { Word } from "../core/types.ts";
import { isUnspaced } from "./atoms.ts";
import { alignByGain, commonSubsequence } from "../core/sequence_alignment.ts";

/** A word of a script. */
export interface ScriptWord {
  /** The word as written, with the space before it if there is one. */
  word: string;
  /** Letters and digits only, for comparison. */
  plain: string;
}

/** A word of a script with its time. */
export interface MatchedWord extends Word {
  /** Whether a spoken word matches it. If not, its time is estimated from its neighbours, and its probability is 0. */
  isMatched: boolean;
}

/** Words between two runs are compared pair by pair up to this many pairs. */
const MOST_PAIRS = 4_000_000;
/** The gain of a pair of equal words, in whole numbers so that sums are exact. Two words without a partner cost 16. */
const SAME_GAIN = 16;
/** The gain of a pair of similar words. */
const ALIKE_GAIN = 12;
const REPLACED_GAIN = 6;
const LEAST_LIKENESS = 0.6;
/** The estimated duration of a word without a match: a fixed part, and a part for each letter. */
const GUESSED_WORD_SECONDS = 0.12;
const GUESSED_LETTER_SECONDS = 0.055;
const LEAST_WORD_SECONDS = 0.04;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Splits a script into words: punctuation joins the word before, and text without spaces is split into characters. */
export function scriptWords(text: string): ScriptWord[] {
  const words: ScriptWord[] = [];
  for (const token of text.match(/\S+/g) ?? []) {
    piecesOf(token).forEach((piece, i) => {
      const word = i === 0 ? ` ${piece}` : piece;
      const plain = plainWord(piece);
      if (plain !== "" || words.length === 0) words.push({ word, plain });
      else words[words.length - 1].word += word;
    });
  }
  const [first, second] = words;
  if (second && first.plain === "") { // leading punctuation joins the first word
    words.shift();
    second.word = first.word + second.word;
  }
  return words;
}

/** Splits a token after inner hyphens and between characters of a script without spaces. */
function piecesOf(token: string): string[] {
  const pieces: string[] = [];
  for (const part of token.split(/(?<=[\p{L}\p{N}][-‐‑–—/])(?=[\p{L}\p{N}])/u)) {
    let last = "";
    for (const { segment } of graphemes.segment(part)) {
      if (last && isUnspaced(last, segment)) {
        pieces.push(last);
        last = segment;
      } else last += segment;
    }
    if (last) pieces.push(last);
  }
  return pieces;
}

function plainWord(word: string): string {
  return word.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

/**
 * Finds the time of each word of a script among the transcribed words. It first matches runs of three words that occur
 * in both, then pairs the words between them for the largest gain. Words without a match get times between their
 * neighbours.
 *
 * @param transcribed in the order of time
 */
export function matchScript(script: readonly ScriptWord[], transcribed: readonly Word[]): MatchedWord[] {
  const pieces = transcribed.flatMap(transcribedPieces);
  const pairs = pairWords(script.map(({ plain }) => plain), pieces.map(({ plain }) => plain));
  const matched = script.map(({ word, plain }, i): MatchedWord | null => {
    const match = pairs[i] < 0 ? null : pieces[pairs[i]];
    if (!match) return null;
    const isMatched = likeness(plain, match.plain) >= LEAST_LIKENESS;
    return { word, start: match.start, end: match.end, probability: isMatched ? match.probability : 0, isMatched };
  });
  return fillGuesses(script, matched, pieces.at(-1)?.end ?? 0);
}

interface TranscribedPiece extends Word {
  plain: string;
}

function transcribedPieces(word: Word): TranscribedPiece[] {
  const pieces = piecesOf(word.word.trim());
  const total = pieces.reduce((n, piece) => n + piece.length, 0);
  let at = 0;
  return pieces.map((piece): TranscribedPiece => {
    const time = (n: number) => word.start + (word.end - word.start) * n / total;
    const start = time(at);
    at += piece.length;
    return { ...word, word: piece, start, end: time(at), plain: plainWord(piece) };
  }).filter(({ plain }) => plain !== "");
}

/** For each word of `a`, the index of its match in `b`, or -1; the indices rise. */
function pairWords(a: readonly string[], b: readonly string[]): number[] {
  const runs = (words: readonly string[]) => words.slice(2).map((_, i) => words.slice(i, i + 3).join(" "));
  const pairs = new Array<number>(a.length).fill(-1);
  let [i, j] = [0, 0];
  for (const [p, q] of [...commonSubsequence(runs(a), runs(b)), [a.length, b.length]]) {
    if (p < i || q < j) continue;
    for (const [s, t] of bestPairs(a.slice(i, p), b.slice(j, q))) pairs[i + s] = j + t;
    if (p < a.length) pairs[p] = q;
    [i, j] = [p + 1, q + 1];
  }
  return pairs;
}

/** Pairs the words of `a` and `b` for the largest gain; different words may be paired too. */
function bestPairs(a: readonly string[], b: readonly string[]): [number, number][] {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return [];
  if (n * m > MOST_PAIRS) return commonSubsequence(a, b);
  const gain = (i: number, j: number) => {
    if (a[i] === b[j]) return SAME_GAIN;
    return likeness(a[i], b[j]) >= LEAST_LIKENESS ? ALIKE_GAIN : REPLACED_GAIN;
  };
  return alignByGain(n, m, gain);
}

/** The letters that two words share at their start and end, relative to the longer word. */
function likeness(a: string, b: string): number {
  if (a === b) return 1;
  const shorter = Math.min(a.length, b.length);
  if (shorter < 3) return 0;
  let [head, tail] = [0, 0];
  while (head < shorter && a[head] === b[head]) head++;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return (head + tail) / Math.max(a.length, b.length);
}

/** Estimates times for words without a match: soon after the word before, since pauses contain no words. */
function fillGuesses(
  script: readonly ScriptWord[],
  matched: readonly (MatchedWord | null)[],
  end: number,
): MatchedWord[] {
  const words: MatchedWord[] = [];
  for (let i = 0; i < script.length;) {
    const match = matched[i];
    if (match) {
      words.push(match);
      i++;
      continue;
    }
    let after = i;
    while (after < script.length && !matched[after]) after++;
    const lengths = script.slice(i, after).map(({ plain }) =>
      GUESSED_WORD_SECONDS + GUESSED_LETTER_SECONDS * plain.length
    );
    const wanted = lengths.reduce((sum, seconds) => sum + seconds, 0);
    const next = matched[after]?.start ?? Math.max(end, words.at(-1)?.end ?? 0) + wanted;
    const before = words.at(-1);
    const room = next - (before?.end ?? 0);
    // before the first matched word, and after the end of a sentence, they come just before the next word
    const isLate = room > wanted && (!before || (/[.!?。！？]["'”’»)]*$/.test(before.word) && after < script.length));
    let start = isLate ? next - wanted : before?.end ?? Math.max(0, next - wanted);
    const scale = Math.min(1, Math.max(0, next - start) / wanted);
    script.slice(i, after).forEach(({ word }, k) => {
      const to = start + lengths[k] * scale;
      words.push({ word, start, end: to, probability: 0, isMatched: false });
      start = to;
    });
    i = after;
  }
  return words;
}

/**
 * Puts the times of a script's words in order: matched words keep their starts, the others move.
 *
 * @returns words without overlaps, each at least 40 ms long if there is room
 */
export function orderWords(words: readonly MatchedWord[]): MatchedWord[] {
  const ordered = words.map((word) => ({ ...word }));
  for (let i = 0; i < ordered.length;) {
    if (ordered[i].isMatched) {
      const next = ordered[i + 1];
      ordered[i].end = Math.max(ordered[i].start, ordered[i].end);
      if (next?.isMatched) {
        next.start = Math.max(next.start, ordered[i].start);
        ordered[i].end = Math.min(ordered[i].end, next.start);
      }
      i++;
      continue;
    }
    let after = i;
    while (after < ordered.length && !ordered[after].isMatched) after++;
    const before = ordered[i - 1];
    const ceiling = Math.max(ordered[after]?.start ?? Infinity, before?.start ?? 0);
    let floor = Math.min(before?.end ?? 0, ceiling);
    const least = LEAST_WORD_SECONDS * (after - i);
    if (before && ceiling - floor < least) {
      // the word before is shortened, at most to half
      floor = Math.max(before.start + (floor - before.start) / 2, Math.min(floor, ceiling - least));
      before.end = floor;
    }
    const count = after - i;
    const step = Math.min(LEAST_WORD_SECONDS, (ceiling - floor) / count);
    for (let k = i; k < after; k++) {
      const word = ordered[k];
      const latest = ceiling === Infinity ? Infinity : ceiling - step * (after - k - 1);
      // `floor` last: rounding once put a first word at -7e-18
      word.start = Math.max(floor, Math.min(word.start, latest - step));
      word.end = Math.max(word.start, Math.min(Math.max(word.end, word.start + step), latest));
      floor = word.end;
    }
    for (let k = i; k + 1 < after; k++) ordered[k].end = Math.min(ordered[k].end, ordered[k + 1].start);
    i = after;
  }
  return ordered;
}
