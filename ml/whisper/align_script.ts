import { type MatchedWord, matchScript, orderWords, type ScriptWord, scriptWords } from "../../src/captions/script.ts";
import { ValidationError } from "../../src/core/errors.ts";
import type { Segment, TranscribeOptions, Transcript, Word } from "../../src/core/types.ts";
import type { TranscribeListener } from "./progress.ts";

/** The part of `Engine` that `alignScript` uses. */
export interface ScriptEngine {
  transcribe(
    audio: AsyncIterable<Float32Array>,
    options: TranscribeOptions,
    listener: TranscribeListener,
    signal?: AbortSignal,
  ): Promise<Transcript>;
}

export interface AlignOptions {
  text: string;
  /** The script's language; null: it is detected. */
  language: TranscribeOptions["language"];
  /** The words of an earlier transcript of this audio; without them it is transcribed first. */
  transcribedWords?: readonly Word[];
  /** Seconds of audio that are done, in each pass over it. */
  onProgress?(pass: "transcribing" | "aligning", seconds: number): void;
  signal?: AbortSignal;
}

export interface AlignedScript {
  words: MatchedWord[];
  /** How many of them were found in the transcript. */
  matchedCount: number;
}

const MIN_MATCHED_SHARE = 0.1; // of the script's words: with fewer, it is the script of something else

/**
 * Finds when each word of a script is said.
 *
 * Words of the script that are also in Whisper's transcript get their times from there. The others are put into the
 * window of speech between their neighbours, and one decoder pass over the script's words times them by its
 * cross-attention.
 * @param audio opens the audio, once for each pass: mono, 16 kHz
 * @throws {ValidationError} if hardly any word of the script is in the transcript
 */
export async function alignScript(
  engine: ScriptEngine,
  audio: () => AsyncIterable<Float32Array>,
  { text, language, transcribedWords, onProgress, signal }: AlignOptions,
): Promise<AlignedScript> {
  const script = scriptWords(text);
  let spokenLanguage = language;
  if (!transcribedWords) {
    const listener: TranscribeListener = { onProgress: ({ seconds }) => onProgress?.("transcribing", seconds) };
    const transcript = await engine.transcribe(audio(), { language }, listener, signal);
    transcribedWords = transcript.segments.flatMap(({ words }) => words);
    spokenLanguage ??= transcript.language as TranscribeOptions["language"];
  }
  const matched = matchScript(script, transcribedWords);
  const matchedCount = matched.filter(({ isMatched }) => isMatched).length;
  if (matchedCount < MIN_MATCHED_SHARE * script.length || matchedCount === 0) {
    throw new ValidationError(
      `only ${matchedCount} of the ${script.length} words of the text are heard in this sound: ` +
        "it must be what is spoken, in the language of these captions",
    );
  }
  if (matchedCount === script.length) return { words: orderWords(matched), matchedCount };
  const expected = matched.map(({ word, start, end, isMatched }) => ({ word, start, end, isCertain: isMatched }));
  const forced = await engine.transcribe(
    audio(),
    { language: spokenLanguage, scriptWords: expected },
    { onProgress: ({ seconds }) => onProgress?.("aligning", seconds) },
    signal,
  );
  return { words: orderWords(timeUnmatchedWords(script, matched, forced.segments)), matchedCount };
}

/** Times the words without a match by the segments of the second pass. */
function timeUnmatchedWords(
  script: readonly ScriptWord[],
  matched: MatchedWord[],
  segments: readonly Segment[],
): MatchedWord[] {
  const timed = matched.map((word) => ({ ...word }));
  const offsets: number[] = []; // of each word's first letter in `letters`
  let letters = "";
  for (const { word } of script) {
    offsets.push(letters.length);
    letters += withoutSpaces(word);
  }
  let from = 0;
  for (const segment of segments) {
    const segmentLetters = withoutSpaces(segment.text);
    const at = nearestOccurrence(
      letters,
      segmentLetters,
      from,
      (offset) => Math.abs(timed[wordIndexAt(offsets, offset)].start - segment.start),
    );
    if (at < 0) continue;
    let position = at;
    for (const { word, start, end } of segment.words) {
      const length = withoutSpaces(word).length;
      // A word of the tokenizer may be several words of the script, or a part of one
      for (let i = wordIndexAt(offsets, position); i < offsets.length && offsets[i] < position + length; i++) {
        if (timed[i].isMatched) continue;
        const share = (offset: number) =>
          start + (end - start) * Math.min(1, Math.max(0, (offset - position) / length));
        if (offsets[i] >= position) timed[i].start = share(offsets[i]);
        timed[i].end = Math.max(timed[i].start, share(offsets[i + 1] ?? letters.length));
      }
      position += length;
    }
    from = at + segmentLetters.length;
  }
  return timed;
}

function withoutSpaces(text: string): string {
  return text.replace(/\s+/g, "");
}

/** Where `part` occurs from `from` on: of several places, the one with the least `distance`; -1 if nowhere. */
function nearestOccurrence(letters: string, part: string, from: number, distance: (offset: number) => number): number {
  let best = -1;
  if (part === "") return best;
  for (let at = letters.indexOf(part, from); at >= 0; at = letters.indexOf(part, at + 1)) {
    if (best < 0 || distance(at) < distance(best)) best = at;
  }
  return best;
}

/** The index of the word that contains the letter at `offset`. */
function wordIndexAt(offsets: readonly number[], offset: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle] <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
