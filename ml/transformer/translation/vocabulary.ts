/**
 * The vocabulary: pieces of words and their numbers.
 *
 * A model of whole words cannot write "comeremos" if training had only comer, comeré and beberemos. So words are cut
 * into stem and ending (endings.ts): com + eremos. Pieces that are too rare are spelled in letters.
 *
 * @module
 */
import { Cutter, type Endings, findEndings } from "./endings.ts";
import { joinWords } from "./words.ts";

export const PAD = 0;
export const START = 1;
export const END = 2;
export const UNKNOWN = 3;
const SPECIAL = ["<pad>", "<start>", "<end>", "<unknown>"];
/** Marks a piece that continues a word. */
const JOINT = "+";

export interface VocabularyData extends Endings {
  /** In the order of their numbers. */
  pieces: string[];
  /** Words with a capital anywhere in a sentence: I, Ana, Monday. */
  names: string[];
}

/** The pieces of one language's words, with their numbers. */
export class Vocabulary {
  readonly #data: VocabularyData;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #names: ReadonlySet<string>;
  readonly #cutter: Cutter;

  constructor(data: VocabularyData) {
    this.#data = data;
    this.#ids = new Map(data.pieces.map((piece, id) => [piece, id]));
    this.#names = new Set(data.names);
    this.#cutter = new Cutter(data);
  }

  /**
   * Builds a vocabulary from sentences.
   *
   * @param sentences each a list of words as they are written
   * @param maxPieces rarer pieces are spelled in letters
   */
  static learn(sentences: readonly (readonly string[])[], maxPieces = 6000): Vocabulary {
    const names = namesOf(sentences);
    const words = countOf(sentences.flatMap((words) => lowerFirst(words, new Set(names))));
    const cutter = new Vocabulary({ pieces: [], names, ...findEndings([...words.keys()]) });
    const counts = new Map<string, number>();
    for (const [word, count] of words) {
      for (const piece of cutter.#cuts(word)[0]) counts.set(piece, (counts.get(piece) ?? 0) + count);
    }
    const ranked = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1));
    const kept = new Set(ranked.slice(0, maxPieces));
    for (const piece of ranked.slice(maxPieces)) for (const letter of spell(piece.replace(JOINT, ""))) kept.add(letter);
    return new Vocabulary({ ...cutter.#data, pieces: [...SPECIAL, ...kept] });
  }

  get size(): number {
    return this.#data.pieces.length;
  }

  toJSON(): VocabularyData {
    return this.#data;
  }

  /** The piece of a number: `com`, `+eremos`, `<end>`. */
  piece(id: number): string {
    return this.#data.pieces[id];
  }

  /** The numbers of a sentence's words, without start and end. */
  encode(words: readonly string[]): number[] {
    return this.pieces(words).map((piece) => this.#ids.get(piece) ?? UNKNOWN);
  }

  /** Cuts words into pieces; a word that the vocabulary cannot represent stays whole. */
  pieces(words: readonly string[]): string[] {
    return lowerFirst(words, this.#names).flatMap((word) => {
      const known = this.#cuts(word).find((cut) => cut.every((piece) => this.#ids.has(piece)));
      if (known) return known;
      const letters = spell(word);
      return letters.every((letter) => this.#ids.has(letter)) ? letters : [word];
    });
  }

  /** Whether the vocabulary has a piece. */
  has(piece: string): boolean {
    return this.#ids.has(piece);
  }

  /** Writes the sentence of these numbers. */
  decode(ids: readonly number[]): string {
    const words: string[] = [];
    for (const id of ids) {
      if (id === PAD || id === START || id === END) continue;
      const piece = this.#data.pieces[id];
      if (piece.length > 1 && piece.startsWith(JOINT) && words.length > 0) words[words.length - 1] += piece.slice(1);
      else words.push(piece);
    }
    return joinWords(words);
  }

  #cuts(word: string): string[][] {
    return this.#cutter.cuts(word).map(([stem, ending]) => ending ? [stem, JOINT + ending] : [stem]);
  }
}

function spell(word: string): string[] {
  return [...word].map((letter, i) => i === 0 ? letter : JOINT + letter);
}

function countOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const CAPITAL = /^\p{Lu}/u;

/** Index of the first word, after signs such as ¿. */
function firstWord(words: readonly string[]): number {
  return words.findIndex((word) => /^[\p{L}\p{N}]/u.test(word));
}

/** Words mostly written with a capital when they are not first in a sentence. */
function namesOf(sentences: readonly (readonly string[])[]): string[] {
  const within = countOf(sentences.flatMap((words) => words.slice(firstWord(words) + 1)));
  const small = (word: string) => within.get(word.toLowerCase()) ?? 0;
  return [...within].filter(([word, count]) => CAPITAL.test(word) && count > small(word)).map(([word]) => word).sort();
}

function lowerFirst(words: readonly string[], names: ReadonlySet<string>): string[] {
  const at = firstWord(words);
  return words.map((word, i) => i === at && CAPITAL.test(word) && !names.has(word) ? word.toLowerCase() : word);
}
