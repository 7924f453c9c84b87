import { zlibSync } from "fflate";
import {
  COMPRESSION_RATIO_THRESHOLD,
  LOGPROB_THRESHOLD,
  NO_SPEECH_THRESHOLD,
} from "../../../src/core/decode_thresholds.ts";

/** Below this average log-probability a text is made up: hot attempts at clear speech had -5. */
const MADE_UP_LOGPROB = -2;

/** Temperatures to try until a decode passes; as openai/whisper's `temperature`. */
export const TEMPERATURES = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** One decode of a window. */
export interface Attempt {
  temperature: number;
  /** Text and timestamp tokens, without the end token. */
  tokens: number[];
  /** One for each token, and one for the end token if it came. */
  logprobs: number[];
  /** Whether the decode ended with the end token, not by the token limit. */
  isEnded: boolean;
  /** Whether the decode was stopped because it repeated itself. */
  isLooped: boolean;
  text: string;
  avgLogprob: number;
  compressionRatio: number;
  noSpeechProb: number;
  /** Whether it is the best of attempts that all failed. */
  isLastResort?: boolean;
}

/** `silence`: nobody speaks. After `repetition` and `unlikely` the next temperature is tried. */
export type Verdict = "accepted" | "silence" | "repetition" | "unlikely";

/**
 * Whisper's three tests. Repetition comes first: text that repeats itself often has a high no-speech probability too,
 * and would count as silence instead of being decoded again.
 */
export function judgeAttempt(
  attempt: Pick<Attempt, "compressionRatio" | "avgLogprob" | "noSpeechProb"> & Partial<Pick<Attempt, "isLooped">>,
): Verdict {
  if (attempt.isLooped || attempt.compressionRatio > COMPRESSION_RATIO_THRESHOLD) return "repetition";
  if (attempt.avgLogprob >= LOGPROB_THRESHOLD) return "accepted";
  return attempt.noSpeechProb > NO_SPEECH_THRESHOLD ? "silence" : "unlikely";
}

/**
 * Whether any of Whisper's tests failed. openai/whisper takes a text for a hallucination only if the tests of
 * likelihood and of silence both fail. Over music and noise "Thank you." often passes one of them, so one failed test
 * is enough where voice activity finds no speech either.
 */
export function isDoubtful(attempt: Parameters<typeof judgeAttempt>[0]): boolean {
  return judgeAttempt(attempt) !== "accepted" || attempt.noSpeechProb > NO_SPEECH_THRESHOLD;
}

/**
 * Chooses from failed attempts: the likeliest without repetition, else the one that repeats itself least; one that is
 * made up only where all are.
 */
export function bestFailedAttempt(attempts: Attempt[]): Attempt {
  const credible = attempts.filter(({ avgLogprob }) => avgLogprob > MADE_UP_LOGPROB);
  const candidates = credible.length > 0 ? credible : attempts;
  const varied = candidates.filter((attempt) => judgeAttempt(attempt) !== "repetition");
  if (varied.length > 0) return varied.reduce((a, b) => b.avgLogprob > a.avgLogprob ? b : a);
  return candidates.reduce((a, b) => b.compressionRatio < a.compressionRatio ? b : a);
}

/** The UTF-8 length of a text divided by its zlib length; 0 for no text. */
export function compressionRatio(text: string): number {
  const bytes = new TextEncoder().encode(text);
  return bytes.length === 0 ? 0 : bytes.length / zlibSync(bytes).length;
}

/** As in openai/whisper, the end token counts even if it did not come. */
export function averageLogprob(logprobs: number[], nTokens: number): number {
  return logprobs.reduce((sum, p) => sum + p, 0) / (nTokens + 1);
}
