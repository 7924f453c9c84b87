import { N_SAMPLES, SAMPLE_RATE } from "./constants.ts";
import { SampleBuffer } from "./sample_buffer.ts";
import type { AudioWindow } from "./windows.ts";

/**
 * Reads audio without voice activity: windows of up to 30 s that start where the caller asks, each no earlier than the
 * previous one. Buffers at most 30 s, or what `readAhead` asks for, plus the latest chunk of audio.
 */
export class SeekableAudio {
  readonly #audio: AsyncIterator<Float32Array>;
  readonly #held = new SampleBuffer();
  #isEnded = false;
  #from = 0; // the first sample of the last window

  /** @param audio mono, 16 kHz, in [-1, 1], in chunks of any size */
  constructor(audio: AsyncIterable<Float32Array>) {
    this.#audio = audio[Symbol.asyncIterator]();
  }

  /** Seconds of audio received so far: the whole length when `read` has returned null. */
  get seconds(): number {
    return this.#held.end / SAMPLE_RATE;
  }

  /**
   * Reads the window from `fromSeconds`: 30 s, or less at the end of the audio. All of it counts as speech. Earlier
   * audio is dropped.
   *
   * @returns null if the audio ends before `fromSeconds`
   * @throws {RangeError} if an earlier call has dropped that audio
   */
  async read(fromSeconds: number): Promise<AudioWindow | null> {
    const from = Math.round(fromSeconds * SAMPLE_RATE);
    if (!(from >= this.#from)) {
      throw new RangeError(
        `fromSeconds is ${fromSeconds}: audio before ${this.#from / SAMPLE_RATE} s is already dropped`,
      );
    }
    this.#from = from;
    return await this.#window(from);
  }

  /** Returns the last window and up to `count - 1` that follow it without a gap. They can still be read. */
  async readAhead(count: number): Promise<AudioWindow[]> {
    const windows: AudioWindow[] = [];
    for (let from = this.#from; windows.length < count; from += N_SAMPLES) {
      const window = await this.#window(from);
      if (!window) break;
      windows.push(window);
    }
    return windows;
  }

  async #window(from: number): Promise<AudioWindow | null> {
    this.#held.dropBefore(this.#from);
    while (!this.#isEnded && this.#held.end < from + N_SAMPLES) {
      const { value, done } = await this.#audio.next();
      if (done) this.#isEnded = true;
      else this.#held.push(value);
      this.#held.dropBefore(this.#from);
    }
    if (this.#held.end <= from) return null;
    const samples = this.#held.slice(from, from + N_SAMPLES);
    const [start, end] = [from / SAMPLE_RATE, (from + samples.length) / SAMPLE_RATE];
    return { start, end, samples, speech: [{ start, end }] };
  }

  /** Ends reading: lets the source of the audio stop. */
  async close(): Promise<void> {
    this.#isEnded = true;
    await this.#audio.return?.();
  }
}
