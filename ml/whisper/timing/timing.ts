import type { Word } from "../../../src/core/types.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import { type AlignmentScores, tokenTimes } from "./alignment.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";

export type { AlignmentScores } from "./alignment.ts";

const PREPENDED = "\"'“¿([{-"; // punctuation that belongs to the word after it
const APPENDED = "\"'.。,，!！?？:：”)]}、"; // and to the word before it
const SENTENCE_ENDS = ".。!！?？";
const LONGEST_MEDIAN_SECONDS = 0.7; // for the usual length of a word
const LEAST_WORD_SECONDS = 0.04;
const SEGMENT_TOLERANCE_SECONDS = 0.5; // Whisper's own timestamps are trusted where they differ by more
// The detector hears speech a little late and lets go of it a little late
const ONSET_LEAD_SECONDS = 0.03;
const TOLERANCE_SECONDS = 0.1;
const LONGEST_SILENCE_SECONDS = 0.25; // within a word: a stop before its burst

interface Span {
  start: number;
  end: number;
}

/** A segment whose words are to be timed. Seconds of media. */
export interface TimedSegment extends Span {
  /** Special tokens and timestamps among them are passed over. */
  tokens: number[];
}

export interface TimeWordsInput {
  tokenizer: WhisperTokenizer;
  language: string;
  /** The segments of one window whose text tokens, one after the other, the scores belong to. */
  segments: TimedSegment[];
  /** Of each segment's text tokens. */
  logprobs: number[][];
  /** Of the prompt and all text tokens; rows after them are not looked at. */
  alignment: AlignmentScores;
  window: Pick<AudioWindow, "start" | "end" | "speech">;
}

// A word under way: seconds from the start of the window until the last step
interface Draft extends Word {
  nTokens: number;
}

/**
 * Finds when each word is spoken.
 *
 * As `add_word_timestamps` in openai/whisper timing.py, with rules of our own after it: no word starts in the silence
 * before the speech that it is part of or ends long after it, none is empty, none overlaps the next or leaves the window.
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
  const usual = usualSeconds(words);
  shortenAtSentenceEnds(words, usual);
  joinPunctuation(words);
  const speech = joinSpans(window.speech).map(({ start, end }) => ({
    start: start - window.start,
    end: end - window.start,
  }));
  const bySegment = distribute(words, textTokens.map((tokens) => tokens.length));
  let lastSpeech = 0;
  for (const [i, own] of bySegment.entries()) {
    if (own.length === 0) continue;
    const { start, end } = segments[i];
    lastSpeech = shortenAtSegmentEnds(own, { start: start - window.start, end: end - window.start }, usual, lastSpeech);
  }
  const flat = bySegment.flat();
  for (const word of flat) keepToSpeech(word, speech);
  putInOrder(flat, length);
  return bySegment.map((own) =>
    own.map(({ word, start, end, probability }) => ({
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
): Draft[] {
  let at = 0;
  return tokenizer.splitToWords(tokens, language).map(({ word, tokens: own }) => {
    const from = at;
    at += own.length;
    let sum = 0;
    for (let i = from; i < at; i++) sum += Math.exp(logprobs[i] ?? 0);
    return { word, start: times[from], end: times[at], probability: sum / own.length, nTokens: own.length };
  });
}

function usualSeconds(words: Draft[]): number {
  const lengths = words.map((word) => word.end - word.start).filter((seconds) => seconds > 0).sort((a, b) => a - b);
  if (lengths.length === 0) return 0;
  const half = lengths.length >> 1;
  const median = lengths.length % 2 ? lengths[half] : (lengths[half - 1] + lengths[half]) / 2;
  return Math.min(LONGEST_MEDIAN_SECONDS, median);
}

/** A pause between sentences is given to the mark before it or to the word after it: it is taken away again. */
function shortenAtSentenceEnds(words: Draft[], usual: number): void {
  const longest = usual * 2;
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    if (word.end - word.start <= longest) continue;
    if (SENTENCE_ENDS.includes(word.word)) word.end = word.start + longest;
    else if (SENTENCE_ENDS.includes(words[i - 1].word)) word.start = word.end - longest;
  }
}

/** Joins marks to the words that they belong to; the marks stay as empty words without text. */
function joinPunctuation(words: Draft[]): void {
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

function clear(word: Draft): void {
  word.word = "";
  word.nTokens = 0;
}

/** Gives the words to the segments whose tokens they are made of. */
function distribute(words: Draft[], tokenCounts: number[]): Draft[][] {
  let next = 0;
  let excess = 0; // tokens of a word that reaches into the next segment
  return tokenCounts.map((count) => {
    const own: Draft[] = [];
    let taken = excess;
    while (next < words.length && taken < count) {
      const word = words[next++];
      taken += word.nTokens;
      if (word.word.trim() !== "") own.push(word);
    }
    excess = Math.max(0, taken - count);
    return own;
  });
}

/** As the last part of `add_word_timestamps`. @returns when the segment's speech is over */
function shortenAtSegmentEnds(
  words: Draft[],
  segment: Span,
  usual: number,
  lastSpeech: number,
): number {
  const longest = usual * 2;
  const [first, second] = words;
  const isAfterPause = first.end - lastSpeech > usual * 4;
  const isLong = first.end - first.start > longest || (second && second.end - first.start > longest * 2);
  if (isAfterPause && isLong) {
    if (second && second.end - second.start > longest) {
      first.end = second.start = Math.max(second.end / 2, second.end - longest);
    }
    first.start = Math.max(0, first.end - longest);
  }
  if (segment.start < first.end && segment.start - SEGMENT_TOLERANCE_SECONDS > first.start) {
    first.start = Math.max(0, Math.min(first.end - usual, segment.start));
  }
  const last = words[words.length - 1];
  if (segment.end > last.start && segment.end + SEGMENT_TOLERANCE_SECONDS < last.end) {
    last.end = Math.max(last.start + usual, segment.end);
  }
  return last.end;
}

/** Joins spans that are a breath apart: a longer silence is not within a word. */
function joinSpans(speech: Span[]): Span[] {
  const joined: Span[] = [];
  for (const { start, end } of speech) {
    const last = joined.at(-1);
    if (last && start - last.end <= LONGEST_SILENCE_SECONDS) last.end = end;
    else joined.push({ start, end });
  }
  return joined;
}

/** Takes a word out of the silence before or after the speech that most of it is in. */
function keepToSpeech(word: Draft, speech: Span[]): void {
  let own: Span | null = null;
  let most = 0;
  for (const span of speech) {
    const shared = Math.min(word.end, span.end) - Math.max(word.start, span.start);
    if (shared > most) [own, most] = [span, shared];
  }
  if (!own) return; // said where no voice was found: its times are all there is
  if (word.start < own.start - TOLERANCE_SECONDS) word.start = own.start - ONSET_LEAD_SECONDS;
  if (word.end > own.end + TOLERANCE_SECONDS) word.end = own.end + TOLERANCE_SECONDS;
}

/** Makes starts rise and words not overlap, none shorter than 40 ms unless there is no room, all within the window. */
function putInOrder(words: Draft[], length: number): void {
  const least = Math.min(LEAST_WORD_SECONDS, length / Math.max(1, words.length));
  let from = 0;
  for (const [i, word] of words.entries()) {
    const latestEnd = length - least * (words.length - i - 1); // leaves room for the words to come
    word.start = Math.min(Math.max(word.start, from), latestEnd - least);
    const nextStart = words[i + 1]?.start ?? length;
    word.end = Math.min(Math.max(Math.min(word.end, nextStart), word.start + least), latestEnd);
    from = word.end;
  }
}
