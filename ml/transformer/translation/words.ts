/**
 * Splits sentences into words and joins them again.
 *
 * A model works with numbers, one for each word or piece of a word. So a sentence is first split into words and
 * separate punctuation signs. The output is joined with the spaces that the language uses: none before a full stop,
 * none after ¿. English short forms are expanded, so that "don't" and "do not" become the same.
 *
 * @module
 */

/** A word (which may contain an apostrophe), a number, or a single sign. */
const TOKEN = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*|\p{N}+|[^\s]/gu;
/** Signs without a space before them, and signs without a space after them. */
const CLOSING = /^[.,;:!?…)\]»%]$|^'s$/;
const OPENING = /^[¿¡([«]$/;

/** Splits a text into words and signs. */
export function splitWords(text: string): string[] {
  return text.normalize("NFC").replaceAll("’", "'").match(TOKEN) ?? [];
}

/** Joins words into a sentence, with a capital at the start. */
export function joinWords(words: readonly string[]): string {
  let text = "";
  let isOpen = true; // whether no space comes before the next word
  for (const word of words) {
    text += isOpen || CLOSING.test(word) ? word : ` ${word}`;
    isOpen = OPENING.test(word);
  }
  return text.replace(/^([^\p{L}\p{N}]*)(\p{L})/u, (_, signs: string, letter: string) => signs + letter.toUpperCase());
}

const SHORT_FORMS: readonly (readonly [RegExp, string])[] = [
  [/\bcan(?:no|')t\b/gi, "can not"],
  [/\bwon't\b/gi, "will not"],
  [/n't\b/gi, " not"],
  [/\b(I)'m\b/gi, "$1 am"],
  [/'re\b/gi, " are"],
  [/'ve\b/gi, " have"],
  [/'ll\b/gi, " will"],
  [/\b(he|she|it|that|there|here|what|where|who|how|when|why)'s\b/gi, "$1 is"],
  [/(\p{L})('s)\b/giu, "$1 $2"],
];

/** Splits English text: expands short forms, and makes the possessive 's a separate word. */
export function splitEnglish(text: string): string[] {
  const plain = text.replaceAll("’", "'");
  return SHORT_FORMS.reduce((words, [pattern, long]) => words.replace(pattern, long), plain)
    .split(/(?<=\s)(?='s\b)|\s+/)
    .flatMap((word) => word === "'s" ? [word] : splitWords(word));
}
