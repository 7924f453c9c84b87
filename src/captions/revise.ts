import type { EditedCue, Word } from "../core/types.ts";
import { cueKey } from "./difference.ts";
import { wordsOfText } from "./editing/cue.ts";
import { milliseconds, type TimedText, wordsOf } from "./relayout.ts";
import { commonSubsequence } from "../core/sequence_alignment.ts";

/** A cue as a person hands it in. */
export interface SubmittedCue extends TimedText {
  /** When each word is said, if they know. */
  words?: Word[];
}

/** Seconds around a cue in which its words were looked for. */
const AROUND_SECONDS = 0.3;

/**
 * Makes cues of a revision out of what a person handed in: in the order of time, each with its words and whether it differs
 * from the machine's. Words of the revision before whose text stayed keep their times, also where their cue was cut, joined or
 * moved as a whole; new words get times between their neighbours.
 *
 * @param options.base the revision that was edited
 * @param options.machine what the machine wrote; null where it never wrote this track
 */
export function reviseCues(
  given: readonly SubmittedCue[],
  { base, machine }: { base: readonly EditedCue[]; machine: readonly EditedCue[] | null },
): EditedCue[] {
  const cues = given.toSorted((a, b) => a.start - b.start);
  const known = new Map(base.map((cue) => [cueKey(cue), cue]));
  const written = new Set((machine ?? []).map(cueKey));
  const said = base.flatMap(({ words }) => words);
  said.sort((a, b) => a.start - b.start);
  const pairs = commonSubsequence(cues.map(({ text }) => text), base.map(({ text }) => text));
  const moved = new Map(pairs.map(([i, j]) => [i, base[j]]));
  return cues.map((cue, i) => {
    const { start, end, text } = cue;
    const words = wordsOf(cue) ?? known.get(cueKey(cue))?.words ?? wordsFor(cue, said, moved.get(i));
    return { id: i + 1, start, end, text, words, isEdited: !written.has(cueKey(cue)) };
  });
}

function wordsFor(cue: TimedText, said: readonly Word[], moved: EditedCue | undefined): Word[] {
  const inPlace = wordsOfText(wordsWithin(said, cue), cue.text, cue);
  if (!moved || moved.words.length === 0) return inPlace;
  const by = cue.start - moved.start;
  const isMoved = Math.abs(cue.end - moved.end - by) < 0.0015;
  if (!isMoved) return inPlace; // an end was moved: the words stay where they are heard
  return moved.words.map((word) => ({
    ...word,
    start: milliseconds(word.start + by),
    end: milliseconds(word.end + by),
  }));
}

/** The words whose middle lies in a cue or close to it. */
function wordsWithin(said: readonly Word[], { start, end }: TimedText): Word[] {
  let [low, high] = [0, said.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (said[middle].start < start - AROUND_SECONDS - 5) low = middle + 1; // no word lasts longer
    else high = middle;
  }
  const words: Word[] = [];
  for (let i = low; i < said.length && said[i].start < end + AROUND_SECONDS; i++) {
    const middle = (said[i].start + said[i].end) / 2;
    if (middle > start - AROUND_SECONDS && middle < end + AROUND_SECONDS) words.push(said[i]);
  }
  return words;
}
