/**
 * Sentences with another word order or verb in Spanish: gustar, hay, age with "tener", questions with a question word,
 * comparisons, sentences of two clauses.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { type Adjective, adjectivesFor, agree } from "./adjectives.ts";
import { chance, pick, pickAdjective, pickNoun, until } from "./choices.ts";
import { place, spot } from "./circumstances.ts";
import { concat, statement } from "./clauses.ts";
import { nounNamed, NOUNS, nounsWith } from "./nouns.ts";
import {
  DEFINITE,
  describes,
  named,
  NAMES_OF_KIN,
  type NounPhrase,
  nounPhrase,
  NUMBERS,
  type Phrase,
} from "./phrases.ts";
import { asking } from "./questions.ts";
import { ACTIONS, anyTense, mood, NOTHING } from "./sentences.ts";
import { aThing, makeSubject, type Subject } from "./subjects.ts";
import { andThen, because } from "./two_clauses.ts";
import { BE_HOW, BE_WHAT, HAVE } from "./verbs.ts";

const CLITIC = { "1s": "me", "2s": "te", "3s": "le", "1p": "nos", "3p": "les" } as const;

/** The girl likes the flowers -> A la niña le gustan las flores: the liked thing is the Spanish subject. */
function liking(random: Random): Phrase {
  const subject = until(({ en }) => !en.includes("and"), () => makeSubject(random, "p"));
  const isNegated = chance(random, 0.25);
  const verb = chance(random, 0.3) ? pick(random, ACTIONS.filter(({ objects }) => objects === "")) : null;
  const liked = verb ? null : likedThing(random);
  const isAsked = !isNegated && chance(random, 0.25);
  const isThird = subject.person === "3s";
  const start = isAsked
    ? [isThird ? "does" : "do", ...subject.en, "like"]
    : isNegated
    ? [...subject.en, isThird ? "does" : "do", "not", "like"]
    : [...subject.en, isThird ? "likes" : "like"];
  const whom = subject.es.length > 0 ? ["a", ...subject.es] : [];
  const gustar = [...isNegated ? ["no"] : [], CLITIC[subject.person], liked?.isPlural ? "gustan" : "gusta"];
  const what = liked ?? { en: ["to", verb!.en], es: [verb!.es], combinations: [] };
  return {
    en: [...start, ...what.en, isAsked ? "?" : "."],
    es: [...isAsked ? ["¿"] : [], ...whom, ...gustar, ...what.es, isAsked ? "?" : "."],
    combinations: [...subject.combinations, ...what.combinations, ...liked ? [`object like ${liked.noun!.en}`] : []],
  };
}

/** "The flowers"; "milk", which in a general sense has an article in Spanish but not in English. */
function likedThing(random: Random): NounPhrase {
  const noun = pickNoun(random, nounsWith("tfdalisn"));
  const phrase = nounPhrase(random, noun, { determiners: DEFINITE, adjectiveChance: noun.isMass ? 0 : 0.3 });
  const isGeneral = noun.isMass && phrase.es.length === 1;
  return isGeneral ? { ...phrase, es: [noun.gender === "m" || noun.takesEl ? "el" : "la", noun.es] } : phrase;
}

/** There were three cats in the garden: "hay" has no plural. */
function thereIs(random: Random): Phrase {
  const noun = pickNoun(random, nounsWith("patf"));
  const phrase = nounPhrase(random, noun, {
    determiners: [["a", 3], ["number", 2], ["many", 1]],
    adjectiveChance: 0.35,
  });
  const tense = anyTense(random);
  const isNegated = tense !== "future" && noun.isMass && chance(random, 0.5);
  const isMany = phrase.isPlural;
  const be = { present: [isMany ? "are" : "is"], past: [isMany ? "were" : "was"], future: ["will", "be"] }[tense];
  const where = /[tf]/.test(noun.tags) && chance(random, 0.4) ? spot(random) : place(random);
  // uncountable nouns stand without a determiner: hay agua
  const what = noun.isMass ? { en: [noun.en], es: [noun.es], combinations: [] } : phrase;
  return {
    en: ["there", ...be, ...isNegated ? ["no"] : [], ...what.en, ...where.en, "."],
    es: [
      ...isNegated ? ["no"] : [],
      { present: "hay", past: "había", future: "habrá" }[tense],
      ...what.es,
      ...where.es,
      ".",
    ],
    combinations: [...what.combinations, ...where.combinations],
  };
}

const FEELINGS = [["hungry", "hambre"], ["thirsty", "sed"], ["sleepy", "sueño"], ["afraid", "miedo"]] as const;

/** Ana is eight years old. The dog is hungry. Spanish uses "tener", to have, for both. */
function havingYears(random: Random): Phrase {
  const isAge = chance(random, 0.4);
  const subject = makeSubject(random, isAge ? "p" : "pa");
  const { adverb, ...how } = mood(random);
  const [years, años] = pick(random, NUMBERS);
  const [feeling, sense] = pick(random, FEELINGS);
  const { es } = statement({
    ...how,
    adverb: isAge ? undefined : adverb,
    subject,
    head: HAVE,
    rest: NOTHING,
    combinations: [],
  });
  const { en } = statement({
    ...how,
    adverb: isAge ? undefined : adverb,
    subject,
    head: BE_HOW,
    rest: NOTHING,
    combinations: [],
  });
  return {
    en: [...en.slice(0, -1), ...isAge ? [years, "years", "old"] : [feeling], "."],
    es: [...es.slice(0, -1), ...isAge ? [años, "años"] : [sense], "."],
    combinations: subject.combinations,
  };
}

/** This is my house -> Esta es mi casa: the pronoun agrees with what follows. */
function pointing(random: Random): Phrase {
  // uncountable nouns would need "esto"
  const noun = pickNoun(random, nounsWith("paftln").filter(({ isMass }) => !isMass));
  const phrase = nounPhrase(random, noun, { determiners: [["the", 3], ["possessive", 5]], hasOwner: true });
  const isNear = chance(random, 0.5);
  const en = isNear ? ["this", "these"] : ["that", "those"];
  const es = { m: isNear ? ["este", "estos"] : ["ese", "esos"], f: isNear ? ["esta", "estas"] : ["esa", "esas"] };
  const many = +phrase.isPlural;
  const isNegated = chance(random, 0.2);
  const isAsked = !isNegated && chance(random, 0.2);
  const be = many ? "are" : "is";
  const no = isNegated ? { en: ["not"], es: ["no"] } : { en: [], es: [] };
  return {
    en: [...isAsked ? [be, en[many]] : [en[many], be, ...no.en], ...phrase.en, isAsked ? "?" : "."],
    es: [
      ...isAsked ? ["¿"] : [],
      es[noun.gender][many],
      ...no.es,
      many ? "son" : "es",
      ...phrase.es,
      isAsked ? "?" : ".",
    ],
    combinations: phrase.combinations,
  };
}

/** Rosa is my aunt. */
function kin(random: Random): Phrase {
  const who = named(random);
  const noun = nounNamed(pick(random, NAMES_OF_KIN[who.gender]));
  const phrase = nounPhrase(random, noun, { determiners: [["possessive", 1]], isPlural: false, adjectiveChance: 0.3 });
  const subject: Subject = {
    ...who,
    person: "3s",
    isYou: false,
    tags: "p",
    pronoun: who.gender === "f" ? "she" : "he",
  };
  return statement({
    subject,
    head: BE_WHAT,
    tense: "present",
    isNegated: chance(random, 0.2),
    rest: phrase,
    combinations: phrase.combinations,
  });
}

/** The horse is faster than the dog. */
function comparing(random: Random): Phrase {
  const noun = pickNoun(random, NOUNS.filter((noun) => adjectivesFor(noun).some(isCompared)));
  const subject = aThing(random, noun);
  const adjective = pickAdjective(random, adjectivesFor(noun).filter(isCompared));
  const others = nounsWith(adjective.tags).filter((other) => other !== noun);
  const alike = others.filter(({ tags }) => tags[0] === noun.tags[0]);
  const than = nounPhrase(random, pickNoun(random, alike.length ? alike : others), {
    determiners: DEFINITE,
    adjectiveChance: 0,
  });
  return statement({
    subject,
    head: BE_WHAT,
    tense: anyTense(random),
    isNegated: chance(random, 0.15),
    rest: concat(
      { en: adjective.comparative!.split(" "), es: ["más", agree(adjective, subject.gender, subject.isPlural)] },
      { en: ["than"], es: ["que"] },
      than,
    ),
    combinations: [...subject.combinations, describes(adjective, noun)],
  });
}

/** Compares lasting qualities (ser) only, not states. */
function isCompared({ comparative, copula }: Adjective): boolean {
  return comparative !== null && copula === "ser";
}

/** Kinds of sentences with their own word order, with their weights. */
export const SPECIAL: readonly (readonly [(random: Random) => Phrase, number])[] = [
  [liking, 7],
  [thereIs, 5],
  [havingYears, 5],
  [pointing, 5],
  [kin, 2],
  [comparing, 5],
  [asking, 15],
  [andThen, 6],
  [because, 4],
];
