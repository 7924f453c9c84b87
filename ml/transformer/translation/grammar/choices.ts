/**
 * Random choices.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import type { Adjective } from "./adjectives.ts";
import { type Noun, nounsWith } from "./nouns.ts";
import { VERBS } from "./verbs.ts";

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)];
}

export function chance(random: Random, probability: number): boolean {
  return random.uniform() < probability;
}

/**
 * Picks a noun. Nouns that are objects of few verbs get a higher weight; otherwise "sister" would come twenty times as
 * often as "river".
 */
export function pickNoun(random: Random, nouns: readonly Noun[]): Noun {
  return pickWeighted(random, nouns.map((noun) => [noun, 1 / (0.1 + share(noun))]));
}

const shares = new Map<Noun, number>();

/** How often a noun would be an object if all verbs chose their objects evenly. */
function share(noun: Noun): number {
  let sum = shares.get(noun);
  if (sum === undefined) {
    const objects = VERBS.filter(({ objects }) => [...objects].some((tag) => noun.tags.includes(tag)));
    sum = objects.reduce((sum, { objects }) => sum + 1 / nounsWith(objects).length, 0);
    shares.set(noun, sum);
  }
  return sum;
}

/** Picks an adjective. Adjectives that fit few nouns get a higher weight. */
export function pickAdjective(random: Random, adjectives: readonly Adjective[]): Adjective {
  return pickWeighted(random, adjectives.map((adjective) => [adjective, 1 / nounsWith(adjective.tags).length]));
}

/** Picks one of `choices` by weight. */
export function pickWeighted<T>(random: Random, choices: readonly (readonly [T, number])[]): T {
  let left = random.uniform() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) if ((left -= weight) < 0) return choice;
  return choices.at(-1)![0];
}

/** Repeats `make` until the result is acceptable. */
export function until<T>(isWanted: (made: T) => boolean, make: () => T): T {
  for (;;) {
    const made = make();
    if (isWanted(made)) return made;
  }
}
