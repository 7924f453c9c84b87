import { normalize } from "./normalize.ts";

/** A word and its times in seconds. */
export interface SpokenWord {
  word: string;
  start: number;
  end: number;
}

/**
 * Computes the errors of word times, in seconds, over the words that are in both lists. Words that are wrong or missing
 * in the transcript have no times to compare and are left out.
 *
 * Words are matched by the longest common subsequence of the two lists.
 */
export function timeErrors(truth: SpokenWord[], written: SpokenWord[]): { starts: number[]; ends: number[] } {
  const [a, b] = [truth.map(plain), written.map(plain)];
  const lengths = Array.from({ length: a.length + 1 }, () => new Int32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const starts: number[] = [];
  const ends: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      starts.push(Math.abs(truth[i].start - written[j].start));
      ends.push(Math.abs(truth[i++].end - written[j++].end));
    } else if (lengths[i + 1][j] >= lengths[i][j + 1]) i++;
    else j++;
  }
  return { starts, ends };
}

function plain({ word }: SpokenWord): string {
  return normalize(word, "xx").join("");
}

/** The quantile, interpolated; NaN for no values. @param share 0.5 for the median */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return sorted.length ? low + (high - low) * (at - Math.floor(at)) : NaN;
}

export function median(values: number[]): number {
  return quantile(values, 0.5);
}
