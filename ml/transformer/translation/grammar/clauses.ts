/**
 * A clause in both languages: a subject, a verb in a person and tense, and the rest.
 *
 * English asks and negates with "do" and always names the subject. Spanish asks by intonation, negates with "no", and
 * omits a pronoun that the verb's ending shows. An object pronoun follows the verb in English and precedes it in
 * Spanish.
 *
 * @module
 */
import type { Tense } from "./conjugation.ts";
import type { Phrase } from "./phrases.ts";
import type { Subject } from "./subjects.ts";
import { BE_HOW, BE_WHAT, CAN, formOfBe, gerundOf, spanishForm, type Verb } from "./verbs.ts";

/** The same words in both languages. */
export interface Words {
  en: readonly string[];
  es: readonly string[];
}

export interface Clause {
  subject: Subject;
  /** The conjugated verb: "want" in "I want to eat". */
  head: Verb;
  tense: Tense;
  /** The infinitive or gerund: "to eat", "eating". */
  tail?: Words;
  /** An object pronoun: after the English verb, before the Spanish one. */
  pronoun?: Words;
  /** Objects, places, times. */
  rest: Words;
  isNegated?: boolean;
  /** always, never. */
  adverb?: Words;
  combinations: readonly string[];
}

/** The form of a regular verb follows from the rules, so its combination can be held out. */
export function formCombination(verb: Verb, subject: Subject, tense: Tense): string[] {
  return verb.isRegular ? [`form ${verb.en} ${subject.person} ${tense}`] : [];
}

/** The combinations of a subject and a verb form. */
export function formed(verb: Verb, subject: Subject, tense: Clause["tense"]): string[] {
  return [...subject.combinations, ...formCombination(verb, subject, tense)];
}

/** The English words of the verb before the subject in a question (is, will, does), and those after it. */
function englishVerb({ head, tense, subject, isNegated }: Clause, isAsked: boolean): [string[], string[]] {
  const isBe = head === BE_WHAT || head === BE_HOW;
  if (head === CAN) return [[tense === "past" ? "could" : "can"], []];
  if (tense === "future") return [["will"], [head.en]];
  if (isBe) return [[formOfBe(tense, subject.person, subject.isYou)], []];
  const isThird = subject.person === "3s";
  if (isNegated || isAsked) return [[tense === "past" ? "did" : isThird ? "does" : "do"], [head.en]];
  return [[], [tense === "past" ? head.enPast : isThird ? head.enThirdPerson : head.en]];
}

function english(clause: Clause, isAsked: boolean): string[] {
  const { subject, tail, pronoun, rest, isNegated, adverb } = clause;
  const [auxiliary, verb] = englishVerb(clause, isAsked);
  const no = isNegated ? ["not"] : [];
  const start = isAsked ? [...auxiliary, ...subject.en, ...no] : [...subject.en, ...auxiliary, ...no];
  return [...start, ...adverb?.en ?? [], ...verb, ...tail?.en ?? [], ...pronoun?.en ?? [], ...rest.en];
}

function spanishVerb({ subject, head, tense, tail, pronoun, isNegated, adverb }: Clause): string[] {
  const before = [...isNegated ? ["no"] : [], ...adverb?.es ?? [], ...pronoun?.es ?? []];
  return [...before, spanishForm(head, subject.person, tense), ...tail?.es ?? []];
}

/** The boy does not eat it -> El niño no la come. */
export function statement(clause: Clause): Phrase {
  return {
    en: [...english(clause, false), "."],
    es: [...clause.subject.es, ...spanishVerb(clause), ...clause.rest.es, "."],
    combinations: [...clause.combinations],
  };
}

/** Does the boy eat? -> ¿El niño come? */
export function question(clause: Clause): Phrase {
  const { en: _, ...said } = statement(clause);
  return { ...said, en: [...english(clause, true), "?"], es: ["¿", ...said.es.slice(0, -1), "?"] };
}

/** Where does the boy live? -> ¿Dónde vive el niño?: in Spanish the subject follows the verb. */
export function questionWith(word: Words, clause: Clause): Phrase {
  return {
    en: [...word.en, ...english(clause, true), "?"],
    es: ["¿", ...word.es, ...spanishVerb(clause), ...clause.subject.es, ...clause.rest.es, "?"],
    combinations: [...clause.combinations],
  };
}

/** Who opens the door? -> ¿Quién abre la puerta? */
export function questionWho(clause: Clause): Phrase {
  return {
    en: ["who", ...english(clause, false).slice(clause.subject.en.length), "?"],
    es: ["¿", "quién", ...spanishVerb(clause), ...clause.rest.es, "?"],
    combinations: [...clause.combinations],
  };
}

/** "is eating", "está comiendo": the verb "be" and a gerund. */
export function progressive(verb: Verb): Words {
  return { en: [verb.enGerund], es: [gerundOf(verb)] };
}

export function concat(...parts: readonly (Words | null | undefined)[]): Words {
  return { en: parts.flatMap((part) => part?.en ?? []), es: parts.flatMap((part) => part?.es ?? []) };
}

const VOWEL = /^[aeiou]/;

/** Writes the English sentence with capital, spaces, "an", "cannot", "girl's". */
export function writeEnglish(words: readonly string[]): string {
  const joined = words.map((word, i) => word === "a" && VOWEL.test(words[i + 1] ?? "") ? "an" : word).join(" ");
  return capital(joined.replaceAll("can not", "cannot").replace(/ ('s|[.?,])/g, "$1"));
}

/**
 * Writes the Spanish sentence with capital, spaces, "al" for a + el, "del" for de + el, "e" for y before the sound i.
 */
export function writeSpanish(words: readonly string[]): string {
  const merged: string[] = [];
  for (const [i, word] of words.entries()) {
    const last = merged.at(-1);
    if (word === "el" && (last === "a" || last === "de")) merged[merged.length - 1] = last === "a" ? "al" : "del";
    else merged.push(word === "y" && /^h?i/i.test(words[i + 1] ?? "") ? "e" : word);
  }
  return capital(merged.join(" ").replace(/¿ /g, "¿").replace(/ ([.?,])/g, "$1"));
}

function capital(text: string): string {
  return text.replace(/^(¿?)(\p{L})/u, (_, mark: string, letter: string) => mark + letter.toUpperCase());
}
