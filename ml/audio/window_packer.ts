import { N_SAMPLES } from "./constants.ts";
import { type FrameSpan, SpeechSpans } from "./speech_spans.ts";
import { FRAME_SAMPLES } from "./voice_activity.ts";

/** Frames of the longest window: as many as fit into 30 s. */
export const WINDOW_FRAMES = Math.floor(N_SAMPLES / FRAME_SAMPLES); // 937

const PAD_FRAMES = 12; // 400 ms: soft beginnings and endings that the detector does not hear
// 5 s: after a longer silence Whisper tends to stop, and what it stopped before is encoded again. In 42 minutes, clips and made
// recordings, 2.5 s took 107 encodes and wrote 91 words wrong, 5 s 98 and 87; in 22 of them 8 s as many encodes as 5 s, and 75
// words wrong instead of 66.
const LONGEST_PAUSE_FRAMES = 156;
const LEAST_FILL = 0.5; // of 30 s: a window is not cut shorter to end at a better pause
const GOOD_PAUSE_FRAMES = 32; // 1 s: a longer one does not make a better cut

/** A window of media for Whisper, in frames, with the speech in it. */
export interface FrameWindow extends FrameSpan {
  speech: FrameSpan[];
}

/**
 * Packs speech into windows of at most 30 s that are cut at pauses. A window is one stretch of media, shorter silences
 * included, because Whisper reads better what sounds natural and its times stay true.
 *
 * Where the speech that is due does not fit, the cut is made at the pause that is long and leaves the window full; only
 * where there is none in the window's second half, inside speech, at the frame that is least like it.
 */
export class WindowPacker {
  readonly #spans: SpeechSpans;
  #waiting: FrameSpan[] = []; // ended, not yet in a window
  #probabilities = new Float32Array(0); // from frame #base on
  #base = 0;
  #lastEnd = 0; // of the last window

  /** @param threshold as for `SpeechSpans` */
  constructor(threshold?: number) {
    this.#spans = new SpeechSpans(threshold);
  }

  /** No window to come begins before this frame. */
  get neededFrom(): number {
    const first = this.#waiting[0] ?? this.#spans.open;
    return Math.max(this.#lastEnd, (first?.start ?? this.#spans.frames) - PAD_FRAMES);
  }

  /** @returns the windows that are settled by now, in order */
  push(probabilities: Float32Array): FrameWindow[] {
    this.#remember(probabilities);
    const windows: FrameWindow[] = [];
    // A frame at a time, so that what is decided does not hang on how many came together
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
    const open = this.#spans.open;
    const spans = open ? [...this.#waiting, open] : this.#waiting;
    if (spans.length === 0) return null;
    const start = Math.max(this.#lastEnd, spans[0].start - PAD_FRAMES);
    const limit = start + WINDOW_FRAMES;
    let fitting = 0; // spans that this window can hold
    for (; fitting < spans.length && spans[fitting].end <= limit; fitting++) {
      if (fitting > 0 && pauseBefore(spans, fitting) > LONGEST_PAUSE_FRAMES) return this.#cutAtPause(start, fitting);
    }
    const silence = open ? 0 : this.#spans.frames - spans.at(-1)!.end;
    // What the pauses are worth is known once a good one would be over
    const isKnown = isEnd || silence > LONGEST_PAUSE_FRAMES || this.#spans.frames >= limit + GOOD_PAUSE_FRAMES;
    if (!isKnown) return null;
    if (fitting === spans.length) return this.#cutAtPause(start, fitting);
    return fitting > 0 ? this.#cutAtPause(start, bestPause(spans, fitting, start)) : this.#cutInside(start, limit);
  }

  /** A window of the first `count` spans, none of which is under way. */
  #cutAtPause(start: number, count: number): FrameWindow {
    const speech = this.#waiting.splice(0, count);
    const last = speech[count - 1].end;
    const next = this.#waiting[0] ?? this.#spans.open;
    const middle = next ? Math.ceil((last + next.start) / 2) : Infinity; // a short pause is shared with the next window
    return this.#finish({
      start,
      end: Math.min(last + PAD_FRAMES, middle, start + WINDOW_FRAMES, this.#spans.frames),
      speech,
    });
  }

  /** A window that ends within its one span, for want of a pause. */
  #cutInside(start: number, limit: number): FrameWindow {
    const at = this.#leastProbable(start + Math.ceil(WINDOW_FRAMES * 2 / 3), limit);
    const head = this.#waiting[0];
    if (!head) return this.#finish({ start, end: at, speech: [this.#spans.split(at)] });
    this.#waiting[0] = { start: at, end: head.end };
    return this.#finish({ start, end: at, speech: [{ start: head.start, end: at }] });
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
      // Three frames together, for a single low one is no gap between words
      const sum = this.#probabilities[i - 1] + this.#probabilities[i] + this.#probabilities[i + 1];
      if (sum < least) [best, least] = [frame, sum];
    }
    return best;
  }

  #remember(probabilities: Float32Array): void {
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

/** How many of the first `fitting` spans to take so that the window is well filled and ends at a long pause. */
function bestPause(spans: FrameSpan[], fitting: number, start: number): number {
  let best = fitting;
  let most = 0;
  for (let count = fitting; count > 0; count--) {
    const fill = (spans[count - 1].end - start) / WINDOW_FRAMES;
    if (fill < LEAST_FILL) break;
    const score = fill * Math.min(pauseBefore(spans, count), GOOD_PAUSE_FRAMES);
    if (score > most) [best, most] = [count, score];
  }
  return best;
}
