import { N_SAMPLES } from "./constants.ts";
import { type FrameSpan, SpeechSpanFinder } from "./speech_spans.ts";
import { FRAME_SAMPLES } from "./voice_activity.ts";

/** Frames of the longest window: as many as fit into 30 s. */
export const WINDOW_FRAMES = Math.floor(N_SAMPLES / FRAME_SAMPLES); // 937

const PAD_FRAMES = 12; // 400 ms: soft starts and ends of speech that the detector misses
// 5 s: after a longer silence Whisper tends to stop, and the rest of the window is encoded again. In 42 minutes of
// clips and synthetic recordings, 2.5 s took 107 encodes with 91 wrong words; 5 s took 98 with 87. In 22 of these
// minutes, 8 s took as many encodes as 5 s, with 75 wrong words instead of 66.
const MAX_PAUSE_FRAMES = 156;
const MIN_FILL = 0.5; // of 30 s: a window is not cut shorter to end at a better pause
const GOOD_PAUSE_FRAMES = 32; // 1 s: a longer pause does not make a better cut
// 0.5 to 1.5 s: speech after a cut within speech that is read with the window: Whisper leaves out words that are cut off
const MIN_AFTER_FRAMES = 16;
const MAX_AFTER_FRAMES = 47;

/** A window of audio for Whisper, in frames, with the speech in it. */
export interface FrameWindow extends FrameSpan {
  speech: FrameSpan[];
  /** The speech right after the end, if the window is cut within speech; the next window holds it too. */
  after: FrameSpan | null;
}

/**
 * Packs speech into windows of at most 30 s that are cut at pauses. A window is one continuous stretch of audio, short
 * silences included: Whisper transcribes natural speech better, and its times stay right.
 *
 * Where the speech does not fit into 30 s, the cut is made at the best pause: long, and late in the window. If the
 * second half of the window has no pause, the cut is made within speech, at the frame with the lowest probability.
 */
export class WindowPacker {
  readonly #spans: SpeechSpanFinder;
  #waiting: FrameSpan[] = []; // ended, not yet in a window
  #probabilities = new Float32Array(0); // from frame #base on
  #base = 0;
  #lastEnd = 0; // of the last window

  /** @param threshold as for `SpeechSpans` */
  constructor(threshold?: number) {
    this.#spans = new SpeechSpanFinder(threshold);
  }

  /** No later window starts before this frame. */
  get neededFrom(): number {
    const first = this.#waiting[0] ?? this.#spans.current;
    return Math.max(this.#lastEnd, (first?.start ?? this.#spans.frames) - PAD_FRAMES);
  }

  /** @returns the windows that later audio can't change, in order */
  push(probabilities: Float32Array): FrameWindow[] {
    this.#append(probabilities);
    const windows: FrameWindow[] = [];
    // One frame at a time: the windows must not depend on the sizes of the chunks
    for (let i = 0; i < probabilities.length; i++) {
      this.#waiting.push(...this.#spans.push(probabilities.subarray(i, i + 1)));
      windows.push(...this.#pack(false));
    }
    return windows;
  }

  end(): FrameWindow[] {
    this.#waiting.push(...this.#spans.end());
    return this.#pack(true);
  }

  #pack(isEnd: boolean): FrameWindow[] {
    const windows: FrameWindow[] = [];
    for (let next = this.#next(isEnd); next; next = this.#next(isEnd)) windows.push(next);
    return windows;
  }

  #next(isEnd: boolean): FrameWindow | null {
    const open = this.#spans.current;
    const spans = open ? [...this.#waiting, open] : this.#waiting;
    if (spans.length === 0) return null;
    const start = Math.max(this.#lastEnd, spans[0].start - PAD_FRAMES);
    const limit = start + WINDOW_FRAMES;
    let fitting = 0; // spans that this window can hold
    for (; fitting < spans.length && spans[fitting].end <= limit; fitting++) {
      if (fitting > 0 && pauseBefore(spans, fitting) > MAX_PAUSE_FRAMES) return this.#cutAtPause(start, fitting);
    }
    const silence = open ? 0 : this.#spans.frames - spans.at(-1)!.end;
    // Pauses can be compared when a good pause after the limit would be over
    const isDecidable = isEnd || silence > MAX_PAUSE_FRAMES || this.#spans.frames >= limit + GOOD_PAUSE_FRAMES;
    if (!isDecidable) return null;
    if (fitting === spans.length) return this.#cutAtPause(start, fitting);
    return fitting > 0 ? this.#cutAtPause(start, bestPause(spans, fitting, start)) : this.#cutInside(start, limit);
  }

  /** Makes a window of the first `count` spans, all of which have ended. */
  #cutAtPause(start: number, count: number): FrameWindow {
    const speech = this.#waiting.splice(0, count);
    const last = speech[count - 1].end;
    const next = this.#waiting[0] ?? this.#spans.current;
    const middle = next ? Math.ceil((last + next.start) / 2) : Infinity; // a short pause is shared with the next window
    return this.#finish({
      start,
      end: Math.min(last + PAD_FRAMES, middle, start + WINDOW_FRAMES, this.#spans.frames),
      speech,
      after: null,
    });
  }

  /** Makes a window that ends within its only span, because there is no pause. */
  #cutInside(start: number, limit: number): FrameWindow {
    const at = this.#leastProbable(start + Math.ceil(WINDOW_FRAMES * 2 / 3), limit - MIN_AFTER_FRAMES);
    const head = this.#waiting[0];
    const after = { start: at, end: Math.min(at + MAX_AFTER_FRAMES, limit) }; // the span goes on past the limit
    if (!head) return this.#finish({ start, end: at, speech: [this.#spans.split(at)], after });
    this.#waiting[0] = { start: at, end: head.end };
    return this.#finish({ start, end: at, speech: [{ start: head.start, end: at }], after });
  }

  #finish(window: FrameWindow): FrameWindow {
    this.#lastEnd = window.end;
    return window;
  }

  #leastProbable(from: number, to: number): number {
    let best = from;
    let least = Infinity;
    for (let frame = from; frame < to; frame++) {
      const i = frame - this.#base;
      // Three frames together: a single low frame is no gap between words
      const sum = this.#probabilities[i - 1] + this.#probabilities[i] + this.#probabilities[i + 1];
      if (sum < least) [best, least] = [frame, sum];
    }
    return best;
  }

  #append(probabilities: Float32Array): void {
    const from = Math.max(0, Math.min(this.neededFrom - this.#base, this.#probabilities.length));
    const kept = this.#probabilities.subarray(from);
    const all = new Float32Array(kept.length + probabilities.length);
    all.set(kept);
    all.set(probabilities, kept.length);
    this.#probabilities = all;
    this.#base += from;
  }
}

function pauseBefore(spans: FrameSpan[], index: number): number {
  return spans[index].start - spans[index - 1].end;
}

/**
 * Returns how many of the first `fitting` spans to take, so that the window is well filled and ends at a long pause.
 */
function bestPause(spans: FrameSpan[], fitting: number, start: number): number {
  let best = fitting;
  let most = 0;
  for (let count = fitting; count > 0; count--) {
    const fill = (spans[count - 1].end - start) / WINDOW_FRAMES;
    if (fill < MIN_FILL) break;
    const score = fill * Math.min(pauseBefore(spans, count), GOOD_PAUSE_FRAMES);
    if (score > most) [best, most] = [count, score];
  }
  return best;
}
