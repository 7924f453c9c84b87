import { centre, similarity } from "./sentence_model.ts";
import { TOPICS } from "./topic_list.ts";

export interface FoundTopic {
  topic: string;
  /** How alike the transcript and the topic's descriptions are, 0 to 1. */
  score: number;
}

/** Sentences that are compared as one: a sentence alone often says nothing of the topic. */
const PASSAGE_SENTENCES = 4;
/** Below it nothing is said; set on the half of the labelled set that is not reported (tests/data/text/labelled.json). */
export const MIN_SCORE = 0.23;
/** A topic must be this near to the best one. */
export const MIN_SHARE_OF_BEST = 0.8;
const MAX_TOPICS = 3;

/** Embeds the descriptions of all topics; in the order of `TOPICS`. */
export async function embedTopics(embed: (text: string) => Promise<Float32Array>): Promise<Float32Array[][]> {
  const topics: Float32Array[][] = [];
  for (const { descriptions } of TOPICS) {
    const vectors: Float32Array[] = [];
    for (const description of descriptions) vectors.push(await embed(description));
    topics.push(vectors);
  }
  return topics;
}

/** The mean score of each topic over the passages, in the order of `TOPICS`. @param sentences embeddings, in order */
export function scoreTopics(sentences: readonly Float32Array[], topics: readonly Float32Array[][]): number[] {
  const passages: Float32Array[] = [];
  for (let i = 0; i < sentences.length; i += PASSAGE_SENTENCES) {
    passages.push(centre(sentences.slice(i, i + PASSAGE_SENTENCES)));
  }
  return topics.map((descriptions) => {
    const best = passages.map((passage) => Math.max(...descriptions.map((vector) => similarity(passage, vector))));
    return best.reduce((sum, score) => sum + score, 0) / Math.max(1, passages.length);
  });
}

/** The topics of a transcript, the surest first; none where no topic is near. */
export function chooseTopics(scores: readonly number[]): FoundTopic[] {
  const ranked = scores.map((score, i) => ({ topic: TOPICS[i].id, score })).sort((a, b) => b.score - a.score);
  const best = ranked[0]?.score ?? 0;
  return ranked.filter(({ score }) => score >= MIN_SCORE && score >= best * MIN_SHARE_OF_BEST).slice(0, MAX_TOPICS);
}
