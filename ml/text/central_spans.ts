import type { Cue } from "../../src/core/types.ts";
import type { Embed } from "./sentence_encoder.ts";
import { sentencesOf } from "./sentences.ts";
import { rankSentences, thinOut } from "./summary.ts";

const MAX_SPANS = 12;
const MIN_SENTENCES = 4; // of fewer none is more central than the others

/**
 * The spans of time in which the sentences are said that the rest of the text leans on, by TextRank over embeddings.
 *
 * @param onProgress 0 to 1
 * @returns at most twelve, the most central first, whose score is 1
 */
export async function rankSpans(
  cues: readonly Cue[],
  embed: Embed,
  onProgress?: (share: number) => void,
): Promise<{ start: number; end: number; score: number }[]> {
  const sentences = thinOut(sentencesOf(cues));
  if (sentences.length < MIN_SENTENCES) return [];
  const vectors: Float32Array[] = [];
  for (const { text } of sentences) {
    vectors.push(await embed(text));
    onProgress?.(vectors.length / sentences.length);
  }
  const ranks = rankSentences(vectors);
  return sentences.map(({ start, end }, i) => ({ start, end, score: ranks[i] }))
    .sort((a, b) => b.score - a.score)
    .slice(0, Math.min(MAX_SPANS, Math.ceil(sentences.length / 3)));
}
