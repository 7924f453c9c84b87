import { OPUS_PAIRS } from "../../../src/core/opus_mt.ts";
import type { OfferedTranslator } from "../../../src/translation/configured.ts";
import { bySentence } from "../../../src/translation/sentences.ts";
import type { Marian } from "./marian.ts";

/** The models of OPUS-MT among the translators that can be chosen. */
export function offeredMarian(marian: Marian): OfferedTranslator {
  return {
    id: "marian",
    translator: bySentence(marian),
    targets: (from) => Promise.resolve(OPUS_PAIRS.filter((pair) => pair.from === from).map(({ to }) => to)),
    hasTarget: (to) => Promise.resolve(OPUS_PAIRS.some((pair) => pair.to === to)),
  };
}
