import type { EditedCue, Word } from "../core/types.ts";
import { cueKey, placeKey } from "./difference.ts";
import { wordsOfText } from "./editing/cue.ts";
import { type CueLook, lookOf, moveMarkup, tidyMarkup } from "./markup.ts";
import { milliseconds, type TimedText, wordsOf } from "./relayout.ts";
import { commonSubsequence } from "../core/sequence_alignment.ts";

/** A cue that a person submits. */
export interface SubmittedCue {
  start: number;
  end: number;
  text: string;
  /** The time of each word, if known. */
  words?: Word[];
  /** Absent: as the same cue had it before; null: nobody. */
  speaker?: CueLook["speaker"] | null;
  /** Absent: as the same cue had it before; null: the usual place. */
  position?: CueLook["position"] | null;
  /** Absent: as the same cue had it before; null: none. */
  markup?: CueLook["markup"] | null;
}

/** Words may start or end outside their cue by up to this. */
const AROUND_SECONDS = 0.3;

/**
 * Makes the cues of a revision from submitted ones: in the order of time, with words, and with a mark if they differ
 * from the machine's. Words of the base revision with unchanged text keep their times, also if their cue was cut,
 * joined or moved; new words get times between their neighbours.
 *
 * @param options.base the cues of the revision that was edited
 * @param options.machine the cues that the machine wrote; null if it wrote none of this track
 */
export function reviseCues(
  submitted: readonly SubmittedCue[],
  { base, machine }: { base: readonly EditedCue[]; machine: readonly EditedCue[] | null },
): EditedCue[] {
  const cues = submitted.toSorted((a, b) => a.start - b.start);
  const baseCues = new Map(base.map((cue) => [placeKey(cue), cue]));
  const baseStarts = new Map(base.map((cue) => [milliseconds(cue.start), cue]));
  const machineKeys = new Set((machine ?? []).map(cueKey));
  const baseWords = base.flatMap(({ words }) => words);
  baseWords.sort((a, b) => a.start - b.start);
  const pairs = commonSubsequence(cues.map(({ text }) => text), base.map(({ text }) => text));
  const moved = new Map(pairs.map(([i, j]) => [i, base[j]]));
  return cues.map((cue, i) => {
    const { start, end, text } = cue;
    const same = baseCues.get(placeKey({ start, end, text }));
    const words = wordsOf({ text, words: cue.words }) ?? same?.words ??
      wordsFor({ start, end, text }, baseWords, moved.get(i));
    const look = lookFor(cue, same ?? moved.get(i) ?? baseStarts.get(milliseconds(start)));
    return {
      ...{ id: i + 1, start, end, text, words, ...look },
      isEdited: !machineKeys.has(cueKey({ start, end, text, ...look })),
    };
  });
}

/** The look that a person sent; what was not sent is that of the cue before. */
function lookFor({ text, speaker, position, markup }: SubmittedCue, before: EditedCue | undefined): CueLook {
  return lookOf({
    speaker: speaker === undefined ? before?.speaker ?? null : speaker,
    position: position === undefined ? before?.position ?? null : position,
    markup: markup === undefined
      ? moveMarkup(before?.markup, before?.text ?? "", text) ?? null
      : tidyMarkup(markup ?? [], text.length) ?? null,
  });
}

function wordsFor(cue: TimedText, baseWords: readonly Word[], moved: EditedCue | undefined): Word[] {
  const inPlace = wordsOfText(wordsWithin(baseWords, cue), cue.text, cue);
  if (!moved || moved.words.length === 0) return inPlace;
  const by = cue.start - moved.start;
  const isMoved = Math.abs(cue.end - moved.end - by) < 0.0015;
  if (!isMoved) return inPlace; // only one end was moved: the words keep their times
  return moved.words.map((word) => ({
    ...word,
    start: milliseconds(word.start + by),
    end: milliseconds(word.end + by),
  }));
}

/** The words whose middle is in a cue or close to it. */
function wordsWithin(baseWords: readonly Word[], { start, end }: TimedText): Word[] {
  let [low, high] = [0, baseWords.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (baseWords[middle].start < start - AROUND_SECONDS - 5) low = middle + 1; // no word lasts longer
    else high = middle;
  }
  const words: Word[] = [];
  for (let i = low; i < baseWords.length && baseWords[i].start < end + AROUND_SECONDS; i++) {
    const middle = (baseWords[i].start + baseWords[i].end) / 2;
    if (middle > start - AROUND_SECONDS && middle < end + AROUND_SECONDS) words.push(baseWords[i]);
  }
  return words;
}
