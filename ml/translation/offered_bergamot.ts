import { BERGAMOT_PAIRS } from "../../src/translation/bergamot_pairs.ts";
import type { OfferedTranslator } from "../../src/translation/configured.ts";
import { bySentence } from "../../src/translation/sentences.ts";
import type { Bergamot } from "./bergamot.ts";

/** Bergamot among the translators that can be chosen. */
export function offeredBergamot(bergamot: Bergamot): OfferedTranslator {
  return {
    id: "bergamot",
    translator: bySentence(bergamot),
    targets: (from) => Promise.resolve(BERGAMOT_PAIRS.filter((pair) => pair.from === from).map(({ to }) => to)),
    hasTarget: (to) => Promise.resolve(BERGAMOT_PAIRS.some((pair) => pair.to === to)),
  };
}
