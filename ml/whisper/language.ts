import type { LanguageCode } from "../../src/core/languages.ts";
import type { Encoded } from "./encoded.ts";
import { NO_SPEECH_THRESHOLD } from "./fallback.ts";
import type { WhisperModel } from "./model.ts";

/** Windows of speech whose probabilities are averaged. */
const N_WINDOWS = 3;

export interface DetectedLanguage {
  language: LanguageCode;
  /** 0 to 1. */
  probability: number;
  /** Whether it was heard in speech; else it is no more than a guess over music or noise. */
  isHeard: boolean;
}

/**
 * The language that is spoken in a batch of windows: the mean of the first three in which the model hears speech, for over
 * music and noise it says English or anything.
 */
export async function detectLanguage(
  model: Pick<WhisperModel, "decode" | "tokenizer">,
  encoded: Encoded,
): Promise<DetectedLanguage> {
  const { tokenizer } = model;
  const codes = [...tokenizer.languageTokens.keys()];
  if (codes.length === 0) return { language: "en", probability: 1, isHeard: true }; // the model knows no other
  const prompt = tokenizer.prompt(codes[0], "transcribe"); // what follows the start does not change what is read there
  const decoded = await model.decode(encoded, { prompt, temperature: 0, maxNew: 1 });
  const isSpeech = decoded.filter((row) => row.noSpeechProb <= NO_SPEECH_THRESHOLD);
  const heard = (isSpeech.length > 0 ? isSpeech : decoded).slice(0, N_WINDOWS);
  const mean = codes.map((_, i) => heard.reduce((sum, row) => sum + row.languageProbs[i], 0) / heard.length);
  const best = mean.indexOf(Math.max(...mean));
  return { language: codes[best], probability: mean[best], isHeard: isSpeech.length > 0 };
}
