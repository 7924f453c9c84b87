import type { Word } from "../../../src/core/types.ts";
import type { LanguageCode } from "../../../src/core/languages.ts";
import type { AudioWindow } from "../../audio/windows.ts";
import type { DraftSegment, WindowResult } from "./extract_segments.ts";
import type { BatchResult, ReadRequest } from "./types.ts";
import {
  cutAround,
  hasPause,
  nearestSegment,
  overlongWords,
  touchingWords,
  unlisted,
  unreadWindows,
} from "./unread_speech.ts";
import { isSameWord, keepWords } from "./window_cuts.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";

/** Beams of the last try. */
const REREAD_BEAMS = 5;
/** The rest of a drawn-out word is read as no more words than this. */
const MAX_ECHO_WORDS = 2;

/**
 * Reads a batch of windows once.
 *
 * @param languages the known language of each window; null: the request's
 */
export type ReadOnce = (
  windows: AudioWindow[],
  request: ReadRequest,
  languages: (LanguageCode | null)[],
) => Promise<WindowResult[]>;

interface UnreadReader {
  readOnce: ReadOnce;
  tokenizer: Pick<WhisperTokenizer, "decode">;
}

/** A stretch of speech without words, and the window that it is in. */
interface UnreadPart {
  window: AudioWindow;
  part: AudioWindow;
}

/**
 * Reads speech without words again: each stretch as a window of its own, then cut at its pauses and with beams. What
 * still has no words is listed in `dropped`.
 *
 * @param all what was read of the windows; words are added to it, in no order
 */
export async function readUnread(
  windows: AudioWindow[],
  all: BatchResult,
  request: ReadRequest,
  { readOnce, tokenizer }: UnreadReader,
): Promise<void> {
  const isTranslation = request.task === "translate";
  // The words of a translation do not lie over what they translate
  if (!isTranslation) await readOverlong(windows, all, { ...request, temperature: 0 }, { readOnce, tokenizer });
  const lastBeams = Math.max(request.beamSize, REREAD_BEAMS);
  for (const isSplit of [false, true]) {
    const unread = windows.flatMap((window) =>
      unreadWindows(window, all.segments, { isSplit, isTranslation }).map((part) => ({ window, part }))
    );
    // The text before may be what made Whisper skip it
    const again = { ...request, temperature: 0, ...(isSplit && { previous: request.hotwords, beamSize: lastBeams }) };
    for (let i = 0; i < unread.length; i += windows.length) {
      const batch = unread.slice(i, i + windows.length);
      const parts = batch.map(({ part }) => part);
      const languages = batch.map(({ window, part }) => nearestSegment(part, window, all.segments)?.language ?? null);
      const results = await readOnce(parts, again, languages);
      for (const [k, result] of results.entries()) {
        if (await isDrawnOut(batch[k], result, all.segments, (window) => readOnce([window], again, [languages[k]]))) {
          continue;
        }
        if (!result.isDoubtful) all.segments.push(...result.segments);
      }
    }
  }
  const unread = windows.flatMap((window) => unreadWindows(window, all.segments, { isSplit: true, isTranslation }));
  all.dropped.push(...unlisted(unread, all.dropped));
}

/**
 * Reads overlong words again: they may lie over words that were skipped. A reading that has the word and others takes
 * its place.
 */
async function readOverlong(
  windows: AudioWindow[],
  all: BatchResult,
  request: ReadRequest,
  { readOnce, tokenizer }: UnreadReader,
): Promise<void> {
  const overlong = windows.flatMap((window) => overlongWords(window, all.segments).map((word) => ({ window, word })));
  for (let i = 0; i < overlong.length; i += windows.length) {
    const batch = overlong.slice(i, i + windows.length);
    const segmentOf = ({ word }: { word: Word }) => all.segments.find(({ words }) => words.includes(word))!;
    const parts = batch.map(({ window, word }) => cutAround(window, word, word));
    const results = await readOnce(parts, request, batch.map((item) => segmentOf(item).language ?? null));
    for (const [k, { segments, isDoubtful }] of results.entries()) {
      const { word } = batch[k];
      const words = wordsOf(segments);
      const same = words.filter((said) => isSameWord(said, word)).length;
      if (same === 0 || same === words.length || isDoubtful) continue;
      const segment = segmentOf(batch[k]);
      const [at, count] = [segment.words.indexOf(word), segment.words.length];
      const before = at > 0 ? [keepWords(segment, 0, at, tokenizer)] : [];
      const after = at + 1 < count ? [keepWords(segment, at + 1, count, tokenizer)] : [];
      all.segments.splice(all.segments.indexOf(segment), 1, ...before, ...segments, ...after);
    }
  }
}

/**
 * Whether unread speech is the rest of a drawn-out word: what it was read as makes one word with the word that it
 * touches or, where Whisper doubts it, is the same word. That word then gets its time.
 */
async function isDrawnOut(
  { window, part }: UnreadPart,
  reading: WindowResult,
  segments: readonly DraftSegment[],
  read: (window: AudioWindow) => Promise<WindowResult[]>,
): Promise<boolean> {
  const words = wordsOf(reading.segments);
  if (words.length === 0 || words.length > MAX_ECHO_WORDS || hasPause(part)) return false;
  for (const word of touchingWords(part, segments)) {
    if (reading.isDoubtful) {
      if (!words.every((echo) => isSameWord(echo, word))) continue;
    } else {
      const [together] = await read(cutAround(window, word, part));
      const [only, ...more] = wordsOf(together.segments);
      if (!only || more.length > 0 || !isSameWord(only, word)) continue;
    }
    word.start = Math.min(word.start, part.speech[0].start);
    word.end = Math.max(word.end, part.speech.at(-1)!.end);
    return true;
  }
  return false;
}

function wordsOf(segments: readonly DraftSegment[]): Word[] {
  return segments.flatMap(({ words }) => words);
}
