/**
 * Sentences of two clauses. The second one does not repeat the subject in Spanish.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { adjectivesFor } from "./adjectives.ts";
import { pick, pickAdjective, until } from "./choices.ts";
import { formCombination, formed, statement } from "./clauses.ts";
import type { Phrase } from "./phrases.ts";
import { anyTense, fits, NOTHING, objectOf, predicate, WITH_OBJECT } from "./sentences.ts";
import { makeSubject, nounOf } from "./subjects.ts";
import { BE_HOW } from "./verbs.ts";

const CLITICS_OF_THINGS = { m: ["lo", "los"], f: ["la", "las"] } as const;

/** Marta bought the apples and ate them -> Marta compró las manzanas y las comió. */
export function andThen(random: Random): Phrase {
  const subject = makeSubject(random, "p");
  const first = pick(random, WITH_OBJECT.filter(({ objects, particle }) => /[tfd]/.test(objects) && !particle));
  const object = until(({ phrase }) => !phrase.isPerson, () => objectOf(random, first));
  const noun = object.phrase.noun!;
  const others = WITH_OBJECT.filter((verb) =>
    verb !== first && !verb.particle && [...verb.objects].some((tag) => noun.tags.includes(tag))
  );
  const second = pick(random, others.filter(({ subjects }) => subjects.includes("p")));
  const tense = anyTense(random);
  const base = { subject, tense };
  const one = statement({
    ...base,
    head: first,
    rest: object,
    combinations: [...formed(first, subject, tense), ...object.combinations],
  });
  const it = object.phrase.isPlural ? "them" : "it";
  const lo = CLITICS_OF_THINGS[object.phrase.gender][+object.phrase.isPlural];
  const two = statement({
    ...base,
    head: second,
    pronoun: { en: [it], es: [lo] },
    rest: NOTHING,
    combinations: [...formCombination(second, subject, tense), `object ${second.en} ${noun.en}`],
  });
  return {
    en: [...one.en.slice(0, -1), "and", ...two.en.slice(subject.en.length)],
    es: [...one.es.slice(0, -1), "y", ...two.es.slice(subject.es.length)],
    combinations: [...one.combinations, ...two.combinations],
  };
}

/** The boys were sad because they lost the ball: Spanish omits the second subject. */
export function because(random: Random): Phrase {
  const subject = makeSubject(random, "p");
  const states = adjectivesFor({ tags: "p" }).filter(({ copula }) => copula === "estar");
  const adjective = pickAdjective(random, states.filter((adjective) => fits(subject, adjective)));
  const description = predicate({ ...subject, noun: nounOf(subject) }, adjective);
  const isOne = subject.person === "3s";
  const pronoun = subject.isYou || /^(I|we|he|she|they)$/.test(subject.pronoun)
    ? subject.pronoun
    : isOne
    ? subject.gender === "f" ? "she" : "he"
    : "they";
  const verb = pick(random, WITH_OBJECT);
  const tense = anyTense(random);
  const object = objectOf(random, verb);
  const one = statement({ subject, tense, head: BE_HOW, rest: description, combinations: description.combinations });
  const reason = statement({
    subject: { ...subject, en: pronoun.split(" "), es: [] },
    head: verb,
    tense,
    rest: object,
    combinations: [...formCombination(verb, subject, tense), ...object.combinations],
  });
  return {
    en: [...one.en.slice(0, -1), "because", ...reason.en],
    es: [...one.es.slice(0, -1), "porque", ...reason.es],
    combinations: [...one.combinations, ...reason.combinations],
  };
}
