import type { EditedCue, Word } from "../core/types.ts";
import { breakLines, milliseconds } from "./relayout.ts";
import { lookAfter } from "./markup.ts";
import { defaultCaptionLayout, MIN_GAP_SECONDS } from "./layout.ts";

/** The lists of cues to merge, each in the order of time. */
export interface MergeInput {
  /** The captions that a person has edited. */
  current: readonly EditedCue[];
  /** The machine's cues before that, if known: cues that the person deleted stay deleted. */
  earlier?: readonly EditedCue[];
  /** The machine's new cues. */
  machine: readonly EditedCue[];
}

/** Two frames: a shorter cue is not visible. */
const LEAST_SECONDS = 0.084;
/** A cue counts as deleted if the current cues fill at most this share of its time. */
const LEFT_SHARE = 0.25;
/** A new cue of the machine is left out if at least this share of it is in the time of deleted cues. */
const DELETED_SHARE = 0.5;
/** The most words at the edge of an edited cue that count as repeated: the two lists differ only in their times. */
const MOST_REPEATED_WORDS = 3;
const REPEATED_WITHIN_SECONDS = 1;

/**
 * Merges new captions of the machine with a person's edited cues. Edited cues stay as they are. The machine's cues fill
 * the time between them; one that overlaps an edited cue keeps the words outside of it.
 *
 * No cue of the machine overlaps another cue; edited cues overlap only where they did before.
 */
export function mergeCues({ current, earlier = [], machine }: MergeInput, language: string | null): EditedCue[] {
  const edited = current.filter((cue) => cue.isEdited).toSorted((a, b) => a.start - b.start);
  const deleted = spansOf(deletedCues(earlier, current));
  const merged: EditedCue[] = [...edited];
  const taken: Taken = {
    spans: spansOf(edited),
    byStart: new Map(edited.map((cue) => [millis(cue.start), cue])),
    byEnd: new Map(edited.map((cue) => [millis(cue.end), cue])),
  };
  let [t, d] = [0, 0];
  for (const cue of machine) {
    while (d < deleted.length && deleted[d].end <= cue.start) d++;
    if (secondsWithin(deleted, d, cue) >= DELETED_SHARE * (cue.end - cue.start)) continue;
    while (t < taken.spans.length && taken.spans[t].end <= cue.start) t++;
    merged.push(...fitAround(cue, taken, t, language));
  }
  return merged.sort((a, b) => a.start - b.start || a.end - b.end).map((cue, i) => ({ ...cue, id: i + 1 }));
}

/** The time that edited cues fill. */
interface Taken {
  spans: Span[];
  /** Keys: milliseconds. */
  byStart: Map<number, EditedCue>;
  byEnd: Map<number, EditedCue>;
}

function millis(seconds: number): number {
  return Math.round(seconds * 1000);
}

/** Earlier cues of the machine that the person deleted: their time is now empty, or almost. */
function deletedCues(earlier: readonly EditedCue[], current: readonly EditedCue[]): EditedCue[] {
  const left = spansOf(current);
  let i = 0;
  return earlier.filter((cue) => {
    while (i < left.length && left[i].end <= cue.start) i++;
    return secondsWithin(left, i, cue) <= LEFT_SHARE * (cue.end - cue.start);
  });
}

interface Span {
  start: number;
  end: number;
}

/** The spans that cues fill, in order and without overlaps. */
function spansOf(cues: readonly Span[]): Span[] {
  const spans: Span[] = [];
  for (const { start, end } of cues.toSorted((a, b) => a.start - b.start)) {
    const last = spans.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else spans.push({ start, end });
  }
  return spans;
}

function secondsWithin(spans: readonly Span[], from: number, { start, end }: Span): number {
  let seconds = 0;
  for (let i = from; i < spans.length && spans[i].start < end; i++) {
    seconds += Math.max(0, Math.min(spans[i].end, end) - Math.max(spans[i].start, start));
  }
  return seconds;
}

/**
 * Cuts a cue of the machine to the time that edited cues leave free.
 *
 * @param from the first taken span that ends after the cue starts
 */
function fitAround(cue: EditedCue, taken: Taken, from: number, language: string | null): EditedCue[] {
  const rooms: Span[] = [];
  let start = -Infinity;
  // the span before ends earlier, but the gap may be too short
  for (let i = Math.max(0, from - 1); i < taken.spans.length; i++) {
    const span = taken.spans[i];
    if (span.start >= cue.end + MIN_GAP_SECONDS) break;
    if (span.end + MIN_GAP_SECONDS <= cue.start) continue;
    rooms.push({ start, end: milliseconds(span.start - MIN_GAP_SECONDS) });
    start = milliseconds(span.end + MIN_GAP_SECONDS);
  }
  if (rooms.length === 0) return [cue];
  rooms.push({ start, end: Infinity });
  return rooms.flatMap((room) => fitInto(cue, room, taken, language) ?? []);
}

/** Makes a cue of the words that are spoken in `room`; null if there are none. */
function fitInto(cue: EditedCue, room: Span, taken: Taken, language: string | null): EditedCue | null {
  const start = Math.max(cue.start, room.start);
  const end = Math.min(cue.end, room.end);
  if (!(end - start >= LEAST_SECONDS)) return null;
  if (cue.words.length === 0) {
    // without word times the text can't be divided: it goes to the room with most of its time
    return end - start > (cue.end - cue.start) / 2 ? { ...cue, start, end } : null;
  }
  const middle = ({ start, end }: Word) => (start + end) / 2;
  const inRoom = cue.words.filter((word) => middle(word) >= room.start && middle(word) < room.end);
  const words = withoutRepeated(inRoom, room, taken);
  if (words.length === 0) return null;
  if (words.length === cue.words.length) return { ...cue, start, end };
  const layout = defaultCaptionLayout(language);
  const text = words.map(({ word }) => word).join("").trim();
  const broken = breakLines(text, layout, language) ?? text;
  return { ...cue, start, end, text: broken, words, ...lookAfter(cue, broken) };
}

/** Drops words at the edges that the neighbouring edited cue repeats. */
function withoutRepeated(words: readonly Word[], room: Span, taken: Taken): Word[] {
  const before = taken.byEnd.get(millis(room.start - MIN_GAP_SECONDS));
  const after = taken.byStart.get(millis(room.end + MIN_GAP_SECONDS));
  let [from, to] = [0, words.length];
  for (let n = Math.min(MOST_REPEATED_WORDS, words.length); n > 0 && before; n--) {
    const edge = words.slice(0, n);
    const edited = plainWords(before.text).slice(-n);
    if (edge[n - 1].end - before.end > REPEATED_WITHIN_SECONDS || !isSameText(edge, edited)) continue;
    from = n;
    break;
  }
  for (let n = Math.min(MOST_REPEATED_WORDS, words.length - from); n > 0 && after; n--) {
    const edge = words.slice(to - n);
    const edited = plainWords(after.text).slice(0, n);
    if (after.start - edge[0].start > REPEATED_WITHIN_SECONDS || !isSameText(edge, edited)) continue;
    to -= n;
    break;
  }
  return words.slice(from, to);
}

function isSameText(words: readonly Word[], plain: string[]): boolean {
  return words.length === plain.length && words.every(({ word }, i) => plainWords(word).join("") === plain[i]);
}

function plainWords(text: string): string[] {
  return text.toLowerCase().split(/\s+/).map((word) => word.replace(/[^\p{L}\p{N}]+/gu, "")).filter(Boolean);
}
