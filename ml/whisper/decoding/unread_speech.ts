import type { DroppedSegment, Word } from "../../../src/core/types.ts";
import { SAMPLE_RATE } from "../../audio/constants.ts";
import type { AudioWindow, SpeechSpan } from "../../audio/windows.ts";
import type { DraftSegment } from "./extract_segments.ts";
import { secondsWithin } from "./segments.ts";

/** So much speech without words is read again. */
const MIN_UNREAD_SECONDS = 0.8;
/** Word times and the edges of voice activity differ by up to this much. */
const TOLERANCE_SECONDS = 0.3;
/** Between words that speech goes on from and into, their ends and starts are off by less. */
const WORD_TOLERANCE_SECONDS = 0.1;
/** Sound around the speech that is read with it, at most up to the next words. */
const CONTEXT_SECONDS = 0.5;
/** Speech on both sides of a longer pause is read apart, if it has no words after it was read together. */
const PAUSE_SECONDS = 0.4;
/** Speech that begins so soon after a word's end goes on from it. */
const TOUCH_SECONDS = 0.1;
/** Slow speech: a word that lasts longer may be drawn out, or lie over speech that was skipped. */
const SLOW_WORD_SECONDS = 0.5;
const SLOW_LETTER_SECONDS = 0.15;
/** Quick speech: of slower speech with all its words, some is suspected of having none. */
const LETTERS_PER_SECOND = 15;

/**
 * Finds the speech that has no words: Whisper sometimes skips a sentence, and drops one that is said several times.
 *
 * @param options.isSplit whether speech is cut at its pauses
 * @param options.isTranslation whether the words are a translation: their order is not that of the speech, so a segment
 * covers all of its time, unless it has few letters for it
 * @returns a window for each stretch, with the sound around it
 */
export function unreadWindows(
  window: AudioWindow,
  segments: readonly DraftSegment[],
  { isSplit, isTranslation = false }: { isSplit: boolean; isTranslation?: boolean },
): AudioWindow[] {
  const covered = isTranslation
    ? segments.flatMap((segment): SpeechSpan[] => mayHideSpeech(segment, window) ? segment.words : [segment])
    : segments.flatMap(({ words }) => words);
  return gapsBetween(spansIn(window, covered), window).flatMap((gap) => {
    const tolerance = isWithinSpeech(gap, window) ? WORD_TOLERANCE_SECONDS : TOLERANCE_SECONDS;
    const from = gap.start + (gap.start > window.start ? tolerance : 0);
    const to = gap.end - (gap.end < window.end ? tolerance : 0);
    const speech = window.speech.filter(({ start, end }) => end > from && start < to);
    return (isSplit ? splitAtPauses(speech) : [speech])
      .filter((spans) => secondsWithin(spans, from, to) >= MIN_UNREAD_SECONDS)
      .map((spans) => cutOut(window, spans, gap));
  });
}

/**
 * The words right before and after a window of `unreadWindows`, if speech goes on from or into them without a pause:
 * the window may hold nothing but the rest of a drawn-out word.
 */
export function touchingWords(part: AudioWindow, segments: readonly DraftSegment[]): Word[] {
  const isNear = (a: number, b: number) => Math.abs(a - b) < TOUCH_SECONDS;
  return segments.flatMap(({ words }) => words).filter(({ start, end }) =>
    (isNear(end, part.start) && isNear(part.speech[0].start, part.start)) ||
    (isNear(start, part.end) && isNear(part.speech.at(-1)!.end, part.end))
  );
}

/** The words of a window that last at least 0.8 s longer than in slow speech. */
export function overlongWords(window: AudioWindow, segments: readonly DraftSegment[]): Word[] {
  return segments.flatMap(({ words }) => words).filter(({ word, start, end }) => {
    const slow = SLOW_WORD_SECONDS + SLOW_LETTER_SECONDS * word.trim().length;
    return start >= window.start && end <= window.end &&
      secondsWithin(window.speech, start, end) - slow >= MIN_UNREAD_SECONDS;
  });
}

/** The segment of a window that is nearest to a part of it; of two as near, the earlier one. */
export function nearestSegment(
  part: SpeechSpan,
  window: SpeechSpan,
  segments: readonly DraftSegment[],
): DraftSegment | undefined {
  const distance = ({ start, end }: DraftSegment) => Math.max(0, start - part.end, part.start - end);
  return segments.filter(({ start, end }) => end > window.start && start < window.end)
    .sort((a, b) => distance(a) - distance(b) || a.start - b.start).at(0);
}

/** The part of a window from the earlier start to the later end of two spans. */
export function cutAround(window: AudioWindow, a: SpeechSpan, b: SpeechSpan): AudioWindow {
  const [start, end] = [
    Math.max(window.start, Math.min(a.start, b.start)),
    Math.min(window.end, Math.max(a.end, b.end)),
  ];
  const speech = window.speech.filter((span) => span.end > start && span.start < end);
  return cutOut(window, speech, { start, end });
}

/** Whether the speech of a window has a pause, as the rest of one word has not. */
export function hasPause({ speech }: AudioWindow): boolean {
  return splitAtPauses(speech).length > 1;
}

/** Whether a segment has so few letters for its speech that some of the speech may have no words. */
export function mayHideSpeech({ start, end, text }: DraftSegment, { speech }: Pick<AudioWindow, "speech">): boolean {
  return secondsWithin(speech, start, end) - text.trim().length / LETTERS_PER_SECOND >= MIN_UNREAD_SECONDS;
}

/** Entries in `dropped` for the windows whose speech stayed without words and is not listed there already. */
export function unlisted(unread: readonly AudioWindow[], dropped: readonly DroppedSegment[]): DroppedSegment[] {
  const listed = (window: AudioWindow) => dropped.filter(({ start, end }) => start < window.end && end > window.start);
  return unread.filter((window) => {
    const gaps = gapsBetween(listed(window).toSorted((a, b) => a.start - b.start), window);
    return gaps.some(({ start, end }) => secondsWithin(window.speech, start, end) >= MIN_UNREAD_SECONDS);
  }).map(withoutWords);
}

/** The entry in `dropped` for speech that stayed without words. */
export function withoutWords({ speech }: AudioWindow): DroppedSegment {
  const [start, end] = [speech[0].start, speech.at(-1)!.end];
  const scores = { temperature: 0, avgLogprob: 0, compressionRatio: 0, noSpeechProb: 0 };
  return { id: -1, start, end, text: "", tokens: [], words: [], ...scores, rule: "no words" };
}

function isWithinSpeech(gap: SpeechSpan, { speech }: AudioWindow): boolean {
  return speech.some(({ start, end }) =>
    start < gap.start - WORD_TOLERANCE_SECONDS && end > gap.end + WORD_TOLERANCE_SECONDS
  );
}

function spansIn(window: AudioWindow, spans: readonly SpeechSpan[]): SpeechSpan[] {
  return spans.filter(({ start, end }) => end > window.start && start < window.end).sort((a, b) => a.start - b.start);
}

function gapsBetween(words: readonly SpeechSpan[], { start, end }: SpeechSpan): SpeechSpan[] {
  const gaps: SpeechSpan[] = [];
  let from = start;
  for (const word of words) {
    if (word.start > from) gaps.push({ start: from, end: word.start });
    from = Math.max(from, word.end);
  }
  if (end > from) gaps.push({ start: from, end });
  return gaps;
}

function splitAtPauses(speech: readonly SpeechSpan[]): SpeechSpan[][] {
  const groups: SpeechSpan[][] = [];
  for (const span of speech) {
    const last = groups.at(-1);
    if (last && span.start - last.at(-1)!.end < PAUSE_SECONDS) last.push(span);
    else groups.push([span]);
  }
  return groups;
}

/** A window of its own for some of a window's speech, within a gap. */
function cutOut(window: AudioWindow, spans: SpeechSpan[], gap: SpeechSpan): AudioWindow {
  const start = Math.max(gap.start, spans[0].start - CONTEXT_SECONDS);
  const end = Math.min(gap.end, spans.at(-1)!.end + CONTEXT_SECONDS);
  const sample = (seconds: number) => Math.round((seconds - window.start) * SAMPLE_RATE);
  return {
    start,
    end,
    samples: window.samples.subarray(sample(start), sample(end)),
    speech: spans.map((span) => ({ start: Math.max(span.start, start), end: Math.min(span.end, end) })),
  };
}
