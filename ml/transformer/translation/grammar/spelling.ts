/**
 * Spelling rules for endings in the two languages.
 *
 * @module
 */

const WITHOUT_ACCENT: Record<string, string> = { á: "a", é: "e", í: "i", ó: "o", ú: "u" };

/** box -> boxes, city -> cities, boy -> boys. */
export function englishPlural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return noun.slice(0, -1) + "ies";
  return noun + (/(s|x|z|ch|sh)$/.test(noun) ? "es" : "s");
}

/** casa -> casas, pez -> peces, león -> leones, flor -> flores, rey -> reyes. */
export function spanishPlural(word: string): string {
  if (/[aeiouáéó]$/.test(word)) return word + "s";
  if (word.endsWith("z")) return word.slice(0, -1) + "ces";
  // the stress does not move, and the longer word needs no accent
  return word.replace(/([áéíóú])(?=[ns]$)/, (vowel) => WITHOUT_ACCENT[vowel]) + "es";
}

/** The third-person form: watch -> watches, study -> studies. */
export function englishThirdPerson(verb: string): string {
  if (/[^aeiou]y$/.test(verb)) return verb.slice(0, -1) + "ies";
  return verb + (/(s|x|z|ch|sh|o)$/.test(verb) ? "es" : "s");
}

/** talk -> talked, use -> used, study -> studied. */
export function englishPast(verb: string): string {
  if (/[^aeiou]y$/.test(verb)) return verb.slice(0, -1) + "ied";
  return verb + (verb.endsWith("e") ? "d" : "ed");
}

/** write -> writing, run -> running (one syllable that ends in a short vowel and a consonant). */
export function englishGerund(verb: string): string {
  if (/[^e]e$/.test(verb)) return verb.slice(0, -1) + "ing";
  if (/^[^aeiou]*[aeiou][bdgmnpt]$/.test(verb)) return verb + verb.at(-1) + "ing";
  return verb + "ing";
}
