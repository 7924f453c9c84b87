/**
 * Finds stems and endings of words by counting.
 *
 * Cut a word anywhere. If the front part has several continuations (com-o, com-es, com-ió), and the back part follows
 * many front parts (beb-eremos, romp-eremos), the cut probably separates a stem from an ending. No list of endings is
 * needed.
 *
 * @module
 */

const SHORTEST_STEM = 3;
const LONGEST_ENDING = 7;
/** Continuations that a stem needs before they count as endings. */
const LEAST_ENDINGS = 4;
/** Stems that an ending must follow. */
const LEAST_STEMS = 5;

export interface Endings {
  endings: string[];
  /** Stems, each with the number of its endings. */
  stems: Record<string, number>;
}

/** Every cut of a word; the last one is the whole word with an empty ending. */
function* cuts(word: string): Generator<[stem: string, ending: string]> {
  for (let at = Math.max(SHORTEST_STEM, word.length - LONGEST_ENDING); at < word.length; at++) {
    yield [word.slice(0, at), word.slice(at)];
  }
  yield [word, ""];
}

/** Finds the endings and stems of words. Each word is given once. */
export function findEndings(words: readonly string[]): Endings {
  const letters = words.filter((word) => /^\p{L}+$/u.test(word));
  const byStem = new Map<string, Set<string>>();
  for (const word of letters) {
    for (const [stem, ending] of cuts(word)) {
      const endings = byStem.get(stem);
      if (endings) endings.add(ending);
      else byStem.set(stem, new Set([ending]));
    }
  }
  const stemsBehind = new Map<string, number>();
  for (const endings of byStem.values()) {
    if (endings.size < LEAST_ENDINGS) continue;
    for (const ending of endings) stemsBehind.set(ending, (stemsBehind.get(ending) ?? 0) + 1);
  }
  const kept = new Set([...stemsBehind].filter(([, count]) => count >= LEAST_STEMS).map(([ending]) => ending));
  kept.add("");
  const stems: Record<string, number> = {};
  for (const [stem, endings] of byStem) {
    const count = [...endings].filter((ending) => kept.has(ending)).length;
    if (count >= 2) stems[stem] = count;
  }
  return { endings: [...kept].filter((ending) => ending !== ""), stems };
}

/** Cuts a word after the stem with the most endings; of equal stems it takes the longest, so a word may stay whole. */
export class Cutter {
  readonly #endings: ReadonlySet<string>;
  readonly #stems: ReadonlyMap<string, number>;

  constructor({ endings, stems }: Endings) {
    this.#endings = new Set(["", ...endings]);
    this.#stems = new Map(Object.entries(stems));
  }

  /** comeremos -> com, eremos; a word without a cut has an empty ending. The best cut comes first. */
  cuts(word: string): [stem: string, ending: string][] {
    return [...cuts(word)]
      .map(([stem, ending]) => ({ stem, ending, count: this.#endings.has(ending) ? this.#stems.get(stem) ?? 0 : 0 }))
      .filter(({ count, ending }) => count > 0 || ending === "")
      .sort((a, b) => b.count - a.count || b.stem.length - a.stem.length)
      .map(({ stem, ending }) => [stem, ending]);
  }
}
