// VADER's rules and lexicon, ported to JavaScript by its project: made for short texts of everyday English
import vader from "vader-sentiment";
import type { Sentence } from "./sentences.ts";

/** The name that results say. */
export const SENTIMENT_RULE = "VADER (vader-sentiment 1.1.3)";

export interface SentimentSpan {
  /** Seconds. */
  start: number;
  /** Seconds. */
  end: number;
  /** The mean over its sentences, -1 (negative) to 1 (positive). */
  score: number;
}

export type SentimentLabel = "negative" | "neutral" | "positive";

export interface Sentiment {
  /** The mean over all sentences, -1 to 1; null without sentences. */
  score: number | null;
  /** null without sentences. */
  label: SentimentLabel | null;
  /** In order, without gaps longer than a silence. */
  spans: SentimentSpan[];
}

const MAX_SPANS = 40;
const MIN_SPAN_SECONDS = 10;
/** VADER's own limits between negative, neutral and positive. */
const LIMIT = 0.05;

/** VADER's compound score of a text, -1 to 1. */
export function sentimentOf(text: string): number {
  return vader.SentimentIntensityAnalyzer.polarity_scores(text).compound;
}

export function sentimentLabel(score: number): SentimentLabel {
  return score >= LIMIT ? "positive" : score <= -LIMIT ? "negative" : "neutral";
}

/** Sentiment over the time of a video, in at most 40 spans that end at sentence ends. */
export function sentimentOverTime(sentences: readonly Sentence[]): Sentiment {
  if (sentences.length === 0) return { score: null, label: null, spans: [] };
  const scores = sentences.map(({ text }) => sentimentOf(text));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const spanSeconds = Math.max(MIN_SPAN_SECONDS, (sentences.at(-1)!.end - sentences[0].start) / MAX_SPANS);
  const spans: SentimentSpan[] = [];
  for (let from = 0; from < sentences.length;) {
    let to = from + 1;
    while (to < sentences.length && sentences[to].start - sentences[from].start < spanSeconds) to++;
    spans.push({ start: sentences[from].start, end: sentences[to - 1].end, score: mean(scores.slice(from, to)) });
    from = to;
  }
  const score = mean(scores);
  return { score, label: sentimentLabel(score), spans };
}
