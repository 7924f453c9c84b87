/**
 * How well a translator does on pairs that it did not learn from.
 *
 * What a model says of the sentences that it was trained on proves nothing: it may know them by heart. So some are kept
 * from it, and it is judged by these alone. Two measures: the share that comes out exactly as expected, which is strict
 * and plain, and BLEU (bleu.ts), which also gives something for a sentence that is nearly right.
 *
 * @module
 */
import { bleu } from "./bleu.ts";
import type { SentencePair } from "./pairs.ts";
import type { Translator } from "./translator.ts";

export interface Judged extends SentencePair {
  translation: string;
  isExact: boolean;
}

export interface Evaluation {
  /** Share of the sentences that are right to the last sign, 0 to 1. */
  exact: number;
  /** 0 to 100. */
  bleu: number;
  /** In the order of the pairs. */
  sentences: Judged[];
}

/** Translates all pairs and compares. Lets other work in between the batches. */
export async function evaluate(
  translator: Translator,
  pairs: readonly SentencePair[],
  onProgress?: (done: number) => void,
): Promise<Evaluation> {
  const sentences: Judged[] = new Array(pairs.length);
  let done = 0;
  for (const { index, text } of translator.translateAll(pairs.map(({ source }) => source))) {
    const { source, target } = pairs[index];
    sentences[index] = { source, target, translation: text, isExact: text === target };
    if (++done % 64 === 0) {
      onProgress?.(done);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  const exact = sentences.filter(({ isExact }) => isExact).length / Math.max(1, pairs.length);
  const score = bleu(sentences.map(({ translation, target }) => ({ translation, reference: target })));
  return { exact, bleu: score, sentences };
}
