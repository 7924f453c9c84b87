/**
 * Noun phrases in both languages: an article, possessive, demonstrative or number that agrees with the noun, and an
 * adjective, which stands before the noun in English and after it in Spanish.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { type Adjective, adjectivesFor, agree } from "./adjectives.ts";
import { chance, pick, pickAdjective, pickWeighted } from "./choices.ts";
import { type Gender, NAMES, type Noun, nounsWith } from "./nouns.ts";

/** Words in both languages, with their combinations, by which the held-out sentences are separated. */
export interface Phrase {
  en: string[];
  es: string[];
  combinations: string[];
}

export interface NounPhrase extends Phrase {
  noun: Noun | null;
  gender: Gender;
  isPlural: boolean;
  /** Spanish puts "a" before a person as object: veo a Ana. */
  isPerson: boolean;
  /** Without a determiner: flowers, milk. */
  isBare: boolean;
}

export type Determiner = "the" | "a" | "possessive" | "this" | "that" | "number" | "many" | "first" | "bare";

const ARTICLES = { m: ["el", "los", "un"], f: ["la", "las", "una"] } as const;
/** English and Spanish; only "nuestro" has a feminine form. */
const POSSESSIVES = [["my", "mi"], ["your", "tu"], ["his", "su"], ["her", "su"], ["our", "nuestro"], ["their", "su"]];
const DEMONSTRATIVES = {
  this: { en: ["this", "these"], m: ["este", "estos"], f: ["esta", "estas"] },
  that: { en: ["that", "those"], m: ["ese", "esos"], f: ["esa", "esas"] },
} as const;
export const NUMBERS = [
  ["two", "dos"],
  ["three", "tres"],
  ["four", "cuatro"],
  ["five", "cinco"],
  ["six", "seis"],
  ["seven", "siete"],
  ["eight", "ocho"],
  ["nine", "nueve"],
  ["ten", "diez"],
] as const;
/** Adjectives that precede the noun in Spanish too; "primero" loses its last vowel there. */
const BEFORE_NOUN = [["first", "primer", "primera"], ["last", "último", "última"], ["other", "otro", "otra"]] as const;

/** The words of a determiner in both languages before this noun. */
function determinerWords(
  random: Random,
  determiner: Determiner,
  noun: Noun,
  isPlural: boolean,
): { en: string[]; es: string[] } {
  const { gender } = noun;
  const [one, many, indefinite] = noun.takesEl && !isPlural ? ARTICLES.m : ARTICLES[gender];
  switch (determiner) {
    case "the":
      return { en: ["the"], es: [isPlural ? many : one] };
    case "a":
      return { en: ["a"], es: [indefinite] };
    case "possessive": {
      const [en, es] = pick(random, POSSESSIVES);
      const form = es === "nuestro" && gender === "f" ? "nuestra" : es;
      return { en: [en], es: [isPlural ? form + "s" : form] };
    }
    case "this":
    case "that": {
      const forms = DEMONSTRATIVES[determiner];
      return { en: [forms.en[+isPlural]], es: [forms[gender][+isPlural]] };
    }
    case "number": {
      const [en, es] = pick(random, NUMBERS);
      return { en: [en], es: [es] };
    }
    case "many":
      return { en: ["many"], es: [gender === "f" ? "muchas" : "muchos"] };
    case "first": {
      const [en, masculine, feminine] = pick(random, BEFORE_NOUN);
      // the article is "la" even for nouns like "agua", because the adjective stands between them
      return { en: ["the", en], es: [ARTICLES[gender][0], gender === "f" ? feminine : masculine] };
    }
    case "bare":
      return { en: [], es: [] };
  }
}

const PLURAL_CHANCE: Record<Determiner, number> = {
  the: 0.35,
  a: 0,
  possessive: 0.35,
  this: 0.4,
  that: 0.4,
  number: 1,
  many: 1,
  first: 0,
  bare: 1,
};

export interface NounPhraseOptions {
  /** Determiners with their weights. */
  determiners?: readonly (readonly [Determiner, number])[];
  adjectiveChance?: number;
  isPlural?: boolean;
  /** Whether it may have an owner: "the girl's book". */
  hasOwner?: boolean;
}

const DETERMINERS: readonly (readonly [Determiner, number])[] = [
  ["the", 6],
  ["a", 3],
  ["possessive", 4],
  ["this", 1],
  ["that", 1],
  ["number", 1.5],
  ["many", 0.7],
  ["first", 0.6],
  ["bare", 0.8],
];
/** Determiners of persons that are already known: subjects, and persons as objects. */
export const DEFINITE: readonly (readonly [Determiner, number])[] = [
  ["the", 6],
  ["possessive", 4],
  ["this", 1],
  ["that", 1],
  ["first", 0.3],
];
const OF_MASS: readonly (readonly [Determiner, number])[] = [["the", 5], ["possessive", 2], ["this", 1], ["bare", 3]];

/** Makes a noun phrase, such as "my red houses". A number and a possessive are not combined. */
export function nounPhrase(random: Random, noun: Noun, options: NounPhraseOptions = {}): NounPhrase {
  const { adjectiveChance = 0.4, hasOwner = false } = options;
  const choices = options.determiners ?? DETERMINERS;
  const picked = pickWeighted(random, noun.isMass ? OF_MASS : choices);
  // "my sister" makes sense, "my queen" does not
  const determiner = picked === "possessive" && noun.tags.startsWith("p") && !noun.tags.includes("K") ? "the" : picked;
  const isPlural = !noun.isMass && (options.isPlural ?? chance(random, PLURAL_CHANCE[determiner]));
  const fitting = adjectivesFor(noun);
  const adjective = fitting.length > 0 && determiner !== "first" && chance(random, adjectiveChance)
    ? pickAdjective(random, fitting)
    : null;
  const before = determinerWords(random, determiner, noun, isPlural);
  const phrase: NounPhrase = {
    en: [...before.en, ...adjective ? [adjective.en] : [], isPlural ? noun.enPlural : noun.en],
    es: [
      ...before.es,
      isPlural ? noun.esPlural : noun.es,
      ...adjective ? [agree(adjective, noun.gender, isPlural)] : [],
    ],
    combinations: adjective ? [describes(adjective, noun)] : [],
    noun,
    gender: noun.gender,
    isPlural,
    isPerson: noun.tags.includes("p"),
    isBare: determiner === "bare",
  };
  return hasOwner && determiner === "the" && !phrase.isPerson && chance(random, 0.12) ? owned(random, phrase) : phrase;
}

/** "the red book" -> "the girl's red book", "el libro rojo" -> "el libro rojo de la niña". */
function owned(random: Random, phrase: NounPhrase): NounPhrase {
  const owner = chance(random, 0.5) ? named(random) : nounPhrase(random, pick(random, nounsWith("p")), {
    determiners: DEFINITE.slice(0, 2),
    adjectiveChance: 0,
    isPlural: false,
  });
  return {
    ...phrase,
    en: [...owner.en, "'s", ...phrase.en.slice(1)],
    es: [...phrase.es, "de", ...owner.es],
    combinations: [...phrase.combinations, ...owner.combinations],
  };
}

/** Ana, Pedro ... */
export function named(random: Random): NounPhrase {
  const { name, gender } = pick(random, NAMES);
  return {
    en: [name],
    es: [name],
    combinations: [],
    noun: null,
    gender,
    isPlural: false,
    isPerson: true,
    isBare: true,
  };
}

/** The words that can describe a person of that name. */
export const NAMES_OF_KIN = {
  m: ["brother", "father", "uncle", "son", "grandfather"],
  f: ["sister", "mother", "aunt", "grandmother", "daughter"],
} as const;

/** The combination of an adjective and its noun. */
export function describes(adjective: Adjective, noun: Noun): string {
  return `adjective ${adjective.en} ${noun.en}`;
}
