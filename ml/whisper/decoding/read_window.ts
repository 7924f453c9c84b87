import type { DroppedSegment, Segment } from "../../../src/core/types.ts";
import { SAMPLE_RATE } from "../../audio/constants.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import { COMPRESSION_RATIO_THRESHOLD } from "../../../src/core/decode_thresholds.ts";
import { type Attempt, compressionRatio, isDoubtful, judge } from "./fallback.ts";
import { type Piece, secondsWithin, splitPieces } from "./segments.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";

/** A segment that has no number yet. */
export type DraftSegment = Omit<Segment, "id">;

/** What was read from one window. */
export interface ReadWindow {
  segments: DraftSegment[];
  dropped: DroppedSegment[];
  /** Of each segment's text tokens. */
  logprobs: number[][];
  /** What is left to decode, where the decode ended before the speech did. */
  rest: AudioWindow | null;
  /** Seconds of media up to which the window was read, by its own last time. */
  readTo: number;
}

/** Speech after the last segment that makes it worth to decode the rest, and what a decode must have got through. */
const LEAST_REST_SECONDS = 1;

/** The seconds of a window before which there is enough speech left to decode the rest. */
export function leastEndSeconds({ start, speech }: AudioWindow): number {
  let missing = LEAST_REST_SECONDS;
  for (const span of speech.toReversed()) {
    const length = span.end - span.start;
    if (length >= missing) return span.end - missing - start - TOLERANCE_SECONDS;
    missing -= length;
  }
  return 0;
}

/** Voice activity and Whisper's times differ by as much. */
const TOLERANCE_SECONDS = 0.3;

export interface ReadWindowOptions {
  /** Whether the window ends at a pause, so that what is left of it at its end is to be decoded again. */
  findsRest: boolean;
  /** Whether the next window begins where this one was read to. */
  isSeeking: boolean;
  /** Whether voice activity finds that somebody speaks in it; asked only of a window whose text is doubtful. */
  hasVoice: boolean;
}

/** Turns a window's tokens into segments in media time, leaves out what is repetition or invention, and finds the rest. */
export function readWindow(
  window: AudioWindow,
  attempt: Attempt,
  tokenizer: WhisperTokenizer,
  { findsRest, isSeeking, hasVoice }: ReadWindowOptions,
): ReadWindow {
  const pieces = splitPieces(attempt.tokens, tokenizer.timestampBegin, window.end - window.start);
  // Without an end the last piece was cut off; it is decoded again as the beginning of the rest
  const isCutOff = isSeeking ? !pieces.at(-1)?.isClosed : !attempt.isEnded && findsRest;
  if (isCutOff && pieces.length > 1) pieces.pop();
  const nothing = judge(attempt) === "silence" ? "silence" : isDoubtful(attempt) && !hasVoice ? "no voice" : null;
  const readTo = nothing ? window.end : window.start + readSeconds(window, attempt.tokens, pieces, tokenizer);
  const read: ReadWindow = { segments: [], dropped: [], logprobs: [], rest: null, readTo };
  const said = new Map<string, number>();
  for (const piece of pieces) {
    const segment = draft(window, attempt, piece, tokenizer);
    if (segment.text.trim() === "") continue;
    const key = segment.text.trim().toLowerCase();
    said.set(key, (said.get(key) ?? 0) + 1);
    const rule = nothing ?? brokenRule(segment, said.get(key)!, window);
    if (rule) {
      read.dropped.push({ id: -1, ...segment, rule });
    } else {
      read.segments.push(segment);
      read.logprobs.push(attempt.logprobs.filter((_, i) => isTextOf(piece, attempt, i, tokenizer)));
    }
  }
  if (findsRest && !nothing) read.rest = restOf(window, pieces);
  return read;
}

/** As openai/whisper moves on: to the last pair of times, or over all of the window where it ends in a single one or none. */
function readSeconds(
  window: AudioWindow,
  tokens: number[],
  pieces: Piece[],
  { timestampBegin }: WhisperTokenizer,
): number {
  const isTime = (token: number | undefined) => token !== undefined && token >= timestampBegin;
  const endsInPair = isTime(tokens.at(-1)) && isTime(tokens.at(-2));
  const isCutOff = !isTime(tokens.at(-1));
  const last = pieces.at(-1)?.isClosed ? pieces.at(-1)!.end : 0;
  return (endsInPair || isCutOff) && last >= LEAST_REST_SECONDS ? last : window.end - window.start;
}

function isTextOf(piece: Piece, attempt: Attempt, i: number, { endOfText }: WhisperTokenizer): boolean {
  return i >= piece.offset && i < piece.offset + piece.tokens.length && attempt.tokens[i] < endOfText;
}

function draft(window: AudioWindow, attempt: Attempt, piece: Piece, tokenizer: WhisperTokenizer): DraftSegment {
  return {
    start: window.start + piece.start,
    end: window.start + piece.end,
    text: tokenizer.decode(piece.tokens),
    tokens: piece.tokens,
    temperature: attempt.temperature,
    avgLogprob: attempt.avgLogprob,
    compressionRatio: attempt.compressionRatio,
    noSpeechProb: attempt.noSpeechProb,
    words: [],
  };
}

/** Why a segment is left out; null where it stays. @param times how often the window has said this by now */
function brokenRule(segment: DraftSegment, times: number, window: AudioWindow): string | null {
  // as openai/whisper, of a window that fails the test only: people do say "no" eleven times
  const isLooped = segment.compressionRatio > COMPRESSION_RATIO_THRESHOLD;
  if (isLooped && (times > 2 || compressionRatio(segment.text) > COMPRESSION_RATIO_THRESHOLD)) return "repetition";
  const { start, end } = segment;
  const speech = secondsWithin(window.speech, start - TOLERANCE_SECONDS, end + TOLERANCE_SECONDS);
  return speech === 0 ? "no voice" : null;
}

/** As openai/whisper moves on from the last time only: what comes after it is heard again. */
function restOf(window: AudioWindow, pieces: Piece[]): AudioWindow | null {
  const lastEnd = pieces.at(-1)?.end ?? 0;
  if (lastEnd < LEAST_REST_SECONDS) return null;
  const start = window.start + lastEnd;
  if (lastEnd > leastEndSeconds(window)) return null;
  const from = Math.round(lastEnd * SAMPLE_RATE);
  return {
    start,
    end: window.end,
    samples: window.samples.subarray(from),
    speech: window.speech.filter((span) => span.end > start).map((span) => ({
      ...span,
      start: Math.max(span.start, start),
    })),
  };
}
