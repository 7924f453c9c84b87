import type { CaptionLayout, MarkupRange, Segment, Word } from "../core/types.ts";
import { type Atom, Atomizer, joinTexts } from "./atoms.ts";
import { breaksOf } from "./breaks.ts";
import { layoutCues } from "./cues.ts";
import { lineTable } from "./lines.ts";
import { type CueLook, respaceMarkup, sliceMarkup } from "./markup.ts";

/** Text on the screen from `start` to `end`, in seconds. */
export interface TimedText extends CueLook {
  start: number;
  end: number;
  /** Lines are separated by "\n". */
  text: string;
}

/**
 * Breaks text into lines again, at the best places for the language.
 *
 * @returns null if it does not fit on the lines
 */
export function breakLines(
  text: string,
  { maxLines, maxLineChars }: Pick<CaptionLayout, "maxLines" | "maxLineChars">,
  language: string | null,
): string | null {
  const layout = { maxLines, maxLineChars, maxCueSeconds: Infinity };
  const atoms = atomsOf(text, maxLineChars);
  if (atoms.length === 0) return "";
  if (!canBreak(atoms, maxLineChars)) return null;
  const table = lineTable(atoms, breaksOf(atoms, language), 0, layout);
  const last = atoms.length - 1;
  if (!((table.costs[last] ?? Infinity) < Infinity)) return null;
  const starts = table.lineStarts(last);
  return atoms.map((atom, i) => (i === 0 ? "" : starts.includes(i) ? "\n" : atom.spaceBefore ? " " : "") + atom.text)
    .join("");
}

/** The atoms of a text, which line breaks do not divide. */
export function atomsOf(text: string, maxLineChars: number): Atom[] {
  const atomizer = new Atomizer({ maxLines: 1, maxLineChars, maxCueSeconds: Infinity });
  return [...atomizer.push([segmentOf({ start: 0, end: 1, text })]), ...atomizer.end()];
}

/** Whether each atom fits on a line. */
export function canBreak(atoms: readonly Atom[], maxLineChars: number): boolean {
  return atoms.every((atom) => atom.chars <= maxLineChars);
}

/** Joins the lines of a text. */
export function unbroken(text: string): string {
  return joinTexts(text.split("\n").map((line) => line.trim()));
}

/**
 * Cuts a cue into several that fit the layout, preferably at the ends of sentences and clauses. Word times decide when
 * each piece starts; without them, or if the text was changed, the time is divided by the length of the pieces.
 *
 * The pieces together last as long as the cue. Each has its words and a copy of all other fields.
 * @param gapSeconds between the pieces
 */
export function splitCue<T extends TimedText>(
  cue: T,
  layout: CaptionLayout,
  { language, gapSeconds }: { language: string | null; gapSeconds: number },
): T[] {
  const words = wordsOf(cue);
  const pieces = layoutCues([segmentOf(cue, words ?? [])], layout, { language });
  if (pieces.length < 2) return [cue];
  const starts = pieceStarts(cue, pieces, gapSeconds);
  const markups = markupOfPieces(cue, pieces.map(({ text }) => text));
  return pieces.map((piece, i) => ({
    ...cue,
    start: starts[i],
    end: i + 1 < pieces.length ? milliseconds(starts[i + 1] - gapOf(starts[i], starts[i + 1], gapSeconds)) : cue.end,
    text: piece.text,
    ...("markup" in cue ? { markup: markups[i] } : {}),
    ...("words" in cue ? { words: words ? piece.words : [] } : {}),
  }));
}

/** The markup of each piece of a text, whose letters are those of the text in order. */
function markupOfPieces({ text, markup }: TimedText, pieces: readonly string[]): (MarkupRange[] | undefined)[] {
  let from = 0;
  return pieces.map((piece) => {
    let to = from;
    for (let letters = piece.replace(/\s/g, "").length; letters > 0 && to < text.length; to++) {
      if (!/\s/.test(text[to])) letters--;
    }
    const raw = text.slice(from, to);
    const start = from + raw.length - raw.trimStart().length;
    const own = respaceMarkup(sliceMarkup(markup, start, to), text.slice(start, to), piece);
    from = to;
    return own;
  });
}

/** The start of each piece: its first word, or by its share of the text if the words leave too little time. */
function pieceStarts(cue: TimedText, pieces: TimedText[], gapSeconds: number): number[] {
  const byWords = pieces.map((piece, i) => i === 0 ? cue.start : milliseconds(piece.start));
  const least = gapSeconds + 0.2;
  if (byWords.every((start, i) => (byWords[i + 1] ?? cue.end) - start >= least)) return byWords;
  const total = pieces.reduce((n, { text }) => n + text.length, 0);
  let chars = 0;
  return pieces.map(({ text }) => {
    const start = milliseconds(cue.start + (cue.end - cue.start) * chars / total);
    chars += text.length;
    return start;
  });
}

/** A gap takes at most half of a piece's time. */
function gapOf(start: number, next: number, gapSeconds: number): number {
  return Math.min(gapSeconds, (next - start) / 2);
}

/** A cue's words if they still match its text, else null. */
export function wordsOf(cue: Pick<TimedText, "text"> & { words?: Word[] }): Word[] | null {
  const { words } = cue;
  if (!Array.isArray(words) || words.length === 0) return null;
  const bare = (text: string) => text.replace(/\s+/g, "");
  return bare(words.map(({ word }) => word).join("")) === bare(cue.text) ? words : null;
}

function segmentOf({ start, end, text }: TimedText, words: Word[] = []): Segment {
  return {
    ...{ id: 0, start, end, text: unbroken(text), words },
    ...{ tokens: [], temperature: 0, avgLogprob: 0, compressionRatio: 1, noSpeechProb: 0 },
  };
}

/** Rounds to whole milliseconds, as files hold them. */
export function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
