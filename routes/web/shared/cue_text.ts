import { languageTag } from "../../../src/core/labels/language_labels.ts";

const RIGHT_TO_LEFT = new Set(["ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"]);
const RIGHT_TO_LEFT_LETTER = /[\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Syriac}\p{sc=Thaana}]/u;
const LEFT_TO_RIGHT_LETTER = /(?![\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Syriac}\p{sc=Thaana}])\p{L}/u;

/**
 * The `lang` and `dir` of a text of a caption track: fonts, hyphens and screen readers go by them.
 *
 * The direction is the language's, also where the text begins with a foreign name or a number; a text of foreign
 * letters alone has its own.
 *
 * @param language code of the track; "und" if unknown
 */
export function cueTextAttributes(text: string, language: string): { lang: string; dir: "ltr" | "rtl" | "auto" } {
  if (language === "und") return { lang: "", dir: "auto" }; // not the page's language, which is English
  const isRightToLeft = RIGHT_TO_LEFT.has(language);
  const [ownLetter, otherLetter] = isRightToLeft
    ? [RIGHT_TO_LEFT_LETTER, LEFT_TO_RIGHT_LETTER]
    : [LEFT_TO_RIGHT_LETTER, RIGHT_TO_LEFT_LETTER];
  const isForeign = otherLetter.test(text) && !ownLetter.test(text);
  return { lang: languageTag(language), dir: isForeign ? "auto" : isRightToLeft ? "rtl" : "ltr" };
}

/** Marks that have a direction and no width, and the mark at the start of a line. */
const MARKS = { ltr: "\u200e", rtl: "\u200f" };
const LINE_MARK = /^[\u200e\u200f]/gm;

/**
 * A WebVTT text whose lines have the direction of `cueTextAttributes`. Browsers take it from a line's first letter: a
 * mark goes before lines that begin with a foreign one.
 */
export function withLineMarks(text: string, language: string): string {
  const plain = (part: string) => part.replace(/<[^>]*>|&\w+;/g, "");
  const { dir } = cueTextAttributes(plain(text), language);
  if (dir === "auto") return text;
  return text.split("\n").map((line) => {
    const first = /\p{L}/u.exec(plain(line))?.[0] ?? "";
    const isForeign = first !== "" && RIGHT_TO_LEFT_LETTER.test(first) !== (dir === "rtl");
    return isForeign && !line.startsWith(MARKS[dir]) ? MARKS[dir] + line : line;
  }).join("\n");
}

/** The text without the marks of `withLineMarks`. */
export function withoutLineMarks(text: string): string {
  return text.replace(LINE_MARK, "");
}
