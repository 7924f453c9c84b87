/** A stretch of frames in which somebody speaks; `end` is the first frame after it. */
export interface FrameSpan {
  start: number;
  end: number;
}

/** The probability at which speech begins, where none is asked for. */
export const VOICE_THRESHOLD = 0.5;
const SILENCE_SHARE = 0.7; // speech ends below this share of it, so that a wavering value does not chop it up
const LEAST_SILENCE_FRAMES = 5; // 160 ms: shorter ones lie within words
const LEAST_SPEECH_FRAMES = 3; // 96 ms: no word is shorter, a click is

/**
 * Turns probabilities of speech, which may arrive in pieces, into spans of speech: with two thresholds, as Silero and
 * faster-whisper do. Spans are not padded.
 */
export class SpeechSpans {
  readonly #speech: number;
  readonly #silence: number;
  #frame = 0;
  #start = -1; // of the span under way
  #silenceFrom = -1; // where it may have ended

  /**
   * @param threshold the probability at which speech begins, above 0 and below 1: less finds more of what is hard to hear, and
   * more that is no speech
   * @throws {RangeError} if it is not
   */
  constructor(threshold: number = VOICE_THRESHOLD) {
    if (!(threshold > 0 && threshold < 1)) {
      throw new RangeError(`the voice threshold is ${threshold}: it must be above 0 and below 1`);
    }
    this.#speech = threshold;
    this.#silence = SILENCE_SHARE * threshold;
  }

  /** The span that may still be under way, as far as it is known; null in silence. */
  get open(): FrameSpan | null {
    return this.#start < 0 ? null : { start: this.#start, end: this.#frame };
  }

  /** Ends the span under way at a frame inside it, and lets another begin there. */
  split(at: number): FrameSpan {
    const head = { start: this.#start, end: at };
    this.#start = at;
    return head;
  }

  /** Frames seen so far. */
  get frames(): number {
    return this.#frame;
  }

  /** @returns the spans that have ended, in order */
  push(probabilities: Float32Array): FrameSpan[] {
    const ended: FrameSpan[] = [];
    for (const probability of probabilities) {
      const frame = this.#frame++;
      if (probability >= this.#speech) {
        if (this.#start < 0) this.#start = frame;
        this.#silenceFrom = -1;
      } else if (this.#start >= 0 && probability < this.#silence) {
        if (this.#silenceFrom < 0) this.#silenceFrom = frame;
        if (frame + 1 - this.#silenceFrom >= LEAST_SILENCE_FRAMES) this.#close(this.#silenceFrom, ended);
      }
    }
    return ended;
  }

  /** @returns the span that was under way at the end, if any */
  end(): FrameSpan[] {
    const ended: FrameSpan[] = [];
    if (this.#start >= 0) this.#close(this.#silenceFrom < 0 ? this.#frame : this.#silenceFrom, ended);
    return ended;
  }

  #close(end: number, ended: FrameSpan[]): void {
    if (end - this.#start >= LEAST_SPEECH_FRAMES) ended.push({ start: this.#start, end });
    this.#start = this.#silenceFrom = -1;
  }
}
