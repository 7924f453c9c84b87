import type { Word } from "../../../src/core/types.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import { type AlignmentScores, tokenTimes } from "./alignment.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";

export type { AlignmentScores } from "./alignment.ts";

const PREPENDED = "\"'“¿([{-"; // punctuation that is joined to the word after it
const APPENDED = "\"'.。,，!！?？:：”)]}、"; // and to the word before it
const SENTENCE_ENDS = ".。!！?？";
const MAX_MEDIAN_SECONDS = 0.7; // of the words' lengths
const MIN_WORD_SECONDS = 0.04;
const SEGMENT_TOLERANCE_SECONDS = 0.5; // where they differ by more, the segment's timestamps replace the word's
// Voice activity detects the start and the end of speech a little late
const ONSET_LEAD_SECONDS = 0.03;
const TOLERANCE_SECONDS = 0.1;
const MAX_SILENCE_SECONDS = 0.25; // within a word, as before the burst of a "t"

interface Span {
  start: number;
  end: number;
}

/** A segment to time the words of. Seconds of media. */
export interface TimedSegment extends Span {
  /** Special tokens and timestamps are skipped. */
  tokens: number[];
}

export interface TimeWordsInput {
  tokenizer: WhisperTokenizer;
  language: string;
  /** The segments of one window, in order. */
  segments: TimedSegment[];
  /** One list for each segment: those of its text tokens. */
  logprobs: number[][];
  /** Of the prompt and the text tokens of all segments. */
  alignment: AlignmentScores;
  window: Pick<AudioWindow, "start" | "end" | "speech">;
}

// Its times are seconds from the start of the window
interface DraftWord extends Word {
  nTokens: number;
}

/**
 * Finds when each word is spoken.
 *
 * As `add_word_timestamps` in openai/whisper timing.py, and then by our own rules: a word does not start before its
 * speech or end long after it, has a length, does not overlap the next one and stays within the window.
 * @returns each segment's words, in seconds of media
 */
export function timeWords(input: TimeWordsInput): Word[][] {
  const { tokenizer, language, segments, alignment, window } = input;
  const textTokens = segments.map(({ tokens }) => tokens.filter((token) => token < tokenizer.endOfText));
  const all = textTokens.flat();
  if (all.length === 0) return segments.map(() => []);
  const length = window.end - window.start;
  const times = tokenTimes(alignment, all.length, length);
  const words = draftWords(tokenizer, all, input.logprobs.flat(), times, language);
  const median = medianSeconds(words);
  shortenAtSentenceEnds(words, median);
  joinPunctuation(words);
  const speech = joinSpans(window.speech).map(({ start, end }) => ({
    start: start - window.start,
    end: end - window.start,
  }));
  const bySegment = assignToSegments(words, textTokens.map((tokens) => tokens.length));
  let lastSpeech = 0;
  for (const [i, segmentWords] of bySegment.entries()) {
    if (segmentWords.length === 0) continue;
    const { start, end } = segments[i];
    const span = { start: start - window.start, end: end - window.start };
    lastSpeech = shortenAtSegmentEnds(segmentWords, span, median, lastSpeech);
  }
  const flat = bySegment.flat();
  for (const word of flat) clampToSpeech(word, speech);
  putInOrder(flat, length);
  return bySegment.map((segmentWords) =>
    segmentWords.map(({ word, start, end, probability }) => ({
      word,
      start: window.start + start,
      end: window.start + end,
      probability,
    }))
  );
}

function draftWords(
  tokenizer: WhisperTokenizer,
  tokens: number[],
  logprobs: number[],
  times: Float64Array,
  language: string,
): DraftWord[] {
  let at = 0;
  return tokenizer.splitToWords(tokens, language).map(({ word, tokens: wordTokens }) => {
    const from = at;
    at += wordTokens.length;
    let sum = 0;
    for (let i = from; i < at; i++) sum += Math.exp(logprobs[i] ?? 0);
    return {
      word,
      start: times[from],
      end: times[at],
      probability: sum / wordTokens.length,
      nTokens: wordTokens.length,
    };
  });
}

function medianSeconds(words: DraftWord[]): number {
  const lengths = words.map((word) => word.end - word.start).filter((seconds) => seconds > 0).sort((a, b) => a - b);
  if (lengths.length === 0) return 0;
  const half = lengths.length >> 1;
  const median = lengths.length % 2 ? lengths[half] : (lengths[half - 1] + lengths[half]) / 2;
  return Math.min(MAX_MEDIAN_SECONDS, median);
}

/** Takes the pause between sentences away from the punctuation before it or from the word after it. */
function shortenAtSentenceEnds(words: DraftWord[], median: number): void {
  const longest = median * 2;
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    if (word.end - word.start <= longest) continue;
    if (SENTENCE_ENDS.includes(word.word)) word.end = word.start + longest;
    else if (SENTENCE_ENDS.includes(words[i - 1].word)) word.start = word.end - longest;
  }
}

/** Joins punctuation to words. The joined marks stay in the list as words without text. */
function joinPunctuation(words: DraftWord[]): void {
  for (let i = words.length - 2, j = words.length - 1; i >= 0; i--) {
    const mark = words[i];
    const following = words[j];
    if (mark.word.startsWith(" ") && isOneOf(PREPENDED, mark.word.trim())) {
      following.word = mark.word + following.word;
      following.nTokens += mark.nTokens;
      clear(mark);
    } else {
      j = i;
    }
  }
  for (let i = 0, j = 1; j < words.length; j++) {
    const previous = words[i];
    const mark = words[j];
    if (!previous.word.endsWith(" ") && isOneOf(APPENDED, mark.word)) {
      previous.word += mark.word;
      previous.nTokens += mark.nTokens;
      clear(mark);
    } else {
      i = j;
    }
  }
}

function isOneOf(marks: string, text: string): boolean {
  return text !== "" && marks.includes(text);
}

function clear(word: DraftWord): void {
  word.word = "";
  word.nTokens = 0;
}

/** Assigns the words to segments by their tokens. */
function assignToSegments(words: DraftWord[], tokenCounts: number[]): DraftWord[][] {
  let next = 0;
  let excess = 0; // tokens of the last word that belong to the next segment
  return tokenCounts.map((count) => {
    const segmentWords: DraftWord[] = [];
    let taken = excess;
    while (next < words.length && taken < count) {
      const word = words[next++];
      taken += word.nTokens;
      if (word.word.trim() !== "") segmentWords.push(word);
    }
    excess = Math.max(0, taken - count);
    return segmentWords;
  });
}

/** As the last part of `add_word_timestamps`. @returns when the segment's last word ends */
function shortenAtSegmentEnds(
  words: DraftWord[],
  segment: Span,
  median: number,
  lastSpeech: number,
): number {
  const longest = median * 2;
  const [first, second] = words;
  const isAfterPause = first.end - lastSpeech > median * 4;
  const isLong = first.end - first.start > longest || (second && second.end - first.start > longest * 2);
  if (isAfterPause && isLong) {
    if (second && second.end - second.start > longest) {
      first.end = second.start = Math.max(second.end / 2, second.end - longest);
    }
    first.start = Math.max(0, first.end - longest);
  }
  if (segment.start < first.end && segment.start - SEGMENT_TOLERANCE_SECONDS > first.start) {
    first.start = Math.max(0, Math.min(first.end - median, segment.start));
  }
  const last = words[words.length - 1];
  if (segment.end > last.start && segment.end + SEGMENT_TOLERANCE_SECONDS < last.end) {
    last.end = Math.max(last.start + median, segment.end);
  }
  return last.end;
}

/** Joins spans with a silence between them that is short enough to be within a word. */
function joinSpans(speech: Span[]): Span[] {
  const joined: Span[] = [];
  for (const { start, end } of speech) {
    const last = joined.at(-1);
    if (last && start - last.end <= MAX_SILENCE_SECONDS) last.end = end;
    else joined.push({ start, end });
  }
  return joined;
}

/** Moves a word's start and end out of the silence around the speech that most of the word overlaps. */
function clampToSpeech(word: DraftWord, speech: Span[]): void {
  let wordSpeech: Span | null = null;
  let most = 0;
  for (const span of speech) {
    const shared = Math.min(word.end, span.end) - Math.max(word.start, span.start);
    if (shared > most) [wordSpeech, most] = [span, shared];
  }
  if (!wordSpeech) return; // no speech was detected there
  if (word.start < wordSpeech.start - TOLERANCE_SECONDS) word.start = wordSpeech.start - ONSET_LEAD_SECONDS;
  if (word.end > wordSpeech.end + TOLERANCE_SECONDS) word.end = wordSpeech.end + TOLERANCE_SECONDS;
}

/** Orders words within the window without overlaps, each at least 40 ms long if there is room. */
function putInOrder(words: DraftWord[], length: number): void {
  const minSeconds = Math.min(MIN_WORD_SECONDS, length / Math.max(1, words.length));
  let from = 0;
  for (const [i, word] of words.entries()) {
    const latestEnd = length - minSeconds * (words.length - i - 1); // leaves room for the words after it
    word.start = Math.min(Math.max(word.start, from), latestEnd - minSeconds);
    const nextStart = words[i + 1]?.start ?? length;
    word.end = Math.min(Math.max(Math.min(word.end, nextStart), word.start + minSeconds), latestEnd);
    from = word.end;
  }
}
