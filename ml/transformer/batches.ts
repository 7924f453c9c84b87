/**
 * Batches of sentences of about the same length.
 *
 * Every sentence of a batch is padded to the length of the longest, and padding costs as much time as words. Sorting by
 * length keeps the padding small. But the model must not see all short sentences first, so the order of the batches is
 * shuffled. The sentences are shuffled before the (stable) sort too, so that each epoch makes different batches.
 */
import type { Random } from "./random.ts";

/** Cuts `items` into batches of at most `batchSize` sentences of similar length, in a random order. */
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
