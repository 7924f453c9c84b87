import { type MatchedWord, matchScript, orderWords, type ScriptWord, scriptWords } from "../../src/captions/script.ts";
import { ValidationError } from "../../src/core/errors.ts";
import type { Segment, TranscribeOptions, Transcript, Word } from "../../src/core/types.ts";
import type { TranscribeListener } from "./progress.ts";

/** What timing a script needs of `Engine`. */
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
  /** Of the script; null: what is heard. */
  language: TranscribeOptions["language"];
  /** Words of this sound that were heard before, with their times; without them it is transcribed first. */
  heard?: readonly Word[];
  /** Seconds of sound that are done, in each of the passes over it. */
  onProgress?(pass: "transcribing" | "aligning", seconds: number): void;
  signal?: AbortSignal;
}

export interface AlignedScript {
  words: MatchedWord[];
  /** How many of them were heard. */
  heardCount: number;
}

/** With less of its words heard a text is hardly the one that is spoken. */
const LEAST_HEARD_SHARE = 0.1;

/**
 * Finds when each word of a script is said.
 *
 * What Whisper hears is matched with the script word by word. Where they differ, the script's own words are put into the window
 * of speech that they fall into, and one pass of the decoder over them tells from its cross-attention when each is said.
 * @param audio opens the sound, once for each pass: mono, 16 kHz
 * @throws {ValidationError} if hardly a word of the text is heard
 */
export async function alignScript(
  engine: ScriptEngine,
  audio: () => AsyncIterable<Float32Array>,
  { text, language, heard, onProgress, signal }: AlignOptions,
): Promise<AlignedScript> {
  const script = scriptWords(text);
  let spoken = language;
  if (!heard) {
    const listener: TranscribeListener = { onProgress: ({ seconds }) => onProgress?.("transcribing", seconds) };
    const transcript = await engine.transcribe(audio(), { language }, listener, signal);
    heard = transcript.segments.flatMap(({ words }) => words);
    spoken ??= transcript.language as TranscribeOptions["language"];
  }
  const matched = matchScript(script, heard);
  const heardCount = matched.filter(({ isHeard }) => isHeard).length;
  if (heardCount < LEAST_HEARD_SHARE * script.length || heardCount === 0) {
    throw new ValidationError(
      `only ${heardCount} of the ${script.length} words of the text are heard in this sound: ` +
        "it must be what is spoken, in the language of these captions",
    );
  }
  if (heardCount === script.length) return { words: orderWords(matched), heardCount };
  const known = matched.map(({ word, start, end, isHeard }) => ({ word, start, end, isCertain: isHeard }));
  const forced = await engine.transcribe(
    audio(),
    { language: spoken, known },
    { onProgress: ({ seconds }) => onProgress?.("aligning", seconds) },
    signal,
  );
  return { words: orderWords(takeTimes(script, matched, forced.segments)), heardCount };
}

/** Gives the words that were not heard the times that were found when the model was made to read them. */
function takeTimes(script: readonly ScriptWord[], matched: MatchedWord[], segments: readonly Segment[]): MatchedWord[] {
  const timed = matched.map((word) => ({ ...word }));
  const offsets: number[] = []; // of each word's first letter
  let letters = "";
  for (const { word } of script) {
    offsets.push(letters.length);
    letters += bare(word);
  }
  let from = 0;
  for (const segment of segments) {
    const said = bare(segment.text);
    const at = nearest(
      letters,
      said,
      from,
      (offset) => Math.abs(timed[indexAt(offsets, offset)].start - segment.start),
    );
    if (at < 0) continue;
    let position = at;
    for (const { word, start, end } of segment.words) {
      const length = bare(word).length;
      // a word of the model may be several of the script's, or a part of one
      for (let i = indexAt(offsets, position); i < offsets.length && offsets[i] < position + length; i++) {
        if (timed[i].isHeard) continue;
        const share = (offset: number) =>
          start + (end - start) * Math.min(1, Math.max(0, (offset - position) / length));
        if (offsets[i] >= position) timed[i].start = share(offsets[i]);
        timed[i].end = Math.max(timed[i].start, share(offsets[i + 1] ?? letters.length));
      }
      position += length;
    }
    from = at + said.length;
  }
  return timed;
}

function bare(text: string): string {
  return text.replace(/\s+/g, "");
}

/** Where `part` is found from `from` on; of several places the one for which `distance` is least. */
function nearest(letters: string, part: string, from: number, distance: (offset: number) => number): number {
  let best = -1;
  if (part === "") return best;
  for (let at = letters.indexOf(part, from); at >= 0; at = letters.indexOf(part, at + 1)) {
    if (best < 0 || distance(at) < distance(best)) best = at;
  }
  return best;
}

/** The word that a letter belongs to. */
function indexAt(offsets: readonly number[], offset: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle] <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
