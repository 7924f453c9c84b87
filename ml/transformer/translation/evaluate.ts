/**
 * Measures a translator on held-out pairs.
 *
 * Results on the training sentences prove nothing, since the model may have memorized them. So some pairs are kept out
 * of training and used for evaluation only. There are two measures: the share of exact translations, which is strict,
 * and BLEU (bleu.ts), which gives partial credit to a sentence that is nearly right.
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
  /** Share of sentences that match exactly, 0 to 1. */
  exact: number;
  /** 0 to 100. */
  bleu: number;
  /** In the order of the pairs. */
  sentences: Judged[];
}

/** Translates all pairs and compares. Other work of the thread can run between the batches. */
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
