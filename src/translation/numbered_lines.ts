/**
 * Lines with numbers, in which a language model gets cues and gives their translations back.
 *
 * @module
 */

export interface NumberedLine {
  number: number;
  text: string;
}

export interface LinesAnswer {
  /** The translations by number, as far as their lines are right. */
  texts: Map<number, string>;
  /** What is wrong, as sentences for the model. Empty: every line is there, once. */
  problems: string[];
}

/** `12| text`, also with the marks that models put around it. */
const LINE = /^\s*(?:[-*>]\s+)?(?:\*\*|\[)?(\d{1,6})(?:\*\*|\])?\s*[|｜:.)]\s*(.*?)\s*$/;
/** The begin of another line within a line. */
const INNER_LINE = /(?:^|\s)(\d{1,6})\s*[|｜]/;
const LETTER = /[\p{L}\p{N}]/u;
/** Below this length, a line may have any other length in another language. */
const COMPARABLE_CHARS = 25;
/** A line whose length differs from what the other lines let expect by more than this has another line's text. */
const MAX_LENGTH_FACTOR = 4;

export function writeLines(lines: readonly NumberedLine[]): string {
  return lines.map(({ number, text }) => `${number}| ${text}`).join("\n");
}

/**
 * Reads a model's answer and checks that each line is the translation of the line with its number: nothing missing,
 * merged, moved, repeated, renumbered or added. Chatter before the first line and behind an empty line is left out.
 *
 * @param asked in order
 */
export function readLines(answer: string, asked: readonly NumberedLine[]): LinesAnswer {
  const problems: string[] = [];
  const texts = new Map<number, string>();
  const numbers = new Set(asked.map(({ number }) => number));
  const bare = answer.replace(/<think>[\s\S]*?(<\/think>|$)/g, "").replace(/^\s*```\w*\s*$/gm, "");
  let last: number | null = null;
  let isBehindGap = false;
  for (const line of bare.split(/\r?\n/)) {
    const found = LINE.exec(line);
    if (found) {
      const number = Number(found[1]);
      last = number;
      isBehindGap = false;
      if (!numbers.has(number)) problems.push(`there is no line ${number} to translate`);
      else if (texts.has(number)) problems.push(`line ${number} is there twice`);
      else texts.set(number, found[2]);
    } else if (line.trim() === "") {
      isBehindGap = true;
    } else if (last !== null && !isBehindGap) {
      problems.push(`behind line ${last} is a line without a number`);
    }
  }
  const present = [...texts.keys()];
  if (present.some((number, i) => i > 0 && number < present[i - 1])) problems.push("the lines are not in their order");
  for (const { number, text } of asked) {
    const translated = texts.get(number);
    if (translated === undefined) problems.push(`line ${number} is missing`);
    else if (LETTER.test(text) && !LETTER.test(translated)) problems.push(`line ${number} has no text`);
    else {
      const inner = INNER_LINE.exec(translated);
      if (inner && numbers.has(Number(inner[1]))) problems.push(`line ${number} holds line ${inner[1]} as well`);
    }
  }
  if (problems.length === 0) problems.push(...movedTexts(asked, texts));
  return { texts, problems };
}

/** What tells that a line has another line's text, though all numbers are there. */
function movedTexts(asked: readonly NumberedLine[], texts: ReadonlyMap<number, string>): string[] {
  const problems: string[] = [];
  const total = (lines: Iterable<string>) => [...lines].reduce((n, text) => n + text.length, 0);
  const ratio = total(texts.values()) / Math.max(1, total(asked.map(({ text }) => text)));
  const byText = new Map<string, NumberedLine>();
  for (const [i, line] of asked.entries()) {
    const { number, text } = line;
    const translated = texts.get(number)!;
    const expected = text.length * ratio;
    if (text.length >= COMPARABLE_CHARS && translated.length * MAX_LENGTH_FACTOR < expected) {
      problems.push(`line ${number} is too short for what it translates`);
    } else if (translated.length >= 2 * COMPARABLE_CHARS && translated.length > expected * MAX_LENGTH_FACTOR) {
      problems.push(`line ${number} is too long for what it translates`);
    }
    const twin = byText.get(translated);
    if (twin && translated.length >= COMPARABLE_CHARS && !isAlike(twin.text, text)) {
      problems.push(`lines ${twin.number} and ${number} have the same text`);
    }
    byText.set(translated, line);
    for (const neighbour of [asked[i - 1], asked[i + 1]]) {
      if (neighbour && hasDigitsOf(translated, neighbour.text, text)) {
        problems.push(`line ${number} has the numbers of line ${neighbour.number}`);
      }
    }
  }
  const isUntouched = asked.length > 2 && asked.every(({ number, text }) => isAlike(texts.get(number)!, text));
  if (isUntouched) problems.push("the lines are not translated");
  return problems;
}

function isAlike(a: string, b: string): boolean {
  return a.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "") === b.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

/** Whether a text has a number of two digits or more that stands in `other` and not in `own`. */
function hasDigitsOf(text: string, other: string, own: string): boolean {
  const digits = (text: string): string[] => text.match(/\d{2,}/g) ?? [];
  const ours = digits(own);
  return digits(text).some((number) => !ours.includes(number) && digits(other).includes(number));
}
