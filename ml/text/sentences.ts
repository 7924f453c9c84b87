import type { Cue } from "../../src/core/types.ts";

/** A sentence of a transcript. */
export interface Sentence {
  /** Seconds. */
  start: number;
  /** Seconds. */
  end: number;
  text: string;
}

/** After so many words, a text without sentence ends is cut at the end of its cue. */
const MAX_WORDS = 40;
/** So long a silence ends a sentence. */
const PAUSE_SECONDS = 3;
const ABBREVIATIONS =
  /(?:^|\s)(?:mr|mrs|ms|dr|prof|st|sr|jr|vs|etc|no|inc|ltd|gen|col|approx|e\.g|i\.e|a\.m|p\.m|[a-z])\.["'”’)\]]*$/i;
const SENTENCE_END = /[.!?…]["'”’)\]]*$|[。！？]$/u;
/** Text in brackets or notes, which nobody says: `[music]`, `♪ la la ♪`. */
const UNSPOKEN = /\[[^\]]*\]|\([^)]*\)|♪[^♪]*♪?/gu;

/** Whether anything of a cue's text is said: not of `[music]`. */
export function isSpoken(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text.replace(UNSPOKEN, " "));
}

/**
 * Puts the cues' text together into sentences. A sentence begins when its first word is said: by the word's own time
 * where the cue has times for all of its words, else by its place in the cue.
 */
export function sentencesOf(cues: readonly Pick<Cue, "start" | "end" | "text" | "words">[]): Sentence[] {
  const sentences: Sentence[] = [];
  let words: string[] = [];
  let start = 0;
  let end = 0;
  const close = () => {
    if (words.length > 0) sentences.push({ start, end, text: words.join(" ") });
    words = [];
  };
  for (const cue of cues) {
    const texts = cue.text.replace(UNSPOKEN, " ").split(/\s+/).filter((text) => text && !/^[-–—]$/.test(text));
    if (words.length > 0 && cue.start - end > PAUSE_SECONDS) close();
    const isTimed = cue.words.length === texts.length;
    for (const [i, text] of texts.entries()) {
      const at = (share: number) => cue.start + (cue.end - cue.start) * share;
      if (words.length === 0) start = isTimed ? cue.words[i].start : at(i / texts.length);
      end = isTimed ? cue.words[i].end : at((i + 1) / texts.length);
      words.push(text);
      if (SENTENCE_END.test(text) && !ABBREVIATIONS.test(text)) close();
    }
    if (words.length >= MAX_WORDS) close();
  }
  close();
  return sentences;
}
