import type { Sentence } from "./sentences.ts";

/** A passage has at least so many sentences and words: one sentence alone often leaves out what it speaks of. */
const MIN_SENTENCES = 2;
const MIN_WORDS = 20;
/** A sentence this long stands for itself. */
const LONG_WORDS = 40;

/** Cuts a transcript into passages for the search by meaning: from each sentence on, so that they overlap. */
export function passagesOf(sentences: readonly Sentence[]): Sentence[] {
  const passages: Sentence[] = [];
  for (const [first, { start }] of sentences.entries()) {
    let last = first;
    let words = countWords(sentences[first].text);
    const isShort = () => words < LONG_WORDS && (last - first + 1 < MIN_SENTENCES || words < MIN_WORDS);
    while (isShort() && last + 1 < sentences.length) words += countWords(sentences[++last].text);
    if (first > 0 && isShort()) break; // the end of the text: the passages before have it too
    const text = sentences.slice(first, last + 1).map(({ text }) => text).join(" ");
    passages.push({ start, end: sentences[last].end, text });
  }
  return passages;
}

function countWords(text: string): number {
  return text.split(/\s+/).length;
}
