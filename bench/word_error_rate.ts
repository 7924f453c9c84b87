import { editDistance } from "../src/core/sequence_alignment.ts";

export interface WordErrors {
  /** Substitutions, insertions and deletions. */
  errors: number;
  /** Words in the reference. */
  words: number;
}

export function wordErrors(reference: string[], written: string[]): WordErrors {
  return { errors: editDistance(reference, written), words: reference.length };
}

/** Errors over all clips by words over all clips, in per cent. */
export function rate(all: WordErrors[]): number {
  const words = all.reduce((sum, { words }) => sum + words, 0);
  return 100 * all.reduce((sum, { errors }) => sum + errors, 0) / Math.max(1, words);
}
