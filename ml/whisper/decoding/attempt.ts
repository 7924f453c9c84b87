import { zlibSync } from "fflate";
import {
  COMPRESSION_RATIO_THRESHOLD,
  LOGPROB_THRESHOLD,
  NO_SPEECH_THRESHOLD,
} from "../../../src/core/decode_thresholds.ts";

/** Below this average log-probability a text is made up: hot attempts at clear speech had -5. */
const MADE_UP_LOGPROB = -2;

/** After an attempt so hot and so unlikely no hotter ones are made: in an hour of speech none of them passed. */
const [HOPELESS_TEMPERATURE, HOPELESS_LOGPROB] = [0.6, -1.5];

/** A text that repeats itself is taken for what was said from this average log-probability on. */
const SURE_LOGPROB = -0.5;
/** Of a text that was made up for a sound there are fewer letters, of a loop more. */
const [LEAST_LETTERS_PER_SECOND, MOST_LETTERS_PER_SECOND] = [5, 18];

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
  /** Whether its repetition is what was said, as that of a refrain. */
  isRepetitionSaid?: boolean;
}

/** `silence`: nobody speaks. After `repetition` and `unlikely` the next temperature is tried. */
export type Verdict = "accepted" | "silence" | "repetition" | "unlikely";

/**
 * Whisper's three tests. Repetition comes first: text that repeats itself often has a high no-speech probability too,
 * and would count as silence instead of being decoded again.
 */
export function judgeAttempt(
  attempt:
    & Pick<Attempt, "compressionRatio" | "avgLogprob" | "noSpeechProb">
    & Partial<Pick<Attempt, "isLooped" | "isRepetitionSaid">>,
): Verdict {
  const isRepetitive = attempt.compressionRatio > COMPRESSION_RATIO_THRESHOLD && !attempt.isRepetitionSaid;
  if (attempt.isLooped || isRepetitive) return "repetition";
  if (attempt.avgLogprob >= LOGPROB_THRESHOLD) return "accepted";
  return attempt.noSpeechProb > NO_SPEECH_THRESHOLD ? "silence" : "unlikely";
}

/**
 * Whether a text that repeats itself was said so: Whisper is sure of it, ended it by itself, and it has as many letters
 * as fit the speech. A refrain that is sung four times is; a loop that Whisper fell into is not.
 *
 * @param speechSeconds the speech in the window
 */
export function isRepetitionSaid(
  { isEnded, isLooped, avgLogprob, text }: Pick<Attempt, "isEnded" | "isLooped" | "avgLogprob" | "text">,
  speechSeconds: number,
): boolean {
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return isEnded && !isLooped && avgLogprob >= SURE_LOGPROB &&
    letters >= LEAST_LETTERS_PER_SECOND * speechSeconds && letters <= MOST_LETTERS_PER_SECOND * speechSeconds;
}

/** Whether a higher temperature may write what passes the tests that this attempt failed. */
export function shouldTryHotter(attempt: Attempt): boolean {
  const verdict = judgeAttempt(attempt);
  const isHopeless = attempt.temperature >= HOPELESS_TEMPERATURE && attempt.avgLogprob <= HOPELESS_LOGPROB;
  return verdict === "repetition" || verdict === "unlikely" && !isHopeless;
}

/** Whether Whisper's tests for repetition or likelihood failed. */
export function isFailed(attempt: Attempt): boolean {
  return ["repetition", "unlikely"].includes(judgeAttempt(attempt));
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
