import type { LanguageCode } from "../core/languages.ts";

/** A pair of languages that a Bergamot model translates in the process. */
export interface BergamotPair {
  from: LanguageCode;
  to: LanguageCode;
  /** Its name in the catalog of models. */
  model: string;
}

/** The pairs whose models come by a package registry. */
export const BERGAMOT_PAIRS: readonly BergamotPair[] = [
  { from: "en", to: "pt", model: "bergamot-en-pt" },
  { from: "pt", to: "en", model: "bergamot-pt-en" },
];

export function findBergamotPair(from: LanguageCode, to: LanguageCode): BergamotPair | undefined {
  return BERGAMOT_PAIRS.find((pair) => pair.from === from && pair.to === to);
}
