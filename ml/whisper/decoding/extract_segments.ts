import type { DroppedSegment, Segment } from "../../../src/core/types.ts";
import { SAMPLE_RATE } from "../../audio/constants.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import { COMPRESSION_RATIO_THRESHOLD } from "../../../src/core/decode_thresholds.ts";
import { type Attempt, compressionRatio, isDoubtful, judgeAttempt } from "./attempt.ts";
import { type Piece, secondsWithin, splitPieces } from "./segments.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";

/** A segment without its number in the transcript. */
export type DraftSegment = Omit<Segment, "id">;

/** The segments of one window. */
export interface WindowResult {
  segments: DraftSegment[];
  dropped: DroppedSegment[];
  /** One list for each segment: those of its text tokens. */
  logprobs: number[][];
  /** The end of the window, if the decode ended before its speech did; to be decoded again. */
  rest: AudioWindow | null;
  /** Seconds of media up to which the window was read, by its last timestamp. */
  readTo: number;
  /** Whether another window begins at `readTo`. */
  isReadOn: boolean;
  /** Whether its text may mislead the next window. */
  shouldResetPrompt: boolean;
  /** Whether Whisper doubts its text, see `isDoubtful()`. */
  isDoubtful: boolean;
}

/** Less speech after the last segment is not decoded again; nor is a window of which less was read. */
const MIN_REST_SECONDS = 1;
/**
 * Text decoded at this temperature or above, or after every temperature failed, is not used as context; faster-whisper's
 * `prompt_reset_on_temperature`.
 */
const PROMPT_RESET_TEMPERATURE = 0.5;

/** Seconds of the window before which an end leaves so much speech unread that the rest is decoded again. */
export function leastEndSeconds({ start, speech }: AudioWindow): number {
  let missing = MIN_REST_SECONDS;
  for (const span of speech.toReversed()) {
    const length = span.end - span.start;
    if (length >= missing) return span.end - missing - start - TOLERANCE_SECONDS;
    missing -= length;
  }
  return 0;
}

/** Voice activity and Whisper's timestamps differ by up to this much. */
const TOLERANCE_SECONDS = 0.3;

export interface ExtractSegmentsOptions {
  /** Whether the speech after the last segment should be returned as `rest`. */
  shouldFindRest: boolean;
  /** Whether the next window starts at `readTo`. */
  isSeeking: boolean;
  /** Whether voice activity finds speech in the window; only a doubtful text needs it. */
  hasVoice: boolean;
}

/** Makes segments in media time from a window's tokens. Repetitions and hallucinations go to `dropped`. */
export function extractSegments(
  window: AudioWindow,
  attempt: Attempt,
  tokenizer: WhisperTokenizer,
  { shouldFindRest, isSeeking, hasVoice }: ExtractSegmentsOptions,
): WindowResult {
  const pieces = splitPieces(attempt.tokens, tokenizer.timestampBegin, window.end - window.start);
  // A decode without an end was cut off in its last piece: that is decoded again, as the beginning of the rest
  const isCutOff = isSeeking ? !pieces.at(-1)?.isClosed : !attempt.isEnded && shouldFindRest;
  if (isCutOff && pieces.length > 1) pieces.pop();
  const windowRule = judgeAttempt(attempt) === "silence"
    ? "silence"
    : isDoubtful(attempt) && !hasVoice
    ? "no voice"
    : null;
  const readTo = windowRule ? window.end : window.start + readSeconds(window, attempt.tokens, pieces, tokenizer);
  const isMisleading = attempt.isLastResort || attempt.temperature >= PROMPT_RESET_TEMPERATURE;
  const shouldResetPrompt = isMisleading && windowRule === null;
  const result: WindowResult = {
    ...{ segments: [], dropped: [], logprobs: [], rest: null },
    ...{ readTo, isReadOn: isSeeking, shouldResetPrompt, isDoubtful: isDoubtful(attempt) },
  };
  const counts = new Map<string, number>(); // of each text in this window
  for (const piece of pieces) {
    const segment = draftSegment(window, attempt, piece, tokenizer);
    if (segment.text.trim() === "") continue;
    const key = segment.text.trim().toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const rule = windowRule ?? dropReason(segment, attempt, counts.get(key)!, window);
    if (rule) {
      result.dropped.push({ id: -1, ...segment, rule });
    } else {
      result.segments.push(segment);
      result.logprobs.push(attempt.logprobs.filter((_, i) => isTextOf(piece, attempt, i, tokenizer)));
    }
  }
  if (shouldFindRest && !windowRule) result.rest = findRest(window, pieces);
  if (result.rest) Object.assign(result, { readTo: result.rest.start, isReadOn: true });
  return result;
}

/**
 * How far openai/whisper moves on: to the last pair of timestamps; over the whole window after a single one or none.
 */
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
  return (endsInPair || isCutOff) && last > 0 ? last : window.end - window.start;
}

function isTextOf(piece: Piece, attempt: Attempt, i: number, { endOfText }: WhisperTokenizer): boolean {
  return i >= piece.offset && i < piece.offset + piece.tokens.length && attempt.tokens[i] < endOfText;
}

function draftSegment(window: AudioWindow, attempt: Attempt, piece: Piece, tokenizer: WhisperTokenizer): DraftSegment {
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

/** Why a segment is dropped; null if it is kept. @param count how often this text has come in the window so far */
function dropReason(segment: DraftSegment, attempt: Attempt, count: number, window: AudioWindow): string | null {
  // Only in a window that fails the test, as in openai/whisper: people do say "no" eleven times
  const isRepetitive = judgeAttempt(attempt) === "repetition";
  if (isRepetitive && (count > 2 || compressionRatio(segment.text) > COMPRESSION_RATIO_THRESHOLD)) return "repetition";
  const { start, end } = segment;
  const speech = secondsWithin(window.speech, start - TOLERANCE_SECONDS, end + TOLERANCE_SECONDS);
  return speech === 0 ? "no voice" : null;
}

/** Nobody says a whole sentence faster. */
const HURRIED_LETTERS_PER_SECOND = 40;

/**
 * Drops segments that say again what the one before them says, where there is no time for it: behind the end of the
 * speech Whisper likes to write its last sentence once more. Words must have their times.
 */
export function dropHurriedRepeats(result: WindowResult): void {
  for (let i = result.segments.length - 1; i > 0; i--) {
    const [before, segment] = [result.segments[i - 1], result.segments[i]];
    const letters = lettersOf(segment.text);
    const start = segment.words.at(0)?.start ?? segment.start;
    const end = segment.words.at(-1)?.end ?? segment.end;
    if (letters !== lettersOf(before.text) || letters.length <= HURRIED_LETTERS_PER_SECOND * (end - start)) continue;
    result.segments.splice(i, 1);
    result.logprobs.splice(i, 1);
    result.dropped.push({ id: -1, ...segment, rule: "repetition" });
  }
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** The window from the end of the last segment on, if enough speech follows; as openai/whisper moves on. */
function findRest(window: AudioWindow, pieces: Piece[]): AudioWindow | null {
  const lastEnd = pieces.at(-1)?.end ?? 0;
  if (lastEnd < MIN_REST_SECONDS) return null;
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
