/**
 * Questions with a question word.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { adjectivesFor } from "./adjectives.ts";
import { chance, pick, pickAdjective, pickNoun } from "./choices.ts";
import { direction } from "./circumstances.ts";
import { type Clause, formCombination, formed, progressive, questionWho, questionWith } from "./clauses.ts";
import { nounsWith } from "./nouns.ts";
import type { Phrase } from "./phrases.ts";
import { anyTense, fits, NOTHING, objectOf, predicate, WITH_OBJECT } from "./sentences.ts";
import { aThing, makeSubject, nounOf, type Subject } from "./subjects.ts";
import { ARRIVE, BE_HOW, GO, HAVE, RETURN, type Verb, VERBS } from "./verbs.ts";

/** What is Ana eating? Where do they live? Why is the queen sad? */
export function asking(random: Random): Phrase {
  return pick(random, QUESTIONS)(random);
}

const QUESTIONS: readonly ((random: Random) => Phrase)[] = [
  function what(random) {
    const verb = pick(random, WITH_OBJECT.filter(({ objects }) => /[^pK]/.test(objects)));
    const subject = makeSubject(random, verb.subjects);
    const isNow = !verb.isState && chance(random, 0.4);
    const tense = anyTense(random);
    const clause: Clause = isNow
      ? {
        subject,
        head: BE_HOW,
        tense,
        tail: progressive(verb),
        rest: particleOf(verb),
        combinations: subject.combinations,
      }
      : { subject, head: verb, tense, rest: particleOf(verb), combinations: formed(verb, subject, tense) };
    return questionWith({ en: ["what"], es: ["qué"] }, clause);
  },
  function where(random) {
    const isThere = chance(random, 0.5);
    const verb = isThere ? BE_HOW : pick(random, VERBS.filter(({ objects }) => objects === ""));
    const subject = isThere && chance(random, 0.6)
      ? aThing(random, pickNoun(random, nounsWith("tf")))
      : makeSubject(random, verb.subjects);
    const tense = anyTense(random);
    const combinations = isThere ? subject.combinations : formed(verb, subject, tense);
    return questionWith({ en: ["where"], es: ["dónde"] }, { subject, head: verb, tense, rest: NOTHING, combinations });
  },
  function whereTo(random) {
    const subject = makeSubject(random, "pa");
    const clause: Clause = {
      subject,
      head: GO,
      tense: anyTense(random),
      rest: NOTHING,
      combinations: subject.combinations,
    };
    return questionWith({ en: ["where"], es: ["adónde"] }, clause);
  },
  function when(random) {
    const verb = pick(random, [ARRIVE, RETURN, GO]);
    const subject = makeSubject(random, "p");
    const rest = direction(random, verb === ARRIVE ? "at" : "to", "a");
    const tense = anyTense(random);
    const combinations = [...formed(verb, subject, tense), ...rest.combinations];
    return questionWith({ en: ["when"], es: ["cuándo"] }, { subject, head: verb, tense, rest, combinations });
  },
  function who(random) {
    const verb = pick(random, WITH_OBJECT);
    const subject: Subject = {
      en: [],
      es: [],
      combinations: [],
      person: "3s",
      gender: "m",
      isPlural: false,
      isYou: false,
      tags: "p",
      pronoun: "who",
    };
    const object = objectOf(random, verb);
    const tense = anyTense(random);
    const combinations = [...object.combinations, ...formCombination(verb, subject, tense)];
    return questionWho({ subject, head: verb, tense, rest: object, combinations });
  },
  function why(random) {
    const subject = makeSubject(random, "pa");
    const states = adjectivesFor({ tags: subject.tags }).filter(({ copula }) => copula === "estar");
    const adjective = pickAdjective(random, states.filter((adjective) => fits(subject, adjective)));
    const description = predicate({ ...subject, noun: nounOf(subject) }, adjective);
    // in Spanish the state follows the verb: ¿Por qué está triste la reina?
    return questionWith({ en: ["why"], es: ["por", "qué"] }, {
      subject: { ...subject, es: [...description.es, ...subject.es] },
      head: BE_HOW,
      tense: anyTense(random),
      rest: { en: description.en, es: [] },
      combinations: description.combinations,
    });
  },
  function howMany(random) {
    const noun = pickNoun(random, nounsWith("tap").filter(({ isMass }) => !isMass));
    const subject = makeSubject(random, "p");
    const word = {
      en: ["how", "many", noun.enPlural],
      es: [noun.gender === "f" ? "cuántas" : "cuántos", noun.esPlural],
    };
    const combinations = [...subject.combinations, `object have ${noun.en}`];
    return questionWith(word, { subject, head: HAVE, tense: anyTense(random), rest: NOTHING, combinations });
  },
];

function particleOf({ particle }: Verb) {
  return { en: particle ? [particle] : [], es: [] };
}
