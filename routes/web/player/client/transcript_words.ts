/** A word as the engine heard it. */
export interface HeardWord {
  word: string;
  start: number;
  end: number;
  /** 0 to 1. */
  probability: number;
}

/** A piece of a line that a click goes to. */
export interface LineWord {
  /** What stands between it and the one before: spaces mostly. */
  before: string;
  text: string;
  /** Seconds. */
  start: number;
  end: number;
  /** null where nobody knows. */
  probability: number | null;
}

/** Words that were heard with less are worth a look. */
export const UNSURE_BELOW = 0.5;

/**
 * The words of a line of text with their times. Where the heard words are not those of the text, as after an edit by
 * hand, the time is shared out by the letters.
 *
 * @returns in order; joined with what stands before each they are the text
 */
export function wordsOf(
  text: string,
  { start, end }: { start: number; end: number },
  heard: readonly HeardWord[] = [],
): LineWord[] {
  return matched(text, heard) ?? shared(text, start, end);
}

function matched(text: string, heard: readonly HeardWord[]): LineWord[] | null {
  const words: LineWord[] = [];
  let at = 0;
  for (const { word, start, end, probability } of heard) {
    const spoken = word.replace(/\s+/g, " ").trim();
    if (!spoken) continue;
    const found = text.indexOf(spoken, at);
    if (found < 0 || text.slice(at, found).trim() !== "") return null;
    words.push({ before: text.slice(at, found), text: spoken, start, end, probability });
    at = found + spoken.length;
  }
  return words.length > 0 && text.slice(at).trim() === "" ? words : null;
}

function shared(text: string, start: number, end: number): LineWord[] {
  const perChar = (end - start) / Math.max(1, text.length);
  return [...text.matchAll(/(\s*)(\S+)/g)].map(({ index, 1: before, 2: word }) => {
    const at = index + before.length;
    return {
      ...{ before, text: word, probability: null },
      ...{ start: start + at * perChar, end: start + (at + word.length) * perChar },
    };
  });
}

/** The places of a phrase in a text, whatever its capitals and accents: `[from, to]` of each. */
export function findPhrase(text: string, phrase: string): [number, number][] {
  const [where, what] = [plain(text), plain(phrase.trim().replace(/\s+/g, " "))];
  const found: [number, number][] = [];
  if (!what) return found;
  for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + what.length)) {
    found.push([at, at + what.length]);
  }
  return found;
}

/** Small letters without accents, of the same length: a place in it is one in the text. */
function plain(text: string): string {
  let result = "";
  for (const unit of text.split("")) {
    const bare = unit.normalize("NFD")[0].toLowerCase();
    result += bare.length === 1 ? bare : unit;
  }
  return result;
}
