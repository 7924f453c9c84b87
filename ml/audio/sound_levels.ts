import { HOP_LENGTH } from "./log_mel.ts";
import { FRAME_SAMPLES } from "./voice_activity.ts";

/** Measures how loud audio is over time, while it arrives in chunks. */
export class SoundLevels {
  #levels = new Float32Array(4096); // dB of each frame
  #frames = 0;
  #sum = 0; // of squares, of the current frame
  #inFrame = 0;
  #low = 1;
  #high = -1;
  #inStretch = 0;
  #peak = 0;

  /**
   * @param samples mono, in [-1, 1]
   * @returns the lowest and the highest sample, times 127, of each 10 ms that is now complete
   */
  push(samples: Float32Array): Int8Array {
    const pairs = new Int8Array(2 * Math.floor((this.#inStretch + samples.length) / HOP_LENGTH));
    let at = 0;
    for (const sample of samples) {
      this.#sum += sample * sample;
      if (++this.#inFrame === FRAME_SAMPLES) this.#endFrame();
      if (sample < this.#low) this.#low = sample;
      if (sample > this.#high) this.#high = sample;
      if (++this.#inStretch === HOP_LENGTH) at = this.#endStretch(pairs, at);
    }
    return pairs;
  }

  /** Returns the last pair, if the audio ended within its 10 ms. */
  end(): Int8Array {
    if (this.#inFrame > 0) this.#endFrame();
    if (this.#inStretch === 0) return new Int8Array(0);
    const pair = new Int8Array(2);
    this.#endStretch(pair, 0);
    return pair;
  }

  /** Root mean square of each 32 ms, in dB below full scale: shape (nFrames). */
  get frames(): Float32Array {
    return this.#levels.subarray(0, this.#frames);
  }

  /** Level of the loudest sample, in dB relative to full scale; null if all samples are 0. */
  get peakDb(): number | null {
    return this.#peak > 0 ? Math.round(200 * Math.log10(this.#peak)) / 10 : null;
  }

  #endFrame(): void {
    if (this.#frames === this.#levels.length) {
      const longer = new Float32Array(2 * this.#frames);
      longer.set(this.#levels);
      this.#levels = longer;
    }
    this.#levels[this.#frames++] = 10 * Math.log10(Math.max(this.#sum / this.#inFrame, 1e-12)); // no lower than -120
    this.#sum = this.#inFrame = 0;
  }

  #endStretch(pairs: Int8Array, at: number): number {
    this.#peak = Math.max(this.#peak, -this.#low, this.#high);
    pairs[at] = toByte(this.#low);
    pairs[at + 1] = toByte(this.#high);
    this.#low = 1;
    this.#high = -1;
    this.#inStretch = 0;
    return at + 2;
  }
}

/** Rounds away from 0, so that quiet sound stays visible. */
function toByte(sample: number): number {
  const scaled = 127 * Math.min(1, Math.max(-1, sample));
  return scaled < 0 ? Math.floor(scaled) : Math.ceil(scaled);
}
