export interface WordErrors {
  /** Substitutions, insertions and deletions. */
  errors: number;
  /** Words in the reference. */
  words: number;
}

/** Levenshtein distance between two lists of words. */
export function wordErrors(reference: string[], written: string[]): WordErrors {
  let row = Array.from({ length: written.length + 1 }, (_, j) => j);
  for (let i = 1; i <= reference.length; i++) {
    const next = [i];
    for (let j = 1; j <= written.length; j++) {
      const same = reference[i - 1] === written[j - 1] ? 0 : 1;
      next[j] = Math.min(row[j - 1] + same, row[j] + 1, next[j - 1] + 1);
    }
    row = next;
  }
  return { errors: row[written.length], words: reference.length };
}

/** Errors over all clips by words over all clips, in per cent. */
export function rate(all: WordErrors[]): number {
  const words = all.reduce((sum, { words }) => sum + words, 0);
  return 100 * all.reduce((sum, { errors }) => sum + errors, 0) / Math.max(1, words);
}
