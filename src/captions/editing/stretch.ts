import type { Word } from "../../core/types.ts";
import { type EditCue, LEAST_CUE_SECONDS, toMilliseconds } from "./cue.ts";
import { type Cues, freshKey, inOrder } from "./operations.ts";

/** Seconds of sound before and after the cues that are captioned again: words at an edge are not cut. */
const MARGIN_SECONDS = 0.3;

/** The time from the first of some cues to the last, with a margin up to the cues beside them; null for none. */
export function stretchOf(cues: Cues, keys: ReadonlySet<number>): { start: number; end: number } | null {
  const chosen = cues.filter(({ key }) => keys.has(key));
  if (chosen.length === 0) return null;
  const [from, to] = [Math.min(...chosen.map(({ start }) => start)), Math.max(...chosen.map(({ end }) => end))];
  const others = cues.filter(({ key }) => !keys.has(key));
  const before = Math.max(0, ...others.filter(({ end }) => end <= from).map(({ end }) => end));
  const after = Math.min(Infinity, ...others.filter(({ start }) => start >= to).map(({ start }) => start));
  return {
    start: toMilliseconds(Math.max(before, from - MARGIN_SECONDS)),
    end: toMilliseconds(Math.min(after, to + MARGIN_SECONDS)),
  };
}

/**
 * Puts other cues in the place of some. Each gets the speaker and the place of the one that it covers most of.
 */
export function replaceStretch(
  cues: Cues,
  keys: ReadonlySet<number>,
  by: readonly Pick<EditCue, "start" | "end" | "text" | "words">[],
): Cues {
  const first = freshKey(cues);
  const replaced = cues.filter(({ key }) => keys.has(key));
  const fresh = by.map(({ start, end, text, words }, i): EditCue => {
    const shared = (cue: EditCue) => Math.min(end, cue.end) - Math.max(start, cue.start);
    const [old] = replaced.toSorted((a, b) => shared(b) - shared(a));
    const { speaker, position }: Partial<EditCue> = old && shared(old) > 0 ? old : {};
    return { ...(speaker && { speaker }), ...(position && { position }), key: first + i, start, end, text, words };
  });
  return inOrder([...cues.filter(({ key }) => !keys.has(key)), ...fresh].sort((a, b) => a.start - b.start));
}

/**
 * Gives cues the times of their words, which a script had in the same order. Texts stay as they are; a cue whose words
 * are missing keeps its times.
 */
export function retimeCues(cues: Cues, keys: ReadonlySet<number>, words: readonly Word[]): Cues {
  // of all cues so far: a dash at the beginning of a cue is part of the word before it, which is the cue's before
  let [at, seen, wanted] = [0, 0, 0];
  const retimed = cues.map((cue) => {
    if (!keys.has(cue.key)) return cue;
    wanted += countLetters(cue.text);
    const from = at;
    for (; at < words.length && seen < wanted; at++) seen += countLetters(words[at].word);
    const own = words.slice(from, at);
    if (own.length === 0) return cue;
    const start = toMilliseconds(own[0].start);
    return { ...cue, words: own, start, end: toMilliseconds(Math.max(own.at(-1)!.end, start + LEAST_CUE_SECONDS)) };
  });
  return inOrder(retimed);
}

function countLetters(text: string): number {
  return text.replace(/\s/g, "").length;
}
