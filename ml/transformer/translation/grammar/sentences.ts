/**
 * The kinds of sentences: each function makes one at random, in both languages.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { type Adjective, adjectivesFor, agree } from "./adjectives.ts";
import { chance, pick, pickAdjective, pickNoun, pickWeighted } from "./choices.ts";
import { company, direction, place, spot, time } from "./circumstances.ts";
import { type Clause, concat, formCombination, progressive, question, statement, type Words } from "./clauses.ts";
import { type Tense, TENSES } from "./conjugation.ts";
import { type Noun, NOUNS, nounsWith } from "./nouns.ts";
import { DEFINITE, describes, type NounPhrase, nounPhrase, type Phrase } from "./phrases.ts";
import { aThing, makeSubject, nounOf, objectPronoun, type Subject } from "./subjects.ts";
import {
  ARRIVE,
  BE_HOW,
  BE_WHAT,
  CAN,
  COME,
  GO,
  HAVE,
  PLAY_GAMES,
  RETURN,
  TRAVEL,
  type Verb,
  VERBS,
  WANT,
} from "./verbs.ts";

export const NOTHING: Words = { en: [], es: [] };
/** Verbs with an object but without a receiver. */
export const WITH_OBJECT = VERBS.filter(({ objects, needsReceiver }) => objects !== "" && !needsReceiver);
/** Verbs for actions that can last or be wanted, with or without an object. */
export const ACTIONS = VERBS.filter(({ isState, needsReceiver }) => !isState && !needsReceiver);
const WITHOUT_OBJECT = [...VERBS.filter(({ objects }) => objects === ""), PLAY_GAMES];

export function anyTense(random: Random): Tense {
  return pick(random, TENSES);
}

/** Puts the English preposition, and the Spanish "a" of persons, before an object. */
function asObject({ particle }: Verb, phrase: NounPhrase): Words {
  const personal = phrase.isPerson ? ["a"] : [];
  return { en: [...particle ? [particle] : [], ...phrase.en], es: [...personal, ...phrase.es] };
}

/** Makes an object that fits the verb, with its combinations. */
export function objectOf(random: Random, verb: Verb): Words & { phrase: NounPhrase; combinations: string[] } {
  const noun = pickNoun(random, nounsWith(verb.objects));
  const isPerson = noun.tags.includes("p");
  const phrase = nounPhrase(random, noun, { hasOwner: true, ...isPerson && { determiners: DEFINITE } });
  return {
    ...asObject(verb, phrase),
    phrase,
    combinations: [...phrase.combinations, `object ${verb.en} ${noun.en}`],
  };
}

/** Makes a statement, or a yes-no question one time in six. */
function saidOrAsked(random: Random, clause: Clause): Phrase {
  const isAsked = chance(random, 1 / 6) && !clause.isNegated && !clause.adverb;
  return isAsked ? question(clause) : statement(clause);
}

const ADVERBS: readonly Words[] = [{ en: ["always"], es: ["siempre"] }, { en: ["never"], es: ["nunca"] }];

/** Tense, negation and adverb, which any clause can have. */
export function mood(random: Random): Pick<Clause, "tense" | "isNegated" | "adverb"> {
  const tense = anyTense(random);
  const kind = random.uniform();
  if (kind < 0.2) return { tense, isNegated: true };
  // "always" and "never" in the past would need another Spanish tense
  return kind < 0.3 && tense !== "past" ? { tense, adverb: pick(random, ADVERBS) } : { tense };
}

function maybeTime(random: Random, { tense, adverb }: { tense: Tense; adverb?: Words }, isState = false): Words | null {
  // a past state with a time would need another Spanish tense too
  const hasTime = !adverb && !(isState && tense === "past") && chance(random, 0.2);
  return hasTime ? time(random, tense) : null;
}

/** The boy will eat my red apples tomorrow. */
function doing(random: Random): Phrase {
  const verb = pick(random, WITH_OBJECT);
  const subject = makeSubject(random, verb.subjects);
  const how = mood(random);
  const object = objectOf(random, verb);
  return saidOrAsked(random, {
    ...how,
    subject,
    head: verb,
    rest: concat(object, verb.isState ? null : maybeTime(random, how)),
    combinations: [...subject.combinations, ...object.combinations, ...formCombination(verb, subject, how.tense)],
  });
}

/** Ana does not see us. */
function doingToSomeone(random: Random): Phrase {
  const verb = pick(random, WITH_OBJECT.filter(({ objects }) => objects.includes("p")));
  const subject = makeSubject(random, verb.subjects);
  const { en, es } = objectPronoun(random, subject);
  const how = mood(random);
  return saidOrAsked(random, {
    ...how,
    subject,
    head: verb,
    pronoun: { en: [...verb.particle ? [verb.particle] : [], en], es: [es] },
    rest: concat(maybeTime(random, how), chance(random, 0.2) ? { en: ["here"], es: ["aquí"] } : null),
    combinations: [...subject.combinations, ...formCombination(verb, subject, how.tense)],
  });
}

/** We danced in the garden with our sisters. */
function doingSomewhere(random: Random): Phrase {
  const verb = pick(random, WITHOUT_OBJECT);
  const subject = makeSubject(random, verb.subjects);
  const how = mood(random);
  const where = chance(random, 0.7) || verb.en === "live" ? place(random) : null;
  const whom = subject.tags.includes("p") && verb.en !== "sleep" && chance(random, where ? 0.15 : 0.6)
    ? company(random, subject)
    : null;
  return saidOrAsked(random, {
    ...how,
    subject,
    head: verb,
    rest: concat(where, whom, (where && whom) || verb.isState ? null : maybeTime(random, how)),
    combinations: [
      ...subject.combinations,
      ...where?.combinations ?? [],
      ...whom?.combinations ?? [],
      ...formCombination(verb, subject, how.tense),
    ],
  });
}

/** She went to the market. */
function moving(random: Random): Phrase {
  const [verb, en, es] = pick(
    random,
    [
      [GO, "to", "a"],
      [COME, "from", "de"],
      [RETURN, "to", "a"],
      [ARRIVE, "at", "a"],
      [TRAVEL, "to", "a"],
    ] as const,
  );
  const subject = makeSubject(random, verb.subjects);
  const how = mood(random);
  const where = direction(random, en, es);
  return saidOrAsked(random, {
    ...how,
    subject,
    head: verb,
    rest: concat(where, maybeTime(random, how)),
    combinations: [...subject.combinations, ...where.combinations, ...formCombination(verb, subject, how.tense)],
  });
}

/** A person, an animal, or a thing that an adjective fits. */
function someoneOrThing(random: Random): Subject & { noun: Noun | null } {
  if (chance(random, 0.5)) {
    const subject = makeSubject(random, "pa");
    return { ...subject, noun: nounOf(subject) };
  }
  return aThing(
    random,
    pickNoun(random, NOUNS.filter((noun) => adjectivesFor(noun).length > 0 && !/[pa]/.test(noun.tags))),
  );
}

/** Whether the subject's gender is known, or the adjective needs none: "I", "you" and "we" show no gender. */
export function fits({ en, tags }: Subject, { isGendered }: Adjective): boolean {
  const isUnknown = tags === "p" && (/^(I|you|we)$/.test(en.at(-1)!) || en.join(" ") === "you all");
  return !(isGendered && isUnknown);
}

/** A predicate in both languages: "tired", "cansada". */
export function predicate(subject: Subject & { noun: Noun | null }, adjective: Adjective): Phrase {
  return {
    en: [adjective.en],
    es: [agree(adjective, subject.gender, subject.isPlural)],
    combinations: [...subject.combinations, ...subject.noun ? [describes(adjective, subject.noun)] : []],
  };
}

/** The houses are not very big. The girl was tired. */
function being(random: Random): Phrase {
  const subject = someoneOrThing(random);
  const adjective = pickAdjective(random, adjectivesFor(subject).filter((adjective) => fits(subject, adjective)));
  const description = predicate(subject, adjective);
  const how = mood(random);
  const very = chance(random, 0.15) ? { en: ["very"], es: ["muy"] } : null;
  return saidOrAsked(random, {
    ...how,
    subject,
    head: adjective.copula === "ser" ? BE_WHAT : BE_HOW,
    rest: concat(very, description, adjective.copula === "estar" ? maybeTime(random, how, true) : null),
    combinations: description.combinations,
  });
}

/** The keys are under the table. */
function beingSomewhere(random: Random): Phrase {
  const isThing = chance(random, 0.5);
  const subject = isThing ? aThing(random, pickNoun(random, nounsWith("tf"))) : makeSubject(random, "pa");
  const where = isThing && chance(random, 0.6) ? spot(random) : place(random);
  const how = mood(random);
  return saidOrAsked(random, {
    ...how,
    subject,
    head: BE_HOW,
    rest: concat(where, maybeTime(random, how, true)),
    combinations: [...subject.combinations, ...where.combinations],
  });
}

/** They have three horses. */
function having(random: Random): Phrase {
  const subject = makeSubject(random, "p");
  const how = mood(random);
  const noun = pickNoun(random, nounsWith(HAVE.objects));
  const object = nounPhrase(random, noun, {
    determiners: [
      ["a", 4],
      ["number", 2],
      ["many", 1],
      ...noun.tags.includes("p") ? [] : [["the", 1.5], ["bare", 1]] as const,
    ],
  });
  return saidOrAsked(random, {
    ...how,
    subject,
    head: HAVE,
    rest: object,
    combinations: [...subject.combinations, ...object.combinations, `object have ${noun.en}`],
  });
}

/** The boy is eating an apple. */
function doingNow(random: Random): Phrase {
  const verb = pick(random, ACTIONS);
  const subject = makeSubject(random, verb.subjects);
  const object = verb.objects ? objectOf(random, verb) : null;
  const where = !object && chance(random, 0.6) ? place(random) : null;
  return saidOrAsked(random, {
    tense: pickWeighted(random, [["present", 3], ["past", 2], ["future", 1]]),
    isNegated: chance(random, 0.15),
    subject,
    head: BE_HOW,
    tail: progressive(verb),
    rest: concat(object, where),
    combinations: [...subject.combinations, ...object?.combinations ?? [], ...where?.combinations ?? []],
  });
}

/** I want to open the door. She cannot swim. We had to sell it. */
function meaningTo(random: Random): Phrase {
  const verb = pick(random, ACTIONS);
  const subject = makeSubject(random, "p");
  const object = verb.objects ? objectOf(random, verb) : null;
  const where = !object && chance(random, 0.5) ? place(random) : null;
  const isOther = verb.objects.includes("p") && chance(random, 0.4);
  const pronoun = isOther ? objectPronoun(random, subject) : null;
  const [head, en, es] = pick(random, [[WANT, "to", ""], [CAN, "", ""], [HAVE, "to", "que"]] as const);
  return saidOrAsked(random, {
    tense: head === CAN ? pick(random, ["present", "present", "past"]) : anyTense(random),
    isNegated: chance(random, 0.25),
    subject,
    head,
    tail: { en: [...en ? [en] : [], verb.en], es: [...es ? [es] : [], verb.es] },
    pronoun: pronoun ? { en: [...verb.particle ? [verb.particle] : [], pronoun.en], es: [pronoun.es] } : undefined,
    rest: pronoun ? NOTHING : concat(object, where),
    combinations: [
      ...subject.combinations,
      ...pronoun ? [] : [...object?.combinations ?? [], ...where?.combinations ?? []],
    ],
  });
}

/** She gave the key to her son; she gave me the key. Spanish names the receiver twice. */
function giving(random: Random): Phrase {
  const verb = pick(random, VERBS.filter(({ hasReceiver }) => hasReceiver));
  const subject = makeSubject(random, "p");
  const how = mood(random);
  const noun = pickNoun(random, nounsWith(verb.objects).filter(({ tags }) => !tags.includes("l")));
  const object = nounPhrase(random, noun);
  const base = { ...how, subject, head: verb };
  const combinations = [
    ...subject.combinations,
    ...object.combinations,
    ...formCombination(verb, subject, how.tense),
    `object ${verb.en} ${noun.en}`,
  ];
  if (verb.en !== "explain" && chance(random, 0.5)) {
    const { en, dative } = objectPronoun(random, subject);
    // "showed her maps" is ambiguous: the maps may be hers
    const receiver = en === "her" && object.isBare ? "him" : en;
    return saidOrAsked(random, { ...base, pronoun: { en: [receiver], es: [dative] }, rest: object, combinations });
  }
  const receiver = nounPhrase(random, pickNoun(random, nounsWith("p")), {
    determiners: DEFINITE,
    adjectiveChance: 0.15,
  });
  return saidOrAsked(random, {
    ...base,
    pronoun: { en: [], es: [receiver.isPlural ? "les" : "le"] },
    rest: concat(object, { en: ["to", ...receiver.en], es: ["a", ...receiver.es] }),
    combinations: [...combinations, ...receiver.combinations],
  });
}

/** Kinds of sentences that can be statements or questions, with their weights. */
export const PLAIN: readonly (readonly [(random: Random) => Phrase, number])[] = [
  [doing, 30],
  [doingToSomeone, 8],
  [doingSomewhere, 12],
  [moving, 7],
  [being, 14],
  [beingSomewhere, 6],
  [having, 6],
  [doingNow, 9],
  [meaningTo, 9],
  [giving, 8],
];
