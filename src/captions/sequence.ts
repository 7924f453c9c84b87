/** Of keys that occur often only so many pairs are looked at. */
const MOST_PAIRS = 2_000_000;

/**
 * A longest common subsequence, as pairs of indices that rise in both (Hunt and Szymanski: the longest rising run of the places
 * in `b` of each key of `a`). Quick where keys are mostly unique, as cues with their times are; keys that all but fill both
 * lists are passed over.
 */
export function commonSubsequence(a: readonly string[], b: readonly string[]): [number, number][] {
  const pairs: [number, number][] = [];
  let [from, aEnd, bEnd] = [0, a.length, b.length];
  while (from < aEnd && from < bEnd && a[from] === b[from]) pairs.push([from, from++]);
  while (aEnd > from && bEnd > from && a[aEnd - 1] === b[bEnd - 1]) (aEnd--, bEnd--);
  pairs.push(...hunt(a, b, from, aEnd, bEnd));
  for (let i = 0; aEnd + i < a.length; i++) pairs.push([aEnd + i, bEnd + i]);
  return pairs;
}

interface Link {
  i: number;
  j: number;
  before: Link | null;
}

function hunt(
  a: readonly string[],
  b: readonly string[],
  from: number,
  aEnd: number,
  bEnd: number,
): [number, number][] {
  const places = placesOf(a, b, from, aEnd, bEnd);
  const ends: Link[] = []; // ends[k]: of the runs of k + 1 pairs the one that ends first in b
  for (let i = from; i < aEnd; i++) {
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
  const run: [number, number][] = [];
  for (let link = ends.at(-1) ?? null; link; link = link.before) run.push([link.i, link.j]);
  return run.reverse();
}

/** Where each key of `a` is in `b`, the last place first. */
function placesOf(a: readonly string[], b: readonly string[], from: number, aEnd: number, bEnd: number) {
  const places = new Map<string, number[]>();
  const counts = new Map<string, number>();
  for (let i = from; i < aEnd; i++) counts.set(a[i], (counts.get(a[i]) ?? 0) + 1);
  for (let j = bEnd - 1; j >= from; j--) {
    if (!counts.has(b[j])) continue;
    const list = places.get(b[j]);
    if (list) list.push(j);
    else places.set(b[j], [j]);
  }
  const cost = (key: string) => counts.get(key)! * places.get(key)!.length;
  const costly = [...places.keys()].sort((x, y) => cost(y) - cost(x));
  let pairs = costly.reduce((sum, key) => sum + cost(key), 0);
  for (const key of costly) {
    if (pairs <= MOST_PAIRS) break;
    pairs -= cost(key);
    places.delete(key);
  }
  return places;
}
