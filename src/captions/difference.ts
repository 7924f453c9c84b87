import { lookKey } from "./markup.ts";
import type { TimedText } from "./relayout.ts";
import { alignByGain, commonSubsequence } from "../core/sequence_alignment.ts";

/** How a cue changed between two lists. */
export type CueChange<T> =
  | { kind: "same"; before: T; after: T }
  | { kind: "added"; after: T }
  | { kind: "removed"; before: T }
  | { kind: "changed"; before: T; after: T };

/** Up to this many pairs, cues between two unchanged ones are compared pair by pair; above it, by their times only. */
const MOST_PAIRS = 250_000;
/** Two cues at least this similar count as one changed cue. */
const LEAST_LIKENESS = 0.5;

/**
 * Lists the changes from `before` to `after`, in order. Cues with equal text and times are the same; others with
 * similar text or overlapping times count as changed.
 */
export function cueDifference<T extends TimedText>(before: readonly T[], after: readonly T[]): CueChange<T>[] {
  const changes: CueChange<T>[] = [];
  let [i, j] = [0, 0];
  const same = commonSubsequence(before.map(cueKey), after.map(cueKey));
  for (const [a, b] of [...same, [before.length, after.length]]) {
    changes.push(...changesBetween(before.slice(i, a), after.slice(j, b)));
    if (a < before.length) changes.push({ kind: "same", before: before[a], after: after[b] });
    [i, j] = [a + 1, b + 1];
  }
  return changes;
}

/** A key that is equal for cues with the same text and look and, to the millisecond, the same times. */
export function cueKey(cue: TimedText): string {
  return `${placeKey(cue)}${lookKey(cue)}`;
}

/** A key that is equal for cues with the same text and, to the millisecond, the same times. */
export function placeKey({ start, end, text }: TimedText): string {
  return `${Math.round(start * 1000)} ${Math.round(end * 1000)} ${text}`;
}

function changesBetween<T extends TimedText>(before: readonly T[], after: readonly T[]): CueChange<T>[] {
  const changes: CueChange<T>[] = [];
  let [i, j] = [0, 0];
  // cues with the same text divide a long stretch into short ones
  const moved = before.length * after.length > MOST_PAIRS
    ? commonSubsequence(before.map(({ text }) => text), after.map(({ text }) => text))
    : [];
  for (const [a, b] of [...moved, [before.length, after.length]]) {
    const pairs = alike(before.slice(i, a), after.slice(j, b));
    for (const [p, q] of [...pairs.map(([p, q]) => [p + i, q + j]), [a, b]]) {
      while (i < p) changes.push({ kind: "removed", before: before[i++] });
      while (j < q) changes.push({ kind: "added", after: after[j++] });
      if (p < before.length && q < after.length) {
        changes.push({ kind: "changed", before: before[p], after: after[q] });
        [i, j] = [p + 1, q + 1];
      }
    }
  }
  return changes;
}

/** The pairs with the largest total similarity; the indices rise in both lists. */
function alike(before: readonly TimedText[], after: readonly TimedText[]): [number, number][] {
  const [n, m] = [before.length, after.length];
  if (n === 0 || m === 0) return [];
  if (n * m > MOST_PAIRS) return alikeInTime(before, after);
  const words = [before, after].map((cues) => cues.map(({ text }) => wordsOf(text)));
  const gain = (i: number, j: number) => {
    const likeness = textLikeness(words[0][i], words[1][j]);
    const value = Math.max(overlap(before[i], after[j]), likeness);
    return value >= LEAST_LIKENESS ? value + likeness : -Infinity;
  };
  return alignByGain(n, m, gain, { onTie: "skip" });
}

function alikeInTime(before: readonly TimedText[], after: readonly TimedText[]): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < before.length && j < after.length;) {
    if (overlap(before[i], after[j]) >= LEAST_LIKENESS) pairs.push([i++, j++]);
    else if (before[i].start < after[j].start) i++;
    else j++;
  }
  return pairs;
}

/** The shared time, as a share of the longer cue. */
function overlap(a: TimedText, b: TimedText): number {
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return Math.max(0, shared) / Math.max(a.end - a.start, b.end - b.start, 0.001);
}

/** The Dice coefficient of two texts: twice the shared words, divided by all words. */
function textLikeness(a: Map<string, number>, b: Map<string, number>): number {
  let [shared, all] = [0, 0];
  for (const [word, count] of a) {
    shared += Math.min(count, b.get(word) ?? 0);
    all += count;
  }
  for (const count of b.values()) all += count;
  return all > 0 ? 2 * shared / all : 0;
}

/** How often each word occurs; in text without spaces, how often each pair of letters does. */
function wordsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const plain = text.toLowerCase().replace(/[^\p{L}\p{N}\s]+/gu, "").trim();
  const parts = /\s/.test(plain) || plain.length < 3
    ? plain.split(/\s+/)
    : [...plain].slice(1).map((char, i) => [...plain][i] + char);
  for (const part of parts) if (part) counts.set(part, (counts.get(part) ?? 0) + 1);
  return counts;
}
