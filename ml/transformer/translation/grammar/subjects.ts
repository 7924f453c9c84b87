/**
 * Subjects and object pronouns: pronouns, names, and noun phrases with their person.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { pick, pickNoun } from "./choices.ts";
import type { Person } from "./conjugation.ts";
import { type Gender, NAMES, type Noun, NOUNS, nounsWith } from "./nouns.ts";
import { DEFINITE, named, type NounPhrase, nounPhrase, type Phrase } from "./phrases.ts";

/** The subject of a clause. */
export interface Subject extends Phrase {
  person: Person;
  gender: Gender;
  isPlural: boolean;
  /** English "you", which takes "are" in the singular too. */
  isYou: boolean;
  /** The tags of a noun or name, which say which verbs fit it. */
  tags: string;
  /** The English pronoun or phrase: I, he, the boys ... */
  pronoun: string;
}

interface Pronoun {
  en: string;
  /** Empty if the verb's ending already shows the person. */
  es: string;
  person: Person;
  gender?: Gender;
}
const PRONOUNS: readonly Pronoun[] = [
  { en: "I", es: "", person: "1s" },
  { en: "you", es: "", person: "2s" },
  { en: "he", es: "él", person: "3s" },
  { en: "she", es: "ella", person: "3s", gender: "f" },
  { en: "we", es: "", person: "1p" },
  { en: "they", es: "ellos", person: "3p" },
];

/** Makes a subject that has any of the `tags`. */
export function makeSubject(random: Random, tags: string): Subject {
  const kind = random.uniform();
  if (!tags.includes("p") || kind > 0.62) {
    const noun = pickNoun(random, nounsWith(tags));
    const { person = "3s", ...phrase } = personOf(
      nounPhrase(random, noun, { determiners: DEFINITE, adjectiveChance: 0.3 }),
    );
    return { ...phrase, person, isYou: false, tags: noun.tags, pronoun: phrase.en.join(" ") };
  }
  if (kind > 0.5) return ofNames(random);
  if (kind > 0.47) {
    return subjectOf({ en: "you all", es: "ustedes", person: "3p" });
  }
  return subjectOf(pick(random, PRONOUNS));
}

function personOf(phrase: NounPhrase): NounPhrase & { person: Person } {
  return { ...phrase, person: phrase.isPlural ? "3p" : "3s" };
}

function subjectOf({ en, es, person, gender = "m" }: Pronoun): Subject {
  return {
    en: en.split(" "),
    es: es ? [es] : [],
    combinations: [],
    person,
    gender,
    isPlural: person.endsWith("p"),
    isYou: en.startsWith("you"),
    tags: "p",
    pronoun: en,
  };
}

/** Ana; Ana and Pedro; Ana and I. */
function ofNames(random: Random): Subject {
  const first = named(random);
  const kind = random.uniform();
  const base = { combinations: [], isYou: false, tags: "p" };
  if (kind < 0.55) {
    const { en, es, gender } = first;
    return { ...base, en, es, person: "3s", gender, isPlural: false, pronoun: gender === "f" ? "she" : "he" };
  }
  if (kind < 0.75) {
    return {
      ...base,
      en: [...first.en, "and", "I"],
      es: [...first.es, "y", "yo"],
      person: "1p",
      gender: "m",
      isPlural: true,
      pronoun: "we",
    };
  }
  const second = pick(random, NAMES.filter(({ name }) => name !== first.en[0]));
  return {
    ...base,
    en: [...first.en, "and", second.name],
    es: [...first.es, "y", second.name],
    person: "3p",
    gender: first.gender === "f" && second.gender === "f" ? "f" : "m",
    isPlural: true,
    pronoun: "they",
  };
}

const CLITICS = [
  ["me", "me", "I we"],
  ["you", "te", "you"],
  ["him", "lo", ""],
  ["her", "la", ""],
  ["us", "nos", "we I"],
  ["them", "los", ""],
] as const;

/** An object pronoun other than the subject itself: me, te, lo ..., which precedes the Spanish verb. */
export function objectPronoun(random: Random, subject: Subject): { en: string; es: string; dative: string } {
  const own = subject.isYou ? "you" : subject.person === "1p" ? "we" : subject.pronoun;
  const [en, es] = pick(random, CLITICS.filter(([, , same]) => !same.split(" ").includes(own)));
  return { en, es, dative: { lo: "le", la: "le", los: "les" }[es as string] ?? es };
}
export function aThing(random: Random, noun: Noun): Subject & { noun: Noun } {
  const phrase = nounPhrase(random, noun, {
    determiners: noun.isMass ? [["the", 3], ["possessive", 1]] : DEFINITE,
    adjectiveChance: 0.12,
  });
  const pronoun = phrase.isPlural ? "they" : "it";
  return { ...phrase, noun, person: phrase.isPlural ? "3p" : "3s", isYou: false, tags: noun.tags, pronoun };
}

/** The noun at the end of a subject; null for pronouns and names. */
export function nounOf(subject: Subject): Noun | null {
  const last = subject.en.at(-1);
  return NOUNS.find(({ en, enPlural }) => last === (subject.isPlural ? enPlural : en)) ?? null;
}
