import { NO_SPEECH_THRESHOLD } from "../../../src/core/decode_thresholds.ts";
import type { LanguageCode } from "../../../src/core/languages.ts";
import type { LanguageProbability } from "../../../src/core/types.ts";
import type { Encoded } from "./encoded.ts";
import { rowCount } from "./encoded.ts";
import type { WhisperModel } from "./model.ts";
import type { LanguageScores } from "./types.ts";

/** Less likely languages are left out of `DetectedLanguage.probabilities`. */
const MIN_PROBABILITY = 0.01;
const MAX_LANGUAGES = 5;

export interface DetectedLanguage {
  language: LanguageCode;
  /** 0 to 1. */
  probability: number;
  /** The likeliest languages, this one first; empty where nothing was detected. */
  probabilities: LanguageProbability[];
  /** Whether the windows have speech; if not, it is a guess from music or noise. */
  isFromSpeech: boolean;
}

/** Scores the languages of a batch of windows with one decoder step. */
export async function scoreLanguages(
  model: Pick<WhisperModel, "decode" | "tokenizer">,
  encoded: Encoded,
): Promise<LanguageScores[]> {
  const [first] = model.tokenizer.languageTokens.keys();
  // The scores come from the start token: the rest does not change them
  const prompt = model.tokenizer.prompt(first ?? "en", "transcribe");
  const prompts = Array.from({ length: rowCount(encoded) }, () => prompt);
  const decoded = await model.decode(encoded, { prompts, temperature: 0, maxNew: 1 });
  return decoded.map(({ languageProbs, noSpeechProb }) => ({ probabilities: languageProbs, noSpeechProb }));
}

/**
 * Chooses the language with the best mean score over the windows with speech: the scores of music and noise favour
 * English or are random.
 *
 * @param codes in the order of the probabilities; empty for an English-only model
 */
export function chooseLanguage(codes: LanguageCode[], windows: LanguageScores[]): DetectedLanguage {
  if (codes.length === 0) return { language: "en", probability: 1, probabilities: [], isFromSpeech: true };
  const withSpeech = windows.filter(({ noSpeechProb }) => noSpeechProb <= NO_SPEECH_THRESHOLD);
  const scored = withSpeech.length > 0 ? withSpeech : windows;
  const mean = codes.map((_, i) => scored.reduce((sum, row) => sum + row.probabilities[i], 0) / scored.length);
  const best = mean.indexOf(Math.max(...mean));
  const probabilities = codes.map((language, i) => ({ language, probability: mean[i] }))
    .filter(({ probability }, i) => i === best || probability > MIN_PROBABILITY)
    .sort((a, b) => b.probability - a.probability).slice(0, MAX_LANGUAGES);
  return { language: codes[best], probability: mean[best], probabilities, isFromSpeech: withSpeech.length > 0 };
}
