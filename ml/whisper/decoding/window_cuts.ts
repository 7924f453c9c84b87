import type { Word } from "../../../src/core/types.ts";
import { SAMPLE_RATE } from "../../audio/constants.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";
import type { DraftSegment } from "./extract_segments.ts";
import type { WindowCut } from "./types.ts";

type Decoder = Pick<WhisperTokenizer, "decode">;

/** Words that end or start further from a cut are not read on both sides of it. */
const REPEAT_SECONDS = 0.3;

/**
 * Makes a window that is cut within speech longer by the speech after it. Whisper leaves out a phrase that the end of
 * its audio cuts off; with more sound it writes the words up to the cut.
 */
export function withSoundAfter(window: AudioWindow): AudioWindow {
  const { after, ...rest } = window;
  if (!after) return window;
  const samples = new Float32Array(window.samples.length + after.length);
  samples.set(window.samples);
  samples.set(after, window.samples.length);
  const end = window.start + samples.length / SAMPLE_RATE;
  const last = window.speech.at(-1)!; // the cut is within it
  return { ...rest, end, samples, speech: [...window.speech.slice(0, -1), { ...last, end }] };
}

/** Splits what was read at a cut: the words after it are left to the next window, which has all of their sound. */
export function splitAtCut(
  cut: number,
  segments: readonly DraftSegment[],
  tokenizer: Decoder,
): { kept: DraftSegment[]; next: Word | null } {
  const isBefore = ({ start, end }: Word) => (start + end) / 2 < cut;
  const kept = segments.flatMap((segment) => {
    const count = segment.words.filter(isBefore).length;
    if (count === segment.words.length) return count > 0 || segment.start < cut ? [segment] : [];
    return count === 0 ? [] : [keepWords(segment, 0, count, tokenizer)];
  });
  return { kept, next: segments.flatMap(({ words }) => words).find((word) => !isBefore(word)) ?? null };
}

/**
 * Leaves out the first word after a cut if it is the last one before it, spoken once and read on both sides. It was
 * said twice if what was read before the cut goes on with the same word.
 *
 * @param segments in the order of time
 * @param before the last word before the segments
 */
export function withoutRepeats(
  cuts: readonly WindowCut[],
  segments: readonly DraftSegment[],
  before: Word | undefined,
  tokenizer: Decoder,
): DraftSegment[] {
  const words = segments.flatMap((segment) => segment.words);
  const repeats = new Set(cuts.flatMap((cut) => {
    const first = words.findIndex(({ start }) => start >= cut.at);
    const last = first === 0 ? before : words[first - 1];
    return first >= 0 && last && isRepeat(last, words[first], cut) ? [words[first]] : [];
  }));
  return segments.flatMap((segment) => {
    if (!repeats.has(segment.words[0])) return [segment];
    return segment.words.length === 1 ? [] : [keepWords(segment, 1, segment.words.length, tokenizer)];
  });
}

function isRepeat(last: Word, first: Word, { at, next }: WindowCut): boolean {
  const isNear = last.end > at - REPEAT_SECONDS && first.start < at + REPEAT_SECONDS;
  return isNear && isSameWord(last, first) && (next === null || !isSameWord(next, first));
}

/** Whether two words have the same letters; signs without letters are no words. */
export function isSameWord(a: Word, b: Word): boolean {
  const letters = ({ word }: Word) => word.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, "");
  return letters(a) !== "" && letters(a) === letters(b);
}

/** A segment with some of its words, and their text and tokens. */
export function keepWords(segment: DraftSegment, from: number, to: number, tokenizer: Decoder): DraftSegment {
  const words = segment.words.slice(from, to);
  const textOf = (some: readonly Word[]) => some.map(({ word }) => word).join("");
  const tokensFor = (text: string) => {
    if (text === "") return 0;
    return segment.tokens.findIndex((_, i) => tokenizer.decode(segment.tokens.slice(0, i + 1)).length >= text.length) +
      1;
  };
  const tokens = segment.tokens.slice(
    tokensFor(textOf(segment.words.slice(0, from))),
    tokensFor(textOf(segment.words.slice(0, to))),
  );
  return { ...segment, start: words[0].start, end: words.at(-1)!.end, text: textOf(words), tokens, words };
}
