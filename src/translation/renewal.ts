import { commonSubsequence } from "../core/sequence_alignment.ts";
import type { CaptionLayout, Cue, EditedCue } from "../core/types.ts";
import { breakLines, milliseconds } from "../captions/relayout.ts";
import { oneLine } from "./sentences.ts";

/** Two cues belong together if they share at least this part of the shorter one's time. */
const SAME_PLACE = 0.5;

/** A translation that exists already, and the original that it was made from. */
export interface EarlierTranslation {
  original: readonly Cue[];
  cues: readonly EditedCue[];
}

/** What of a translation stays, and what has to be translated. */
export interface TranslationPlan {
  /** The indices of the original's cues to translate. */
  wanted: Set<number>;
  /** Translated cues that stay, by the index of the original's cue. An empty list: it has none on purpose. */
  kept: Map<number, EditedCue[]>;
  /** A person's cues without a cue of the original. */
  added: EditedCue[];
  /** A person's cues whose original has changed. */
  doubtful: EditedCue[];
}

/**
 * Compares an original with what its translation was made from. Translations of unchanged cues stay, at the times that
 * the original's cues have now; so do all cues that a person corrected.
 *
 * @param options.keepsEdited false: a person's corrections do not count, as in the revision of the machine alone
 */
export function planTranslation(
  original: readonly Cue[],
  earlier: EarlierTranslation | null,
  { keepsEdited = true } = {},
): TranslationPlan {
  const plan: TranslationPlan = { wanted: new Set(original.keys()), kept: new Map(), added: [], doubtful: [] };
  if (!earlier) return plan;
  const { byCue, others } = assignToCues(earlier.cues, earlier.original);
  const keys = [original, earlier.original].map((cues) => cues.map(({ text }) => oneLine(text)));
  const unchanged = new Map(
    commonSubsequence(keys[0], keys[1]).filter(([now, before]) => keys[0][now] === keys[1][before]),
  );
  for (const [now, before] of unchanged) {
    plan.wanted.delete(now);
    plan.kept.set(now, byCue[before].map((cue) => moveCue(cue, earlier.original[before], original[now])));
  }
  if (!keepsEdited) return plan;
  const stillThere = new Set(unchanged.values());
  const corrected = byCue.flatMap((cues, i) => stillThere.has(i) ? [] : cues).filter(({ isEdited }) => isEdited);
  plan.doubtful = corrected;
  for (const cue of [...corrected, ...others.filter(({ isEdited }) => isEdited)]) {
    const place = placeOf(cue, original);
    if (place !== null && (plan.wanted.has(place) || corrected.includes(cue) && !unchanged.has(place))) {
      plan.wanted.delete(place);
      plan.kept.set(place, [...plan.kept.get(place) ?? [], cue]);
    } else {
      plan.added.push(cue);
    }
  }
  return plan;
}

/**
 * Makes the cues of a translation: each has the times, the speaker and the place of its original, and lines broken for
 * its own language.
 *
 * @param texts new translations by the index of the original's cue
 */
export function translatedCues(
  original: readonly Cue[],
  plan: TranslationPlan,
  { texts, layout, language }: { texts: ReadonlyMap<number, string>; layout: CaptionLayout; language: string },
): EditedCue[] {
  const cues: EditedCue[] = [...plan.added];
  for (const [i, { start, end, speaker, position }] of original.entries()) {
    const before = plan.kept.get(i);
    const text = texts.get(i);
    // a translator may give texts of cues that nobody wanted: they share a sentence with one
    const isDeleted = before?.length === 0;
    if (before && (text === undefined || isDeleted || before.some(({ isEdited }) => isEdited))) cues.push(...before);
    else if (text?.trim()) {
      const look = { ...(speaker !== undefined && { speaker }), ...(position && { position }) };
      const lines = brokenLines(oneLine(text), layout, language);
      cues.push({ id: 0, start, end, text: lines, words: [], ...look, isEdited: false });
    }
  }
  return cues.sort((a, b) => a.start - b.start || a.end - b.end).map((cue, i) => ({ ...cue, id: i + 1 }));
}

/** A translation may need more lines than the layout allows: its cue can't be cut, as it has its original's times. */
function brokenLines(text: string, layout: CaptionLayout, language: string): string {
  for (let maxLines = layout.maxLines; maxLines <= layout.maxLines + 4; maxLines++) {
    const lines = breakLines(text, { maxLines, maxLineChars: layout.maxLineChars }, language);
    if (lines !== null) return lines;
  }
  return text;
}

/** Finds for each translated cue the cue of the original with which it shares the most time. */
export function assignToCues<T extends Pick<Cue, "start" | "end">>(
  cues: readonly T[],
  original: readonly Pick<Cue, "start" | "end">[],
): { byCue: T[][]; others: T[] } {
  const byCue: T[][] = original.map(() => []);
  const others: T[] = [];
  for (const cue of cues) {
    const place = placeOf(cue, original);
    if (place === null) others.push(cue);
    else byCue[place].push(cue);
  }
  return { byCue, others };
}

/** The index of the cue with which a cue shares the most time; null if that is too little. */
function placeOf(cue: Pick<Cue, "start" | "end">, cues: readonly Pick<Cue, "start" | "end">[]): number | null {
  // the cues are in order, so that a binary search finds the first that ends later than `cue` starts
  let [low, high] = [0, cues.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cues[middle].end <= cue.start) low = middle + 1;
    else high = middle;
  }
  let best: number | null = null;
  let most = 0;
  for (let i = low; i < cues.length && cues[i].start < cue.end; i++) {
    const shared = Math.min(cue.end, cues[i].end) - Math.max(cue.start, cues[i].start);
    const shorter = Math.min(cue.end - cue.start, cues[i].end - cues[i].start);
    if (shared > most && shared >= SAME_PLACE * shorter) [best, most] = [i, shared];
  }
  return best;
}

/** Moves a translated cue as its original was moved. */
function moveCue(cue: EditedCue, before: Cue, now: Cue): EditedCue {
  if (before.start === now.start && before.end === now.end) return cue;
  const seconds = before.end - before.start;
  const factor = seconds > 0 ? (now.end - now.start) / seconds : 1;
  const moved = (t: number) => milliseconds(now.start + (t - before.start) * factor);
  return {
    ...cue,
    start: moved(cue.start),
    end: moved(cue.end),
    words: cue.words.map((word) => ({ ...word, start: moved(word.start), end: moved(word.end) })),
  };
}
