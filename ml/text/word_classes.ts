// tags English words by their classes, with rules and a lexicon of its own, and needs no model
import nlp from "compromise/two";

/** What a word may be in a noun phrase; "other" is in none. */
export type WordClass = "noun" | "adjective" | "gerund" | "other";

interface Term {
  tags: string[];
  offset: { start: number; length: number };
}

/** Finds the classes of a sentence's words. @returns the class of the word that ends before a place in the text */
export function wordClasses(text: string): (end: number) => WordClass {
  const sentences = nlp(text).json({ offset: true, terms: { tags: true, offset: true } }) as { terms: Term[] }[];
  const terms = sentences.flatMap(({ terms }) => terms);
  return (end) => {
    const term = terms.findLast(({ offset }) => offset.start < end);
    return term ? classOf(term.tags) : "other";
  };
}

function classOf(tags: readonly string[]): WordClass {
  const has = (...wanted: string[]) => wanted.some((tag) => tags.includes(tag));
  if (has("Pronoun", "Possessive", "Value", "Date")) return "other";
  if (has("Gerund")) return "gerund";
  if (has("Noun")) return "noun";
  return has("Adjective") && !has("Comparative", "Superlative") ? "adjective" : "other";
}
