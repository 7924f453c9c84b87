/**
 * Spanish conjugation: the endings of the three verb classes in present, past (preterite) and future, and irregular
 * forms.
 *
 * @module
 */

export const PERSONS = ["1s", "2s", "3s", "1p", "3p"] as const;
/** I, you, he or she, we, they. The plural "you" (ustedes) takes the forms of "they". */
export type Person = typeof PERSONS[number];
export const TENSES = ["present", "past", "future"] as const;
export type Tense = typeof TENSES[number];

/** Irregular forms. */
export interface Irregular {
  /** Replaces the stem where it is stressed: in every person of the present except "we". */
  presentStem?: string;
  present?: readonly string[];
  past?: readonly string[];
  /** Replaces the infinitive before the endings of the future. */
  futureStem?: string;
  gerund?: string;
}

const ENDINGS: Record<"ar" | "er" | "ir", Record<"present" | "past", readonly string[]>> = {
  ar: { present: ["o", "as", "a", "amos", "an"], past: ["é", "aste", "ó", "amos", "aron"] },
  er: { present: ["o", "es", "e", "emos", "en"], past: ["í", "iste", "ió", "imos", "ieron"] },
  ir: { present: ["o", "es", "e", "imos", "en"], past: ["í", "iste", "ió", "imos", "ieron"] },
};
const FUTURE_ENDINGS = ["é", "ás", "á", "emos", "án"];

/** The form of a verb: ("comer", "1p", "future") -> "comeremos". */
export function conjugateSpanish(infinitive: string, person: Person, tense: Tense, irregular: Irregular = {}): string {
  const at = PERSONS.indexOf(person);
  if (tense === "future") return (irregular.futureStem ?? infinitive) + FUTURE_ENDINGS[at];
  const whole = irregular[tense];
  if (whole) return whole[at];
  const isStressed = tense === "present" && person !== "1p";
  const stem = isStressed && irregular.presentStem || infinitive.slice(0, -2);
  return stem + ENDINGS[infinitive.slice(-2) as "ar" | "er" | "ir"][tense][at];
}

/** hablar -> hablando, comer -> comiendo, vivir -> viviendo. */
export function spanishGerund(infinitive: string): string {
  return infinitive.slice(0, -2) + (infinitive.endsWith("ar") ? "ando" : "iendo");
}
