/**
 * Batches of sentences of about the same length.
 *
 * A batch is a box, and what a short sentence leaves empty is computed all the same. Sorted by length the boxes are
 * full. But a model must not see all short sentences first: so the order of the batches is shuffled, and before the
 * sorting, which keeps equals in order, the sentences too, so that each epoch has other neighbours.
 */
import type { Random } from "./random.ts";

/** Cuts `items` into batches of `batchSize` (the last one of a length may be smaller in total), in a random order. */
export function batchesByLength<T>(
  items: readonly T[],
  lengthOf: (item: T) => number,
  batchSize: number,
  random: Random,
): T[][] {
  const sorted = random.shuffle([...items]).sort((a, b) => lengthOf(a) - lengthOf(b));
  const batches: T[][] = [];
  for (let at = 0; at < sorted.length; at += batchSize) batches.push(sorted.slice(at, at + batchSize));
  return random.shuffle(batches);
}
