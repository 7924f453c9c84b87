/**
 * Makes two sets of sentence pairs. The second contains combinations that never occur in the first.
 *
 * A test on merely new sentences proves little: each may have close neighbours in the training set. So some
 * combinations are set aside beforehand: an adjective with a noun, a regular verb in a person and tense, a verb with
 * its object. Every held-out sentence has at least one of them, and no training sentence has any: the model must
 * combine what it learned separately.
 *
 * @module
 */
import { pickWeighted } from "./choices.ts";
import { Random } from "../../random.ts";
import type { SentencePair } from "../pairs.ts";
import { writeEnglish, writeSpanish } from "./clauses.ts";
import type { Phrase } from "./phrases.ts";
import { PLAIN } from "./sentences.ts";
import { SPECIAL } from "./special.ts";

export interface GeneratedPair extends SentencePair {
  /** `adjective red house`, `form eat 1p future`, `object eat apple`. */
  combinations: readonly string[];
}

export interface GeneratedPairs {
  training: GeneratedPair[];
  heldOut: GeneratedPair[];
}

/** Share of all combinations that training never uses. */
const HELD_OUT_SHARE = 0.05;
const MOST_WORDS = 14;
const KINDS = [...PLAIN, ...SPECIAL];

/** Spanish "your" is "tu" for one person and "su" for several, so "your" next to "you all" is ambiguous. */
const IS_UNCLEAR = /\byou all\b.*\byour\b|\byour\b.*\byou all\b/i;

/** Makes a random sentence pair. */
function generatePair(random: Random): GeneratedPair {
  const { en, es, combinations }: Phrase = pickWeighted(random, KINDS)(random);
  const source = writeEnglish(en);
  return IS_UNCLEAR.test(source) ? generatePair(random) : { source, target: writeSpanish(es), combinations };
}

/** Whether a combination is held out: decided by a hash, so the order of generation does not matter. */
function isHeldOut(combination: string, seed: number): boolean {
  let hash = 0x811c9dc5 ^ seed; // FNV-1a, then mixed as in MurmurHash3: so that the last letters affect all bits
  for (let i = 0; i < combination.length; i++) hash = Math.imul(hash ^ combination.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < HELD_OUT_SHARE;
}

/**
 * Generates distinct English sentences with their Spanish, in two sets: no training sentence contains a held-out
 * combination. The same seed gives the same sentences.
 */
export function generatePairs(options: { training?: number; heldOut?: number; seed?: number } = {}): GeneratedPairs {
  const { training = 8000, heldOut = 400, seed = 1 } = options;
  const random = new Random(seed);
  const seen = new Set<string>();
  const sets: GeneratedPairs = { training: [], heldOut: [] };
  while (sets.training.length < training || sets.heldOut.length < heldOut) {
    const pair = generatePair(random);
    if (seen.has(pair.source) || pair.source.split(" ").length > MOST_WORDS) continue;
    const isNew = pair.combinations.some((combination) => isHeldOut(combination, seed));
    const [set, size] = isNew ? [sets.heldOut, heldOut] as const : [sets.training, training] as const;
    if (set.length >= size) continue;
    seen.add(pair.source);
    set.push(pair);
  }
  return sets;
}
