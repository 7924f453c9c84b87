import { zlibSync } from "fflate";
import {
  COMPRESSION_RATIO_THRESHOLD,
  LOGPROB_THRESHOLD,
  NO_SPEECH_THRESHOLD,
} from "../../../src/core/decode_thresholds.ts";

/** Tried one after the other until a decode passes; as openai/whisper's `temperature`. */
export const TEMPERATURES = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** One decode of a window. */
export interface Attempt {
  temperature: number;
  /** With times, without the end token. */
  tokens: number[];
  /** Of each token, and of the end token where it came. */
  logprobs: number[];
  /** Whether the end token came before the room was used up. */
  isEnded: boolean;
  /** Whether it was ended because it went round in circles. */
  isLooped: boolean;
  text: string;
  avgLogprob: number;
  compressionRatio: number;
  noSpeechProb: number;
}

/** `silence`: nothing was said; `repetition` and `unlikely` are worth another try. */
export type Verdict = "accepted" | "silence" | "repetition" | "unlikely";

/**
 * Whisper's three tests. Repetition comes first: text that goes round in circles often has a high no-speech probability too,
 * and the rule of silence must not keep it from being decoded again.
 */
export function judge(
  attempt: Pick<Attempt, "isLooped" | "compressionRatio" | "avgLogprob" | "noSpeechProb">,
): Verdict {
  if (attempt.isLooped || attempt.compressionRatio > COMPRESSION_RATIO_THRESHOLD) return "repetition";
  if (attempt.avgLogprob >= LOGPROB_THRESHOLD) return "accepted";
  return attempt.noSpeechProb > NO_SPEECH_THRESHOLD ? "silence" : "unlikely";
}

/**
 * Whether any of Whisper's tests failed. To call a text invented, openai/whisper wants the one of likelihood and the one of
 * silence to fail both: too much over music and noise, where "Thank you." often is just likely enough, or silence just not.
 * One is enough where another model hears no voice either.
 */
export function isDoubtful(attempt: Parameters<typeof judge>[0]): boolean {
  return judge(attempt) !== "accepted" || attempt.noSpeechProb > NO_SPEECH_THRESHOLD;
}

/** Of attempts that all failed: the likeliest that does not repeat itself, else the one that does it least. */
export function leastBad(attempts: Attempt[]): Attempt {
  const varied = attempts.filter((attempt) => judge(attempt) !== "repetition");
  if (varied.length > 0) return varied.reduce((a, b) => b.avgLogprob > a.avgLogprob ? b : a);
  return attempts.reduce((a, b) => b.compressionRatio < a.compressionRatio ? b : a);
}

/** Length of the text in bytes over its zlib length; 0 where there is none. */
export function compressionRatio(text: string): number {
  const bytes = new TextEncoder().encode(text);
  return bytes.length === 0 ? 0 : bytes.length / zlibSync(bytes).length;
}

/** As openai/whisper has it: the end token counts whether it came or not. */
export function averageLogprob(logprobs: number[], nTokens: number): number {
  return logprobs.reduce((sum, p) => sum + p, 0) / (nTokens + 1);
}
