import type { LanguageCode } from "./languages.ts";

/** A pair of languages that a model of OPUS-MT translates. */
export interface OpusPair {
  from: LanguageCode;
  to: LanguageCode;
  /** Its name in the catalog of models, which is its name at Helsinki-NLP on the hub. */
  model: string;
  /** Names the target language to a model that has several. */
  token?: string;
}

/** Languages with a model of their own from and into English. */
const WITH_ENGLISH: LanguageCode[] = ["es", "de", "fr", "it", "nl", "ru", "uk", "zh"];
/** Other pairs with a model of their own. */
const OTHERS: [from: LanguageCode, to: LanguageCode][] = [
  ["ja", "en"],
  ...([["es", "fr"], ["es", "de"], ["fr", "de"]] as const).flatMap(([a, b]): [LanguageCode, LanguageCode][] => [
    [a, b],
    [b, a],
  ]),
];

/** The pairs that can be translated by a model of https://huggingface.co/Helsinki-NLP in the process. */
export const OPUS_PAIRS: readonly OpusPair[] = [
  ...WITH_ENGLISH.flatMap((code): OpusPair[] => [
    { from: "en", to: code, model: `opus-mt-en-${code}`, ...(code === "zh" && { token: ">>cmn_Hans<<" }) },
    { from: code, to: "en", model: `opus-mt-${code}-en` },
  ]),
  ...OTHERS.map(([from, to]): OpusPair => ({ from, to, model: `opus-mt-${from}-${to}` })),
  // Portuguese has no model of its own, and shares one with the languages like it
  { from: "en", to: "pt", model: "opus-mt-en-ROMANCE", token: ">>pt_br<<" },
  { from: "pt", to: "en", model: "opus-mt-ROMANCE-en" },
];

export function findOpusPair(from: LanguageCode, to: LanguageCode): OpusPair | undefined {
  return OPUS_PAIRS.find((pair) => pair.from === from && pair.to === to);
}
