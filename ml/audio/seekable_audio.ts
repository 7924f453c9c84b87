import { N_SAMPLES, SAMPLE_RATE } from "./constants.ts";
import { HeldAudio } from "./held_audio.ts";
import type { AudioWindow } from "./windows.ts";

/**
 * Audio that is read without voice activity: windows of up to 30 s that begin where the reader says, each no earlier than
 * the one before. It holds 30 s at most, or what `ahead` asks for, besides the piece of audio that came last.
 */
export class SeekableAudio {
  readonly #audio: AsyncIterator<Float32Array>;
  readonly #held = new HeldAudio();
  #isEnded = false;
  #from = 0; // the first sample of the last window

  /** @param audio mono, 16 kHz, in [-1, 1], in pieces of any size */
  constructor(audio: AsyncIterable<Float32Array>) {
    this.#audio = audio[Symbol.asyncIterator]();
  }

  /** Seconds of audio that have come so far: all of it once `read` has returned null. */
  get seconds(): number {
    return this.#held.end / SAMPLE_RATE;
  }

  /**
   * The window from `fromSeconds` on: 30 s, or what there is until the end. All of it counts as speech. What lies before it is
   * dropped.
   *
   * @returns null where the audio ends before
   * @throws {RangeError} if an earlier `read` has dropped what is asked for
   */
  async read(fromSeconds: number): Promise<AudioWindow | null> {
    const from = Math.round(fromSeconds * SAMPLE_RATE);
    if (!(from >= this.#from)) {
      throw new RangeError(
        `asked for audio from ${fromSeconds} s on: it is dropped before ${this.#from / SAMPLE_RATE} s`,
      );
    }
    this.#from = from;
    return await this.#window(from);
  }

  /** The last window that was read and up to `count - 1` that follow it without a gap. They stay to be read. */
  async ahead(count: number): Promise<AudioWindow[]> {
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

  /** Says that no more will be read, so that who makes the audio can stop. */
  async close(): Promise<void> {
    this.#isEnded = true;
    await this.#audio.return?.();
  }
}

/** All of the audio as windows of 30 s, one after the other, speech or not. */
export async function* plainWindows(audio: AsyncIterable<Float32Array>): AsyncGenerator<AudioWindow, void, undefined> {
  const source = new SeekableAudio(audio);
  try {
    let window = await source.read(0);
    for (; window; window = await source.read(window.end)) yield window;
  } finally {
    await source.close();
  }
}
