import type { Cue } from "../../src/core/types.ts";
import type { MediaInfo } from "../../src/media/media_info.ts";
import type { MediaTools } from "../../src/media/process/tools.ts";
import { readAudio } from "../../src/media/audio.ts";
import type { SoundEventsJson } from "../../src/schemas/sound_events.ts";
import { SAMPLE_RATE } from "../audio/constants.ts";
import { SampleBuffer } from "../audio/sample_buffer.ts";
import { isSpoken } from "../text/sentences.ts";
import { type MusicModel, PATCH_SAMPLES, PATCH_SECONDS, SOUND_MODEL } from "./music_model.ts";

/** What made a result. The number rises when the same sound gets another result. */
export const SOUND_EVENTS_MAKER = `${SOUND_MODEL}, rule 1`;

/** Seconds. */
export interface Span {
  start: number;
  end: number;
}

/** A patch of sound. */
export interface Patch extends Span {
  /** How likely it is music, from 0 to 1. */
  probability: number;
}

/** Shorter music is not worth a caption. */
const LEAST_SECONDS = 3;
/** A gap this short within music is music too. */
const JOINED_SECONDS = 2;
/** Left free beside what is said. */
const MARGIN_SECONDS = 0.25;
/** Music begins above the first and goes on above the second, of the mean of three patches. */
const [BEGINS, GOES_ON] = [0.5, 0.3];

export interface MusicOptions {
  info: MediaInfo;
  /** The captions, in order: where something is said nothing is listened to. */
  cues: readonly Pick<Cue, "start" | "end" | "text">[];
  model: Pick<MusicModel, "probability">;
  signal?: AbortSignal;
  /** Gets the seconds of sound that are read, at least once a second of work, and may delay the rest. */
  onProgress?(seconds: number): Promise<void>;
}

/**
 * Finds music where nothing is said. A few seconds of the sound are held.
 *
 * @throws {MediaError} if there is no sound, or it could not be decoded
 */
export async function findMusic(
  tools: MediaTools,
  path: string,
  { info, cues, model, signal, onProgress }: MusicOptions,
): Promise<SoundEventsJson> {
  const buffer = new SampleBuffer();
  const spans: Span[] = [];
  let patches: Patch[] = [];
  let next = 0; // the gap that is listened to, or comes next
  let at = NaN; // where its next patch begins; NaN: at its start
  const gaps = gapsBetween(cues.filter(({ text }) => isSpoken(text)));
  const listen = async () => {
    for (; next < gaps.length; next++, at = NaN) {
      const { start, end } = gaps[next];
      if (Number.isNaN(at)) at = start;
      for (; at + PATCH_SECONDS <= end; at += PATCH_SECONDS) {
        const from = Math.round(at * SAMPLE_RATE);
        buffer.dropBefore(from);
        if (from + PATCH_SAMPLES > buffer.end) return;
        signal?.throwIfAborted();
        const probability = await model.probability(buffer.slice(from, from + PATCH_SAMPLES));
        patches.push({ start: at, end: at + PATCH_SECONDS, probability });
        await onProgress?.(at);
      }
      spans.push(...musicSpans(patches));
      patches = [];
    }
    buffer.dropBefore(buffer.end);
  };
  for await (const chunk of readAudio(tools, path, { info, signal, chunkSeconds: 1 })) {
    buffer.push(chunk);
    await listen();
    await onProgress?.(buffer.end / SAMPLE_RATE);
  }
  spans.push(...musicSpans(patches));
  return { events: spans.map(({ start, end }) => ({ label: "music", start: rounded(start), end: rounded(end) })) };
}

/** Where nothing is said for long enough. The last gap has no end. */
export function gapsBetween(said: readonly Span[]): Span[] {
  const gaps: Span[] = [];
  let from = 0;
  for (const { start, end } of said) {
    gaps.push({ start: from, end: start - MARGIN_SECONDS });
    from = Math.max(from, end + MARGIN_SECONDS);
  }
  gaps.push({ start: from, end: Infinity });
  return gaps.filter(({ start, end }) => end - start >= LEAST_SECONDS);
}

/** The music in patches that follow each other. */
export function musicSpans(patches: readonly Patch[]): Span[] {
  const spans: Span[] = [];
  let current: Span | null = null;
  for (const [i, { start, end }] of patches.entries()) {
    const around = patches.slice(Math.max(0, i - 1), i + 2);
    const mean = around.reduce((sum, { probability }) => sum + probability, 0) / around.length;
    if (mean <= (current ? GOES_ON : BEGINS)) current = null;
    else if (current) current.end = end;
    else if (spans.length > 0 && start - spans.at(-1)!.end <= JOINED_SECONDS) (current = spans.at(-1)!).end = end;
    else spans.push(current = { start, end });
  }
  return spans.filter(({ start, end }) => end - start >= LEAST_SECONDS);
}

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
