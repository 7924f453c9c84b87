/**
 * Phrases for place, time and company, which can follow a clause.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { chance, pick, pickNoun } from "./choices.ts";
import type { Words } from "./clauses.ts";
import type { Tense } from "./conjugation.ts";
import { type Noun, nounNamed, nounsWith } from "./nouns.ts";
import { DEFINITE, type NounPhrase, nounPhrase } from "./phrases.ts";
import type { Subject } from "./subjects.ts";

const DAYS = [
  ["Monday", "lunes"],
  ["Tuesday", "martes"],
  ["Wednesday", "miércoles"],
  ["Thursday", "jueves"],
  ["Friday", "viernes"],
  ["Saturday", "sábado"],
  ["Sunday", "domingo"],
] as const;

const TIMES: Record<Tense, readonly (readonly [string, string])[]> = {
  present: [["today", "hoy"], ["now", "ahora"], ["every day", "todos los días"], ["in the morning", "por la mañana"]],
  past: [["yesterday", "ayer"], ["last night", "anoche"], ["last week", "la semana pasada"]],
  future: [["tomorrow", "mañana"], ["soon", "pronto"], ["tonight", "esta noche"], ["next week", "la próxima semana"]],
};

/** A time phrase that fits the tense. */
export function time(random: Random, tense: Tense): Words {
  if (tense !== "present" && chance(random, 0.35)) {
    const [en, es] = pick(random, DAYS);
    return { en: ["on", en], es: ["el", es] };
  }
  const [en, es] = pick(random, TIMES[tense]);
  return { en: en.split(" "), es: es.split(" ") };
}

/** Places that English uses "on" with; Spanish uses one preposition for all places. */
const ON = new Set(["beach", "island", "farm", "street"]);
const AT_PLACES: readonly (readonly [string, string])[] = [
  ["near", "cerca de"],
  ["behind", "detrás de"],
  ["in front of", "delante de"],
];
const AT_FURNITURE: readonly (readonly [string, string])[] = [["under", "debajo de"], ["on", "sobre"], [
  "near",
  "cerca de",
]];

/** A place phrase with its combinations. */
export interface Place extends Words {
  combinations: string[];
}

const PLACE_DETERMINERS = [["the", 5], ["possessive", 1.5], ["this", 0.6], ["that", 0.6]] as const;

function placeNoun(random: Random, noun: Noun): NounPhrase {
  return nounPhrase(random, noun, { determiners: PLACE_DETERMINERS, adjectiveChance: 0.25, isPlural: false });
}

/** in the park, near my house. */
export function place(random: Random): Place {
  const noun = pickNoun(random, nounsWith("l"));
  const phrase = placeNoun(random, noun);
  const [en, es] = chance(random, 0.6) ? [ON.has(noun.en) ? "on" : "in", "en"] : pick(random, AT_PLACES);
  return preposed(en, es, phrase);
}

/** under the table. */
export function spot(random: Random): Place {
  const noun = nounNamed(pick(random, ["table", "chair", "bed"]));
  const [en, es] = pick(random, AT_FURNITURE);
  return preposed(en, es, placeNoun(random, noun));
}

/** to the market, from the station. */
export function direction(random: Random, en: string, es: string): Place {
  return preposed(en, es, placeNoun(random, pickNoun(random, nounsWith("l"))));
}

const COMPANIONS = [
  ["me", "conmigo"],
  ["you", "contigo"],
  ["him", "con él"],
  ["her", "con ella"],
  ["us", "con nosotros"],
  ["them", "con ellos"],
] as const;

/** with my sister, with me. */
export function company(random: Random, subject: Subject): Place {
  if (chance(random, 0.4)) {
    const isSpeaker = subject.person.startsWith("1");
    const [en, es] = pick(
      random,
      COMPANIONS.filter(([en]) => isSpeaker ? !/me|us/.test(en) : !(subject.isYou && en === "you")),
    );
    return { en: ["with", en], es: es.split(" "), combinations: [] };
  }
  const noun = pickNoun(random, nounsWith("p"));
  return preposed("with", "con", nounPhrase(random, noun, { determiners: DEFINITE, adjectiveChance: 0.25 }));
}

function preposed(en: string, es: string, phrase: NounPhrase): Place {
  return {
    en: [...en.split(" "), ...phrase.en],
    es: [...es.split(" "), ...phrase.es],
    combinations: phrase.combinations,
  };
}
