/**
 * Sentences as lists of words, and back.
 *
 * A model does not see letters: it sees a row of numbers, one for each word or piece of one. So a sentence is first
 * taken apart, signs by themselves, and at the end what was written is put together with the spaces where a language
 * has them: none before a full stop, none behind ¿. English short forms are written out, so that "don't" and "do not"
 * are the same to learn.
 *
 * @module
 */

/** A word (with an apostrophe within), a number, or a single sign. */
const TOKEN = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*|\p{N}+|[^\s]/gu;
/** Signs without a space before them, and without one behind them. */
const CLOSING = /^[.,;:!?…)\]»%]$|^'s$/;
const OPENING = /^[¿¡([«]$/;

/** Words and signs of a text, in the order that they stand in. */
export function splitWords(text: string): string[] {
  return text.normalize("NFC").replaceAll("’", "'").match(TOKEN) ?? [];
}

/** Puts words together as they are written, with a capital at the start. */
export function joinWords(words: readonly string[]): string {
  let text = "";
  let isOpen = true; // no space is due
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

/** English words: short forms are written out, and the 's of an owner is a word of its own. */
export function splitEnglish(text: string): string[] {
  const plain = text.replaceAll("’", "'");
  return SHORT_FORMS.reduce((words, [pattern, long]) => words.replace(pattern, long), plain)
    .split(/(?<=\s)(?='s\b)|\s+/)
    .flatMap((word) => word === "'s" ? [word] : splitWords(word));
}
