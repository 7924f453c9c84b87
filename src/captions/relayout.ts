import type { CaptionLayout, Segment, Word } from "../core/types.ts";
import { type Atom, Atomizer, joinTexts } from "./atoms.ts";
import { breaksOf } from "./breaks.ts";
import { layoutCues } from "./cues.ts";
import { lineTable } from "./lines.ts";

/** Text that is on the screen from `start` to `end`, in seconds. */
export interface TimedText {
  start: number;
  end: number;
  /** Lines are apart by "\n". */
  text: string;
}

/**
 * Breaks text into lines anew, where the language likes it best.
 *
 * @returns null where it does not fit on the lines
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

/** The pieces of a text that a line is never broken inside of. */
export function atomsOf(text: string, maxLineChars: number): Atom[] {
  const atomizer = new Atomizer({ maxLines: 1, maxLineChars, maxCueSeconds: Infinity });
  return [...atomizer.push([segmentOf({ start: 0, end: 1, text })]), ...atomizer.end()];
}

/** Whether each piece fits on a line. */
export function canBreak(atoms: readonly Atom[], maxLineChars: number): boolean {
  return atoms.every((atom) => atom.chars <= maxLineChars);
}

/** A text on one line. */
export function unbroken(text: string): string {
  return joinTexts(text.split("\n").map((line) => line.trim()));
}

/**
 * Cuts a cue into several that keep to the layout, at the ends of sentences and clauses where there are any. The times of its
 * words say when each begins; where it has none, or its text was changed since, the time is shared out by length.
 *
 * Together the parts last as the cue did. What else it carries goes to every part, its words to the part that says them.
 * @param gapSeconds between the parts
 */
export function splitCue<T extends TimedText>(
  cue: T,
  layout: CaptionLayout,
  { language, gapSeconds }: { language: string | null; gapSeconds: number },
): T[] {
  const own = wordsOf(cue);
  const parts = layoutCues([segmentOf(cue, own ?? [])], layout, { language });
  if (parts.length < 2) return [cue];
  const starts = partStarts(cue, parts, gapSeconds);
  return parts.map((part, i) => ({
    ...cue,
    start: starts[i],
    end: i + 1 < parts.length ? milliseconds(starts[i + 1] - gapOf(starts[i], starts[i + 1], gapSeconds)) : cue.end,
    text: part.text,
    ...("words" in cue ? { words: own ? part.words : [] } : {}),
  }));
}

/** When each part begins: with its first word, or by its share of the text where that would leave a part no time. */
function partStarts(cue: TimedText, parts: TimedText[], gapSeconds: number): number[] {
  const heard = parts.map((part, i) => i === 0 ? cue.start : milliseconds(part.start));
  const least = gapSeconds + 0.2;
  if (heard.every((start, i) => (heard[i + 1] ?? cue.end) - start >= least)) return heard;
  const total = parts.reduce((n, { text }) => n + text.length, 0);
  let chars = 0;
  return parts.map(({ text }) => {
    const start = milliseconds(cue.start + (cue.end - cue.start) * chars / total);
    chars += text.length;
    return start;
  });
}

/** No gap takes more than half of a part's time. */
function gapOf(start: number, next: number, gapSeconds: number): number {
  return Math.min(gapSeconds, (next - start) / 2);
}

/** A cue's words, if they still say what its text says. */
export function wordsOf(cue: TimedText): Word[] | null {
  const words = (cue as TimedText & { words?: Word[] }).words;
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

/** Captions' files hold whole milliseconds. */
export function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
