/** A transcribed word. */
export interface TimedWord {
  word: string;
  start: number;
  end: number;
  /** 0 to 1. */
  probability: number;
}

/** A word of a line; a click seeks to it. */
export interface LineWord {
  /** The text between the previous word and this one, mostly a space. */
  before: string;
  text: string;
  /** Seconds. */
  start: number;
  end: number;
  /** null if unknown. */
  probability: number | null;
}

/** Words of a lower probability are marked. */
export const UNSURE_BELOW = 0.5;

/**
 * The words of a line with their times. If the timed words differ from the text, as after an edit, the line's time
 * is shared among the words by their length.
 *
 * @returns the words in order; `before + text` of each, joined, is the line's text
 */
export function wordsOf(
  text: string,
  { start, end }: { start: number; end: number },
  timedWords: readonly TimedWord[] = [],
): LineWord[] {
  return matchTimedWords(text, timedWords) ?? shareTimeByLetters(text, start, end);
}

function matchTimedWords(text: string, timedWords: readonly TimedWord[]): LineWord[] | null {
  const words: LineWord[] = [];
  let at = 0;
  for (const { word, start, end, probability } of timedWords) {
    const spoken = word.replace(/\s+/g, " ").trim();
    if (!spoken) continue;
    const wordAt = text.indexOf(spoken, at);
    if (wordAt < 0 || text.slice(at, wordAt).trim() !== "") return null;
    words.push({ before: text.slice(at, wordAt), text: spoken, start, end, probability });
    at = wordAt + spoken.length;
  }
  return words.length > 0 && text.slice(at).trim() === "" ? words : null;
}

function shareTimeByLetters(text: string, start: number, end: number): LineWord[] {
  const perChar = (end - start) / Math.max(1, text.length);
  return [...text.matchAll(/(\s*)(\S+)/g)].map(({ index, 1: before, 2: word }) => {
    const at = index + before.length;
    return {
      ...{ before, text: word, probability: null },
      ...{ start: start + at * perChar, end: start + (at + word.length) * perChar },
    };
  });
}

/** Finds a phrase in a text, ignoring case and accents. @returns `[from, to]` of each occurrence, `to` exclusive */
export function findPhrase(text: string, phrase: string): [number, number][] {
  const [where, what] = [plain(text), plain(phrase.trim().replace(/\s+/g, " "))];
  const matches: [number, number][] = [];
  if (!what) return matches;
  for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + what.length)) {
    matches.push([at, at + what.length]);
  }
  return matches;
}

/** Lower case without accents, of the same length, so that offsets are valid in the original text too. */
function plain(text: string): string {
  let result = "";
  for (const unit of text.split("")) {
    const bare = unit.normalize("NFD")[0].toLowerCase();
    result += bare.length === 1 ? bare : unit;
  }
  return result;
}
