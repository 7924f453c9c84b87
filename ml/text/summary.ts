import { similarity } from "./sentence_model.ts";
import type { Sentence } from "./sentences.ts";

export interface SummarySentence extends Sentence {
  /** How central it is: 1 is the most central sentence. */
  score: number;
}

const DAMPING = 0.85; // of PageRank
const ROUNDS = 30;
/** Sentences less alike than this don't vote for each other. */
const MIN_SIMILARITY = 0.15;
const MIN_WORDS = 6;
const MAX_WORDS = 45;
/** Sentences more alike than this say the same. */
const SAME = 0.75;
const MAX_SENTENCES = 800; // that are compared: each with each

/**
 * Scores sentences by TextRank (Mihalcea and Tarau 2004) with the similarity of embeddings as weight: a sentence is
 * central if central sentences are like it.
 *
 * @returns (nSentences), the largest is 1
 */
export function rankSentences(vectors: readonly Float32Array[]): Float64Array {
  const n = vectors.length;
  const weights = new Float32Array(n * n); // [from, to]
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const weight = similarity(vectors[i], vectors[j]);
      if (weight < MIN_SIMILARITY) continue;
      weights[i * n + j] = weights[j * n + i] = weight;
      out[i] += weight;
      out[j] += weight;
    }
  }
  let ranks = new Float64Array(n).fill(1 / n);
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(n).fill((1 - DAMPING) / n);
    for (let i = 0; i < n; i++) {
      if (out[i] === 0) continue;
      const share = DAMPING * ranks[i] / out[i];
      for (let j = 0; j < n; j++) next[j] += share * weights[i * n + j];
    }
    ranks = next;
  }
  const largest = ranks.reduce((most, rank) => Math.max(most, rank), 0);
  return largest > 0 ? ranks.map((rank) => rank / largest) : ranks;
}

/** The sentences to embed for `summarize`: all, or every nth of a long transcript, at most 800. */
export function thinOut(sentences: readonly Sentence[]): Sentence[] {
  const step = Math.ceil(sentences.length / MAX_SENTENCES);
  return sentences.filter((_, i) => i % step === 0);
}

/**
 * The most central sentences of a transcript in the order of time: one for about two minutes, three to eight; none
 * where hardly more than that can stand by themselves.
 *
 * @param sentences of `thinOut`, with their embeddings
 */
export function summarize(sentences: readonly Sentence[], vectors: readonly Float32Array[]): SummarySentence[] {
  const ranks = rankSentences(vectors);
  const candidates = sentences.map((_, i) => ({ i, score: ranks[i] }))
    .filter(({ i }) => isQuotable(sentences[i].text))
    .sort((a, b) => b.score - a.score);
  const minutes = sentences.length === 0 ? 0 : (sentences.at(-1)!.end - sentences[0].start) / 60;
  const wanted = Math.min(8, Math.max(3, Math.round(minutes / 2)));
  if (candidates.length < wanted * 2) return [];
  const chosen: typeof candidates = [];
  for (const candidate of candidates) {
    if (chosen.length === wanted) break;
    if (chosen.some(({ i }) => similarity(vectors[i], vectors[candidate.i]) > SAME)) continue;
    chosen.push(candidate);
  }
  return chosen.sort((a, b) => a.i - b.i).map(({ i, score }) => ({ ...sentences[i], score }));
}

/** Whether a sentence can stand by itself: not too short or long, no question, not a part of one, no beginning that leans on the last. */
function isQuotable(text: string): boolean {
  const nWords = text.split(" ").length;
  return nWords >= MIN_WORDS && nWords <= MAX_WORDS && !/\?["'”’)]*$/.test(text) && !/^\p{Ll}/u.test(text) &&
    !/^(and|but|so|or|because|yes|no|okay|well|he|she|they|it|this|that|these|those|then)\b/i.test(text);
}
