import { type EditCue, wordsOfText } from "./cue.ts";
import { type Cues, freshKey } from "./operations.ts";
import { areSame } from "./compare.ts";
import { lintCues, type LintFinding, type LintProfileName, repairCue } from "../lint.ts";

/** The most passes: one repair can make another one possible. */
const MOST_PASSES = 12;

/** Repairs one finding; the pieces of a cut cue get new keys. */
export function repairFinding(
  cues: Cues,
  finding: LintFinding,
  profile: LintProfileName,
  language: string | null,
): Cues {
  const repaired = repairCue(cues, finding, profile, language);
  return areSame(cues, repaired) ? cues : adopt(cues, repaired);
}

/** Repairs as many findings as possible, until none is left or a pass changes nothing. */
export function repairAll(cues: Cues, profile: LintProfileName, language: string | null): Cues {
  let now = cues;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const findings = lintCues(now, profile, language).filter(({ canRepair }) => canRepair);
    const order = findings.find(({ rule }) => rule === "order");
    let next = now;
    if (order) next = repairFinding(now, order, profile, language);
    else {
      const firstOfCue = new Map<number, LintFinding>();
      for (const finding of findings) if (!firstOfCue.has(finding.cue)) firstOfCue.set(finding.cue, finding);
      // from the end, so that the indices of earlier cues stay right
      for (const finding of [...firstOfCue.values()].toSorted((a, b) => b.cue - a.cue)) {
        next = repairFinding(next, finding, profile, language);
      }
    }
    if (next === now) break;
    now = next;
  }
  return now;
}

function adopt(before: Cues, repaired: readonly EditCue[]): Cues {
  const texts = new Map(before.map(({ key, text }) => [key, text]));
  const seen = new Set<number>();
  let fresh = Math.max(freshKey(before), freshKey(repaired));
  return repaired.map((cue) => {
    const key = seen.has(cue.key) ? fresh++ : cue.key;
    seen.add(key);
    const isSplit = key !== cue.key; // its words are right already
    const hasNewText = !isSplit && texts.get(key) !== cue.text && cue.words.length > 0;
    return { ...cue, key, words: hasNewText ? wordsOfText(cue.words, cue.text, cue) : cue.words };
  });
}
