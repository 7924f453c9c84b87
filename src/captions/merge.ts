import type { EditedCue, Word } from "../core/types.ts";
import { breakLines, milliseconds } from "./relayout.ts";
import { defaultCaptionLayout, MIN_GAP_SECONDS } from "./layout.ts";

/** What a merge is made of; each in the order of time. */
export interface MergeInput {
  /** The captions that a person has worked on. */
  current: readonly EditedCue[];
  /** What the machine wrote before they did, if that is known: what they deleted of it stays deleted. */
  earlier?: readonly EditedCue[];
  /** What the machine wrote now. */
  machine: readonly EditedCue[];
}

/** Two frames: less can't be seen. */
const LEAST_SECONDS = 0.084;
/** A cue of which more than this is left in time was not deleted. */
const LEFT_SHARE = 0.25;
/** Of a machine's cue this share must lie where a person deleted for it to be left out. */
const DELETED_SHARE = 0.5;
/** Words said twice at the edge of an edited cue: the two only disagree on when. */
const MOST_REPEATED_WORDS = 3;
const REPEATED_WITHIN_SECONDS = 1;

/**
 * Puts new captions of the machine around what a person edited. Every edited cue stays as it is; of the machine's cues
 * those stay that lie beside them, and of one that reaches into an edited cue the words that are said outside of it.
 *
 * None of the machine's cues overlaps another cue; edited ones do only where they did before.
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
    merged.push(...around(cue, taken, t, language));
  }
  return merged.sort((a, b) => a.start - b.start || a.end - b.end).map((cue, i) => ({ ...cue, id: i + 1 }));
}

/** What people's cues fill. */
interface Taken {
  spans: Span[];
  /** By milliseconds. */
  byStart: Map<number, EditedCue>;
  byEnd: Map<number, EditedCue>;
}

function millis(seconds: number): number {
  return Math.round(seconds * 1000);
}

/** Cues of the machine in whose time there is nothing, or next to nothing, any more. */
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

/** The time that cues fill, without overlaps. */
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

/** What is left of a machine's cue between the times that are taken. @param from the first span that ends after it starts */
function around(cue: EditedCue, taken: Taken, from: number, language: string | null): EditedCue[] {
  const rooms: Span[] = [];
  let start = -Infinity;
  // the one before ends earlier, but it may leave less than the gap
  for (let i = Math.max(0, from - 1); i < taken.spans.length; i++) {
    const span = taken.spans[i];
    if (span.start >= cue.end + MIN_GAP_SECONDS) break;
    if (span.end + MIN_GAP_SECONDS <= cue.start) continue;
    rooms.push({ start, end: milliseconds(span.start - MIN_GAP_SECONDS) });
    start = milliseconds(span.end + MIN_GAP_SECONDS);
  }
  if (rooms.length === 0) return [cue];
  rooms.push({ start, end: Infinity });
  return rooms.flatMap((room) => within(cue, room, taken, language) ?? []);
}

/** The part of a cue that is said in `room`; null where none is. */
function within(cue: EditedCue, room: Span, taken: Taken, language: string | null): EditedCue | null {
  const start = Math.max(cue.start, room.start);
  const end = Math.min(cue.end, room.end);
  if (!(end - start >= LEAST_SECONDS)) return null;
  if (cue.words.length === 0) {
    // nobody knows which of its text is said where: it goes where most of it lies
    return end - start > (cue.end - cue.start) / 2 ? { ...cue, start, end } : null;
  }
  const middle = ({ start, end }: Word) => (start + end) / 2;
  const own = cue.words.filter((word) => middle(word) >= room.start && middle(word) < room.end);
  const words = withoutRepeated(own, room, taken);
  if (words.length === 0) return null;
  if (words.length === cue.words.length) return { ...cue, start, end };
  const layout = defaultCaptionLayout(language);
  const text = words.map(({ word }) => word).join("").trim();
  return { ...cue, start, end, text: breakLines(text, layout, language) ?? text, words };
}

/** Leaves out words at the edges that the edited cue beyond says as well. */
function withoutRepeated(words: readonly Word[], room: Span, taken: Taken): Word[] {
  const before = taken.byEnd.get(millis(room.start - MIN_GAP_SECONDS));
  const after = taken.byStart.get(millis(room.end + MIN_GAP_SECONDS));
  let [from, to] = [0, words.length];
  for (let n = Math.min(MOST_REPEATED_WORDS, words.length); n > 0 && before; n--) {
    const own = words.slice(0, n);
    const said = plainWords(before.text).slice(-n);
    if (own[n - 1].end - before.end > REPEATED_WITHIN_SECONDS || !isSaid(own, said)) continue;
    from = n;
    break;
  }
  for (let n = Math.min(MOST_REPEATED_WORDS, words.length - from); n > 0 && after; n--) {
    const own = words.slice(to - n);
    const said = plainWords(after.text).slice(0, n);
    if (after.start - own[0].start > REPEATED_WITHIN_SECONDS || !isSaid(own, said)) continue;
    to -= n;
    break;
  }
  return words.slice(from, to);
}

function isSaid(words: readonly Word[], said: string[]): boolean {
  return words.length === said.length && words.every(({ word }, i) => plainWords(word).join("") === said[i]);
}

function plainWords(text: string): string[] {
  return text.toLowerCase().split(/\s+/).map((word) => word.replace(/[^\p{L}\p{N}]+/gu, "")).filter(Boolean);
}
