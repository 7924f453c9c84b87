import type { Segment } from "./types.ts";

/** The thresholds of openai/whisper's `transcribe`: beyond them a decode is probably invented or repeated text. */
export const COMPRESSION_RATIO_THRESHOLD = 2.4;
export const LOGPROB_THRESHOLD = -1.0;
export const NO_SPEECH_THRESHOLD = 0.6;

/** The thresholds that a decode fails, by the JSON name of the value. */
export function failedThresholds(
  { compressionRatio, avgLogprob, noSpeechProb }: Pick<Segment, "compressionRatio" | "avgLogprob" | "noSpeechProb">,
): Record<string, number> {
  return {
    ...(compressionRatio > COMPRESSION_RATIO_THRESHOLD && { compression_ratio: COMPRESSION_RATIO_THRESHOLD }),
    ...(avgLogprob < LOGPROB_THRESHOLD && { avg_logprob: LOGPROB_THRESHOLD }),
    ...(noSpeechProb > NO_SPEECH_THRESHOLD && { no_speech_prob: NO_SPEECH_THRESHOLD }),
  };
}
