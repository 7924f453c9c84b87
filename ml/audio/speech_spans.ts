/** A stretch of frames in which somebody speaks; `end` is the first frame after it. */
export interface FrameSpan {
  start: number;
  end: number;
}

/** Default of the probability at which speech starts. */
const VOICE_THRESHOLD = 0.5;
const SILENCE_SHARE = 0.7; // of the threshold: speech ends below it, so that a wavering value does not split speech
const MIN_SILENCE_FRAMES = 5; // 160 ms: shorter silences are within words
const MIN_SPEECH_FRAMES = 3; // 96 ms: a click is shorter, a word is not

/**
 * Turns probabilities of speech, which may arrive in chunks, into spans of speech. Two thresholds give hysteresis, as
 * in Silero and faster-whisper. Spans are not padded.
 */
export class SpeechSpanFinder {
  readonly #speech: number;
  readonly #silence: number;
  #frame = 0;
  #start = -1; // of the current span
  #silenceFrom = -1; // where it may have ended

  /**
   * @param threshold the probability at which speech starts, above 0 and below 1: a lower one finds more faint speech,
   * and more sounds that are not speech
   * @throws {RangeError} if it is out of range
   */
  constructor(threshold: number = VOICE_THRESHOLD) {
    if (!(threshold > 0 && threshold < 1)) {
      throw new RangeError(`the voice threshold is ${threshold}: it must be above 0 and below 1`);
    }
    this.#speech = threshold;
    this.#silence = SILENCE_SHARE * threshold;
  }

  /** The span that has not ended yet, up to the latest frame; null in silence. */
  get current(): FrameSpan | null {
    return this.#start < 0 ? null : { start: this.#start, end: this.#frame };
  }

  /** Ends the current span at a frame inside it and starts the next one there. */
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
        if (frame + 1 - this.#silenceFrom >= MIN_SILENCE_FRAMES) this.#close(this.#silenceFrom, ended);
      }
    }
    return ended;
  }

  /** @returns the span that had not ended at the end of the audio, if any */
  end(): FrameSpan[] {
    const ended: FrameSpan[] = [];
    if (this.#start >= 0) this.#close(this.#silenceFrom < 0 ? this.#frame : this.#silenceFrom, ended);
    return ended;
  }

  #close(end: number, ended: FrameSpan[]): void {
    if (end - this.#start >= MIN_SPEECH_FRAMES) ended.push({ start: this.#start, end });
    this.#start = this.#silenceFrom = -1;
  }
}
