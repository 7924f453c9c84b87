/**
 * Compares two sequences: common subsequence, alignment, changed spans, edit distance.
 *
 * @module
 */

/** The most pairs of equal elements that `commonSubsequence` considers. */
const MAX_EQUAL_PAIRS = 2_000_000;

/** Indices of two elements, one of each sequence. */
export type IndexPair = [a: number, b: number];

/**
 * Finds a longest common subsequence with Hunt and Szymanski's algorithm: fast where most elements are unique, as cues
 * with their times are. The most frequent elements are left out where there would be too many pairs.
 *
 * @returns pairs of indices that rise in both sequences
 */
export function commonSubsequence(a: readonly string[], b: readonly string[]): IndexPair[] {
  const pairs: IndexPair[] = [];
  let [from, aEnd, bEnd] = [0, a.length, b.length];
  while (from < aEnd && from < bEnd && a[from] === b[from]) pairs.push([from, from++]);
  while (aEnd > from && bEnd > from && a[aEnd - 1] === b[bEnd - 1]) (aEnd--, bEnd--);
  pairs.push(...longestRisingRun(a, b, { from, aEnd, bEnd }));
  for (let i = 0; aEnd + i < a.length; i++) pairs.push([aEnd + i, bEnd + i]);
  return pairs;
}

/** Elements from `from` to before `aEnd` or `bEnd`. */
interface Range {
  from: number;
  aEnd: number;
  bEnd: number;
}

interface Link {
  i: number;
  j: number;
  before: Link | null;
}

/**
 * Finds the longest run of pairs whose indices rise in both: goes through `a` in order, and finds the run that a pair
 * continues by a binary search over the indices in `b`.
 */
function longestRisingRun(a: readonly string[], b: readonly string[], range: Range): IndexPair[] {
  const places = placesInB(a, b, range);
  const ends: Link[] = []; // ends[k]: the last pair of a run of k + 1 pairs, with the smallest j of all such runs
  for (let i = range.from; i < range.aEnd; i++) {
    for (const j of places.get(a[i]) ?? []) {
      let [low, high] = [0, ends.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (ends[middle].j < j) low = middle + 1;
        else high = middle;
      }
      if (ends[low]?.j !== j) ends[low] = { i, j, before: low > 0 ? ends[low - 1] : null };
    }
  }
  const run: IndexPair[] = [];
  for (let link = ends.at(-1) ?? null; link; link = link.before) run.push([link.i, link.j]);
  return run.reverse();
}

/** The indices in `b` of each element of `a`, in falling order. */
function placesInB(a: readonly string[], b: readonly string[], { from, aEnd, bEnd }: Range): Map<string, number[]> {
  const places = new Map<string, number[]>();
  const counts = new Map<string, number>();
  for (let i = from; i < aEnd; i++) counts.set(a[i], (counts.get(a[i]) ?? 0) + 1);
  for (let j = bEnd - 1; j >= from; j--) {
    if (!counts.has(b[j])) continue;
    const list = places.get(b[j]);
    if (list) list.push(j);
    else places.set(b[j], [j]);
  }
  const pairsOf = (element: string) => counts.get(element)! * places.get(element)!.length;
  const mostFrequentFirst = [...places.keys()].sort((x, y) => pairsOf(y) - pairsOf(x));
  let pairs = mostFrequentFirst.reduce((sum, element) => sum + pairsOf(element), 0);
  for (const element of mostFrequentFirst) {
    if (pairs <= MAX_EQUAL_PAIRS) break;
    pairs -= pairsOf(element);
    places.delete(element);
  }
  return places;
}

/**
 * Pairs elements of two sequences so that the sum of the pairs' gains is largest; elements without a partner gain
 * nothing. Time and memory grow with `aLength * bLength`.
 *
 * @param gain of pairing element i of a with element j of b; -Infinity forbids the pair
 * @param options.onTie whether two elements are paired where leaving one of them alone gains as much
 * @returns pairs of indices that rise in both sequences
 */
export function alignByGain(
  aLength: number,
  bLength: number,
  gain: (i: number, j: number) => number,
  { onTie = "pair" }: { onTie?: "pair" | "skip" } = {},
): IndexPair[] {
  const best = new Float64Array((aLength + 1) * (bLength + 1)); // (i, j): the largest sum for a[i...] and b[j...]
  const at = (i: number, j: number) => i * (bLength + 1) + j;
  for (let i = aLength - 1; i >= 0; i--) {
    for (let j = bLength - 1; j >= 0; j--) {
      best[at(i, j)] = Math.max(best[at(i + 1, j)], best[at(i, j + 1)], best[at(i + 1, j + 1)] + gain(i, j));
    }
  }
  const pairs: IndexPair[] = [];
  for (let i = 0, j = 0; i < aLength && j < bLength;) {
    const bestGain = best[at(i, j)];
    if (onTie === "pair" && bestGain === best[at(i + 1, j + 1)] + gain(i, j)) pairs.push([i++, j++]);
    else if (bestGain === best[at(i + 1, j)]) i++;
    else if (bestGain === best[at(i, j + 1)]) j++;
    else pairs.push([i++, j++]);
  }
  return pairs;
}

/** A stretch where two sequences differ: `a[aStart..aEnd)` stands where the other has `b[bStart..bEnd)`. */
export interface ChangedSpan {
  aStart: number;
  aEnd: number;
  bStart: number;
  bEnd: number;
}

/**
 * Finds the stretches where two sequences differ, with as few insertions, deletions and replacements as possible.
 *
 * Hirschberg's algorithm: memory grows with the lengths and not with their product, so a day of speech can be compared.
 */
export function changedSpans(a: readonly string[], b: readonly string[]): ChangedSpan[] {
  const changes: ChangedSpan[] = [];
  const add = (change: ChangedSpan) => {
    const last = changes.at(-1);
    if (last && last.aEnd === change.aStart && last.bEnd === change.bStart) {
      last.aEnd = change.aEnd;
      last.bEnd = change.bEnd;
    } else changes.push(change);
  };
  compare(numbered(a, b), { aStart: 0, aEnd: a.length, bStart: 0, bEnd: b.length }, add);
  return changes;
}

/** The least number of insertions, deletions and replacements that turn `a` into `b` (Levenshtein). */
export function editDistance(a: readonly string[], b: readonly string[]): number {
  return editDistances(...numbered(a, b)).at(-1)!;
}

/** Numbers the elements; equal elements get the same number. */
function numbered(a: readonly string[], b: readonly string[]): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  const numberOf = (element: string) => {
    const number = numbers.get(element) ?? numbers.size;
    numbers.set(element, number);
    return number;
  };
  return [Int32Array.from(a, numberOf), Int32Array.from(b, numberOf)];
}

function compare([a, b]: [Int32Array, Int32Array], span: ChangedSpan, add: (change: ChangedSpan) => void): void {
  let { aStart, aEnd, bStart, bEnd } = span;
  while (aStart < aEnd && bStart < bEnd && a[aStart] === b[bStart]) aStart++, bStart++;
  while (aStart < aEnd && bStart < bEnd && a[aEnd - 1] === b[bEnd - 1]) aEnd--, bEnd--;
  if (aStart === aEnd && bStart === bEnd) return;
  if (aStart === aEnd || bStart === bEnd || aEnd - aStart === 1 && bEnd - bStart === 1) {
    return add({ aStart, aEnd, bStart, bEnd });
  }
  if (aEnd - aStart === 1) {
    // one element against several: it stays if it is among them, else they replace it
    const at = b.subarray(bStart, bEnd).indexOf(a[aStart]);
    if (at < 0) return add({ aStart, aEnd, bStart, bEnd });
    if (at > 0) add({ aStart, aEnd: aStart, bStart, bEnd: bStart + at });
    if (bStart + at + 1 < bEnd) add({ aStart: aEnd, aEnd, bStart: bStart + at + 1, bEnd });
    return;
  }
  const aMiddle = aStart + ((aEnd - aStart) >> 1);
  const forward = editDistances(a.subarray(aStart, aMiddle), b.subarray(bStart, bEnd));
  const backward = editDistances(a.slice(aMiddle, aEnd).reverse(), b.slice(bStart, bEnd).reverse());
  let best = 0;
  const n = bEnd - bStart;
  for (let j = 1; j <= n; j++) if (forward[j] + backward[n - j] < forward[best] + backward[n - best]) best = j;
  const bMiddle = bStart + best;
  compare([a, b], { aStart, aEnd: aMiddle, bStart, bEnd: bMiddle }, add);
  compare([a, b], { aStart: aMiddle, aEnd, bStart: bMiddle, bEnd }, add);
}

/** The edit distances of `a` to each prefix of `b`, shape (b.length + 1). */
function editDistances(a: Int32Array, b: Int32Array): Int32Array {
  const row = Int32Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    let diagonal = row[0];
    row[0] = i + 1;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j];
      row[j] = Math.min(diagonal + (a[i] === b[j - 1] ? 0 : 1), above + 1, row[j - 1] + 1);
      diagonal = above;
    }
  }
  return row;
}
