import { NO_SPEECH_THRESHOLD } from "../../../src/core/decode_thresholds.ts";
import type { LanguageCode } from "../../../src/core/languages.ts";
import type { Encoded } from "./encoded.ts";
import { rowCount } from "./encoded.ts";
import type { WhisperModel } from "./model.ts";
import type { HeardLanguage } from "./types.ts";

export interface DetectedLanguage {
  language: LanguageCode;
  /** 0 to 1. */
  probability: number;
  /** Whether it was heard in speech; else it is no more than a guess over music or noise. */
  isHeard: boolean;
}

/** Reads the languages of a batch of windows, from the one position of the decoder that tells them. */
export async function hearLanguages(
  model: Pick<WhisperModel, "decode" | "tokenizer">,
  encoded: Encoded,
): Promise<HeardLanguage[]> {
  const [first] = model.tokenizer.languageTokens.keys();
  const prompt = model.tokenizer.prompt(first ?? "en", "transcribe"); // what follows the start does not change what is read
  const prompts = Array.from({ length: rowCount(encoded) }, () => prompt);
  const decoded = await model.decode(encoded, { prompts, temperature: 0, maxNew: 1 });
  return decoded.map(({ languageProbs, noSpeechProb }) => ({ probabilities: languageProbs, noSpeechProb }));
}

/**
 * The language of windows: the mean of those in which the model hears speech, for over music and noise it says English or
 * anything.
 *
 * @param codes in the order of the probabilities; none for a model that knows English only
 */
export function chooseLanguage(codes: LanguageCode[], windows: HeardLanguage[]): DetectedLanguage {
  if (codes.length === 0) return { language: "en", probability: 1, isHeard: true };
  const isSpeech = windows.filter(({ noSpeechProb }) => noSpeechProb <= NO_SPEECH_THRESHOLD);
  const heard = isSpeech.length > 0 ? isSpeech : windows;
  const mean = codes.map((_, i) => heard.reduce((sum, row) => sum + row.probabilities[i], 0) / heard.length);
  const best = mean.indexOf(Math.max(...mean));
  return { language: codes[best], probability: mean[best], isHeard: isSpeech.length > 0 };
}
