/**
 * BLEU (Papineni et al., 2002): the share of a translation's runs of one to four words that are in the reference too.
 *
 * Single words show whether the content is right, longer runs whether the order is right. BLEU is the geometric mean of
 * the four shares, so one share of 0 makes the result 0. Translations that are too short get a penalty; otherwise a
 * single word that is surely right would be the best translation.
 *
 * @module
 */
import { splitWords } from "./words.ts";

const LONGEST_RUN = 4;

/** Counts each run of `n` words. */
function runs(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= words.length; at++) {
    const run = words.slice(at, at + n).join(" ");
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

/**
 * BLEU of a whole set of sentences, 0 to 100: the geometric mean of the four precisions over all sentences together,
 * times a penalty if the translations are shorter than their references. Not smoothed: 0 if no run of four words is
 * right. Case and punctuation count.
 */
export function bleu(pairs: readonly { translation: string; reference: string }[]): number {
  const right = new Array(LONGEST_RUN).fill(0);
  const made = new Array(LONGEST_RUN).fill(0);
  let length = 0;
  let referenceLength = 0;
  for (const { translation, reference } of pairs) {
    const [words, wanted] = [splitWords(translation), splitWords(reference)];
    length += words.length;
    referenceLength += wanted.length;
    for (let n = 1; n <= LONGEST_RUN; n++) {
      const allowed = runs(wanted, n);
      for (const [run, count] of runs(words, n)) {
        made[n - 1] += count;
        right[n - 1] += Math.min(count, allowed.get(run) ?? 0); // at most as often as in the reference
      }
    }
  }
  if (right.some((count) => count === 0)) return 0;
  const meanLog = right.reduce((sum, count, i) => sum + Math.log(count / made[i]), 0) / LONGEST_RUN;
  const brevity = Math.min(0, 1 - referenceLength / length);
  return 100 * Math.exp(brevity + meanLog);
}
