import { centre, similarity } from "./sentence_model.ts";
import { candidatesOf } from "./key_phrases.ts";
import type { Sentence } from "./sentences.ts";

export interface FoundChapter {
  /** Seconds. */
  start: number;
  /** Seconds. */
  end: number;
  title: string;
}

/** Sentences on each side of a boundary that are compared. */
const WINDOW = 6;
/** A shorter transcript has no chapters. */
const MIN_SENTENCES = 16;
const MIN_CHAPTER_SENTENCES = 5;
const MIN_CHAPTER_SECONDS = 20;
/** A boundary's dip must be deeper than the mean by so many standard deviations. */
const MIN_DEVIATIONS = 0.9;
const MIN_DEPTH = 0.12;
const MAX_CHAPTERS = 24;
const MAX_TITLE_CANDIDATES = 24; // to embed, for each chapter

/**
 * Finds the sentences that begin a new subject, as TextTiling (Hearst 1997) does, with embeddings in place of words:
 * at each sentence end, the similarity of the sentences before and after; a boundary is where it dips deepest.
 *
 * @returns indices of sentences, without the first
 */
export function findBoundaries(sentences: readonly Sentence[], vectors: readonly Float32Array[]): number[] {
  const n = vectors.length;
  if (n < MIN_SENTENCES) return [];
  const alike: number[] = []; // [i]: of what is before sentence i + 1 and what follows
  for (let i = 1; i < n; i++) {
    alike.push(similarity(centre(vectors.slice(Math.max(0, i - WINDOW), i)), centre(vectors.slice(i, i + WINDOW))));
  }
  const depths = alike.map((value, i) => climb(alike, i, -1) + climb(alike, i, 1) - 2 * value);
  const mean = depths.reduce((sum, depth) => sum + depth, 0) / depths.length;
  const deviation = Math.sqrt(depths.reduce((sum, depth) => sum + (depth - mean) ** 2, 0) / depths.length);
  const least = Math.max(MIN_DEPTH, mean + MIN_DEVIATIONS * deviation);
  const chosen: number[] = [];
  const ranked = depths.map((depth, i) => ({ depth, at: i + 1 })).sort((a, b) => b.depth - a.depth);
  for (const { depth, at } of ranked) {
    if (depth < least || chosen.length === MAX_CHAPTERS - 1) break;
    const isFar = (other: number) =>
      Math.abs(other - at) >= MIN_CHAPTER_SENTENCES &&
      Math.abs((sentences[other]?.start ?? sentences[n - 1].end) - sentences[at].start) >= MIN_CHAPTER_SECONDS;
    if ([0, n, ...chosen].every(isFar)) chosen.push(at);
  }
  return chosen.sort((a, b) => a - b);
}

/** The top of the slope that rises from a place. */
function climb(values: readonly number[], from: number, step: 1 | -1): number {
  let at = from;
  while (values[at + step] !== undefined && values[at + step] >= values[at]) at += step;
  return values[at];
}

/**
 * Divides a transcript into chapters. A title is the phrase of its chapter that is nearest to the chapter and farther
 * from the whole.
 *
 * @param duration of the video in seconds: the end of the last chapter
 * @returns none where there is only one subject, or too little is said
 */
export async function findChapters(
  sentences: readonly Sentence[],
  vectors: readonly Float32Array[],
  duration: number,
  embed: (text: string) => Promise<Float32Array>,
): Promise<FoundChapter[]> {
  const boundaries = findBoundaries(sentences, vectors);
  if (boundaries.length === 0) return [];
  const starts = [0, ...boundaries];
  const whole = centre(vectors);
  const chapters: FoundChapter[] = [];
  const used = new Set<string>();
  for (const [i, from] of starts.entries()) {
    const to = starts[i + 1] ?? sentences.length;
    const title = await titleOf(sentences.slice(from, to), centre(vectors.slice(from, to)), whole, used, embed);
    used.add(title.toLowerCase());
    chapters.push({
      start: i === 0 ? 0 : sentences[from].start,
      end: to < sentences.length ? sentences[to].start : Math.max(duration, sentences.at(-1)!.end),
      title,
    });
  }
  return chapters;
}

async function titleOf(
  sentences: readonly Sentence[],
  chapter: Float32Array,
  whole: Float32Array,
  used: ReadonlySet<string>,
  embed: (text: string) => Promise<Float32Array>,
): Promise<string> {
  let best = { title: "", score: -Infinity };
  const weight = ({ text, count }: { text: string; count: number }) => count + text.split(" ").length;
  const candidates = (await candidatesOf(sentences)).filter(({ text }) => !used.has(text.toLowerCase()))
    .sort((a, b) => weight(b) - weight(a)).slice(0, MAX_TITLE_CANDIDATES);
  for (const { text, count } of candidates) {
    const vector = await embed(text);
    const score = similarity(vector, chapter) - 0.3 * similarity(vector, whole) + 0.03 * Math.log(count) +
      (text.includes(" ") ? 0.03 : 0);
    if (score > best.score) best = { title: text, score };
  }
  const title = best.title || sentences[0].text.split(" ").slice(0, 6).join(" ");
  return title[0].toUpperCase() + title.slice(1);
}
