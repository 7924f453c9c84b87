import { alignByGain } from "../../core/sequence_alignment.ts";
import type { MarkupRange, Word } from "../../core/types.ts";
import { type CueLook, lookKey } from "../markup.ts";

/** The fields of a cue that are compared. */
export interface PlainCue {
  start: number;
  end: number;
  text: string;
  words?: readonly Word[];
  speaker?: string | null;
  position?: object | null;
  markup?: readonly MarkupRange[] | null;
}

/** A stretch of time in two versions and in their base. */
export interface Stretch<T extends PlainCue = PlainCue> {
  base: T[];
  mine: T[];
  theirs: T[];
  /** Which side changed it since `base`; "same" also if both made the same change. */
  changed: "same" | "mine" | "theirs" | "both";
}

export type Side = "mine" | "theirs";

/** Two cues are in the same place if they share at least this part of the shorter one's time. */
const SAME_PLACE = 0.3;

/** Compares two versions of the same captions and their base, stretch by stretch in time. */
export function compareVersions<T extends PlainCue>(
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
): Stretch<T>[] {
  const all = [
    ...base.map((cue) => ({ cue, from: "base" as const })),
    ...mine.map((cue) => ({ cue, from: "mine" as const })),
    ...theirs.map((cue) => ({ cue, from: "theirs" as const })),
  ].sort((a, b) => a.cue.start - b.cue.start || a.cue.end - b.cue.end);
  const groups = groupByPlace(all.map(({ cue }) => cue)).map((indices) => {
    const of = (from: "base" | "mine" | "theirs") =>
      indices.map((i) => all[i]).filter((entry) => entry.from === from).map(({ cue }) => cue);
    return { base: of("base"), mine: of("mine"), theirs: of("theirs") };
  });
  return groups.map(({ base, mine, theirs }) => {
    const [byMe, byThem] = [!areSame(base, mine), !areSame(base, theirs)];
    const changed = areSame(mine, theirs) ? "same" : byMe && byThem ? "both" : byMe ? "mine" : "theirs";
    return { base, mine, theirs, changed };
  });
}

/** The cues that result from a choice for each stretch, in order of time. */
export function chosenCues<T extends PlainCue>(stretches: readonly Stretch<T>[], sides: readonly Side[]): T[] {
  return stretches.flatMap((stretch, i) => stretch.changed === "same" ? stretch.mine : stretch[sides[i]])
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The default choice for each stretch: the only side that changed it; null if both did and the user must choose. */
export function usualSides(stretches: readonly Stretch[]): (Side | null)[] {
  return stretches.map(({ changed }) => changed === "both" ? null : changed === "theirs" ? "theirs" : "mine");
}

export function areSame(a: readonly PlainCue[], b: readonly PlainCue[]): boolean {
  return a.length === b.length && a.every((cue, i) => isSameCue(cue, b[i]));
}

/** Whether two cues have the same text and look and, to the millisecond, the same times. */
export function isSameCue(a: PlainCue, b: PlainCue): boolean {
  return Math.abs(a.start - b.start) < 0.0005 && Math.abs(a.end - b.end) < 0.0005 && a.text === b.text &&
    lookKey(a as CueLook) === lookKey(b as CueLook);
}

/** Groups cues that are in the same place, as lists of indices in the order of start. */
function groupByPlace(cues: readonly PlainCue[]): number[][] {
  const parent = cues.map((_, i) => i);
  const root = (i: number): number => parent[i] === i ? i : parent[i] = root(parent[i]);
  let open: number[] = []; // cues that have not ended yet
  cues.forEach((cue, i) => {
    open = open.filter((o) => cues[o].end > cue.start || cues[o].start === cue.start);
    for (const o of open) {
      const shared = Math.min(cues[o].end, cue.end) - cue.start;
      const shorter = Math.min(cues[o].end - cues[o].start, cue.end - cue.start);
      if (shared >= SAME_PLACE * shorter) parent[root(i)] = root(o);
    }
    open.push(i);
  });
  const groups = new Map<number, number[]>();
  cues.forEach((_, i) => groups.set(root(i), [...groups.get(root(i)) ?? [], i]));
  return [...groups.values()];
}

export interface TextPart {
  text: string;
  kind: "same" | "removed" | "added";
}

/** Lists the changes from one text to another, word by word. */
export function compareTexts(before: string, after: string): TextPart[] {
  const [a, b] = [before, after].map((text) => text.match(/\s+|[^\s]+/g) ?? []);
  if (a.length * b.length > 1_000_000) return [{ text: before, kind: "removed" }, { text: after, kind: "added" }];
  const pairs = alignByGain(a.length, b.length, (i, j) => a[i] === b[j] ? 1 : -Infinity);
  const parts: TextPart[] = [];
  const add = (text: string, kind: TextPart["kind"]) => {
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += text;
    else parts.push({ text, kind });
  };
  let [i, j] = [0, 0];
  for (const [p, q] of [...pairs, [a.length, b.length]]) {
    while (i < p) add(a[i++], "removed");
    while (j < q) add(b[j++], "added");
    if (p === a.length) break;
    add(a[p], "same");
    [i, j] = [p + 1, q + 1];
  }
  return parts;
}
