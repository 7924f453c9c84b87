import { createHash } from "node:crypto";

/** Characters of scripts without spaces between words, each a word here: Thai to Tibetan, CJK, Hangul. */
const ALONE = [
  String.raw`\u0e00-\u0e3e\u0e40-\u0e4e\u0e50-\u0e59\u0e5c-\u0eff\u0f00-\u0f03\u0f15-\u0f39\u0f3e-\u0fff`,
  String.raw`\u1000-\u1049\u1050-\u109f\u1100-\u11ff\u1780-\u17d3\u17d7\u17dc-\u17ff\u3005-\u3007`,
  String.raw`\u3021-\u302f\u3031-\u3035\u303b-\u303c\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3130-\u318f`,
  String.raw`\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f`,
  String.raw`\u{20000}-\u{3ffff}`,
].join("");
/** Characters between words. */
const BETWEEN = [
  String.raw`\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00ac\u00ae-\u00b4\u00b6-\u00b9`,
  String.raw`\u00bb-\u00bf\u00d7\u00f7\u037e\u0387\u055a-\u055f\u0589-\u058a\u05be\u05c0\u05c3\u05c6`,
  String.raw`\u05f3-\u05f4\u0600-\u060f\u061b-\u061f\u066a-\u066d\u06d4\u06dd\u06e9\u0700-\u070d\u0964-\u0965`,
  String.raw`\u0970\u0df4\u0e3f\u0e4f\u0e5a-\u0e5b\u0f04-\u0f14\u0f3a-\u0f3d\u104a-\u104f\u10fb\u1360-\u1368`,
  String.raw`\u1400\u166e\u1680\u17d4-\u17d6\u17d8-\u17db\u1800-\u180a\u2000-\u200b\u200e-\u206f\u207a-\u207e`,
  String.raw`\u208a-\u208e\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030`,
  String.raw`\u303d-\u303f\u30a0\u30fb\ua8ce-\ua8cf\ufd3e-\ufd3f\ufe00-\ufe1f\ufe30-\ufe6f\ufeff\uff01-\uff0f`,
  String.raw`\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffff\u{1f000}-\u{1faff}\u{e0000}-\u{e0fff}`,
].join("");
/** The same pattern as `streamforge.search_words`: only ranges of code points, so that both split alike. */
const WORD = new RegExp(`[${ALONE}]|[^${BETWEEN}${ALONE}]+`, "gu");
const IS_ALONE = new RegExp(`^[${ALONE}]$`, "u");

/** Cues of a passage, without the following cues that are stored with it for phrases across its end. */
export const PASSAGE_CUES = 16;
/** A phrase may span this many cues. */
const PHRASE_CUES = 3;

/** A word of a text. `end` is exclusive; both are in UTF-16 code units. */
export interface TextWord {
  word: string;
  start: number;
  end: number;
}

/** Splits a text into its words. */
export function wordsOf(text: string): TextWord[] {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({ word, start: index, end: index + word.length }));
}

/** Whether a word is a character of a script without spaces: it has no stem. */
export function standsAlone(word: string): boolean {
  return IS_ALONE.test(word);
}

/**
 * Splits a query into groups that must all be present: single words, or phrases.
 *
 * Text in quotes is a phrase, and so are words without a space between them: "don't", 東京タワー. A quote without a second
 * one is ignored.
 * @returns the words of each group
 */
export function parseQuery(query: string): string[][] {
  const groups: string[][] = [];
  for (
    const { 1: phrase, 2: word } of query.matchAll(
      /["“”„«»「」『』]([^"“”„«»「」『』]*)["“”„«»「」『』]|([^\s"“”„«»「」『』]+)/gu,
    )
  ) {
    const words = wordsOf(phrase ?? word).map(({ word }) => word);
    if (words.length > 0) groups.push(words);
  }
  return groups;
}

/** A query's groups in one language: for each word the units that match it. */
export type Wanted = ReadonlySet<string>[][];

/** The same as `streamforge.search_pair`. */
function pairOf(one: string, other: string): string {
  return "#" + createHash("sha256").update(`${one} ${other}`).digest("hex").slice(0, 5);
}

export function quoteLexeme(lexeme: string): string {
  return `'${lexeme.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/**
 * Builds the query for the index: passages with each word, or each pair of a phrase, by any stemmer.
 *
 * @param wanted the same groups in each language
 */
export function termsQuery(wanted: readonly Wanted[]): string {
  const any = (lexemes: Iterable<string>) => `(${[...new Set(lexemes)].map(quoteLexeme).join("|")})`;
  const [first] = wanted;
  return first.map((group, g) => {
    if (group.length === 1) return any(wanted.flatMap((groups) => [...groups[g][0]]));
    return group.slice(1).map((_, i) =>
      any(
        wanted.flatMap((groups) =>
          [...groups[g][i]].flatMap((one) => [...groups[g][i + 1]].map((other) => pairOf(one, other)))
        ),
      )
    ).join("&");
  }).join("&");
}

/** A cue of a passage: its position in the revision, and the units of each word. */
export interface CueUnits {
  position: number;
  units: string[][];
  /** Whether a pause follows: no phrase spans it. */
  isBeforePause: boolean;
}

/** Reads `search_passages.sequence`. */
export function readSequence(sequence: string): CueUnits[] {
  return sequence.split("\n").map((line) => {
    const [head, ...units] = line.split(" ");
    return {
      position: parseInt(head, 10),
      units: units.filter((unit) => unit !== "").map((unit) => unit.split("/")),
      isBeforePause: head.endsWith("."),
    };
  });
}

/**
 * A quick check before the sequence of a passage is parsed: whether the first words of all groups are within three
 * consecutive cues. The index only guarantees that they are in the passage; most passages with common words fail here.
 */
export function mayMatch(sequence: string, wanted: Wanted): boolean {
  if (wanted.length === 1) return true;
  const groups = Math.min(wanted.length, 30); // the bits of a number
  const all = 2 ** groups - 1;
  let [before, last] = [0, 0];
  for (const line of sequence.split("\n")) {
    let present = 0;
    for (const word of line.split(" ")) {
      const slash = word.indexOf("/");
      for (let g = 0; g < groups; g++) {
        const [first] = wanted[g];
        if (slash < 0 ? first.has(word) : first.has(word.slice(0, slash)) || first.has(word.slice(slash + 1))) {
          present |= 2 ** g;
        }
      }
    }
    if ((before | last | present) === all) return true;
    [before, last] = [last, present];
  }
  return false;
}

/** Words `from` to `to` of a cue, both inclusive. */
export interface Hit {
  cue: number;
  from: number;
  to: number;
}

/** Cues `first` to `last` of a passage, which contain all groups, with the matching words. */
export interface Match {
  first: number;
  last: number;
  hits: Hit[];
}

interface Occurrence {
  first: number;
  last: number;
  hits: Hit[];
}

/**
 * Finds the matches in a passage: for one group its cues; for several the cue that has all of them, or else two
 * consecutive cues.
 */
export function matchPassage(cues: readonly CueUnits[], wanted: Wanted): Match[] {
  const found = wanted.map((group) => occurrences(cues, group));
  if (found.some((list) => list.length === 0)) return [];
  const spans = wanted.length === 1 ? shortest(found[0]) : meetings(cues, found);
  return spans.filter(({ first }) => first < PASSAGE_CUES).map(({ first, last }) => ({
    first,
    last,
    hits: found.flat().filter((one) => one.first >= first && one.last <= last).flatMap(({ hits }) => hits),
  }));
}

function occurrences(cues: readonly CueUnits[], group: Wanted[number]): Occurrence[] {
  const found: Occurrence[] = [];
  for (let cue = 0; cue < cues.length; cue++) {
    for (let word = 0; word < cues[cue].units.length; word++) {
      const hits = follow(cues, group, cue, word);
      if (hits) found.push({ first: cue, last: hits.at(-1)!.cue, hits });
    }
  }
  return found;
}

/**
 * Finds the words of `group` in a row from this word on, across the ends of cues but not across pauses; null if they do
 * not follow.
 */
function follow(cues: readonly CueUnits[], group: Wanted[number], cue: number, word: number): Hit[] | null {
  const hits: Hit[] = [];
  const start = cue;
  for (const units of group) {
    while (cue < cues.length && word === cues[cue].units.length) {
      if (cues[cue].isBeforePause) return null;
      cue++;
      word = 0;
    }
    if (cue === cues.length || cue - start >= PHRASE_CUES) return null;
    if (!cues[cue].units[word].some((unit) => units.has(unit))) return null;
    const last = hits.at(-1);
    if (last?.cue === cue) last.to = word;
    else hits.push({ cue, from: word, to: word });
    word++;
  }
  return hits;
}

/** One span for each cue that it begins in. */
function shortest(found: readonly Occurrence[]): { first: number; last: number }[] {
  const spans = new Map<number, number>();
  for (const { first, last } of found) spans.set(first, Math.min(last, spans.get(first) ?? last));
  return Array.from(spans, ([first, last]) => ({ first, last }));
}

function meetings(cues: readonly CueUnits[], found: readonly Occurrence[][]): { first: number; last: number }[] {
  const meet = (first: number, last: number) =>
    found.every((list) => list.some((one) => one.first >= first && one.last <= last));
  const spans: { first: number; last: number }[] = [];
  for (let cue = 0; cue < Math.min(cues.length, PASSAGE_CUES); cue++) {
    if (meet(cue, cue)) spans.push({ first: cue, last: cue });
    else if (cue + 1 < cues.length && !cues[cue].isBeforePause && !meet(cue + 1, cue + 1) && meet(cue, cue + 1)) {
      spans.push({ first: cue, last: cue + 1 });
    }
  }
  return spans;
}
