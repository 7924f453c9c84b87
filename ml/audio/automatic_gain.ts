const TARGET_RMS = 0.06; // about -24 dBFS: louder speech is not detected any better
const MAX_GAIN = 32; // 30 dB: anything quieter is hiss

/**
 * Amplifies quiet audio, so that whispered or distant speech is detected. Each frame gets the gain that brings the
 * loudest frame within `reach` to the target; loud audio stays as it is. The output lags by `reach` + 1 frames.
 */
export class AutomaticGain {
  readonly #frameSamples: number;
  readonly #reach: number;
  #held = new Float32Array(0); // from frame #first on
  #length = 0; // samples of #held in use
  #first = 0;
  #measured = 0; // frames whose loudness was measured
  #loudest: { frame: number; rms: number }[] = []; // in descending order: the first is the loudest in reach
  #gain = 0; // of frame #first

  /** @param reach frames to either side: longer than a gap between words, so that the gain does not pump */
  constructor(frameSamples: number, reach: number) {
    this.#frameSamples = frameSamples;
    this.#reach = reach;
  }

  /** @returns the frames, whole ones, whose gain no later audio can change */
  push(samples: Float32Array): Float32Array<ArrayBuffer> {
    this.#hold(samples);
    return this.#amplify(Math.floor(this.#length / this.#frameSamples) - this.#reach - 1, Infinity);
  }

  /** @returns the remaining frames; the last one is padded with silence */
  end(): Float32Array<ArrayBuffer> {
    const missing = -this.#length % this.#frameSamples;
    if (missing < 0) this.#hold(new Float32Array(this.#frameSamples + missing));
    const frames = this.#length / this.#frameSamples;
    return this.#amplify(frames, this.#first + frames - 1);
  }

  #hold(samples: Float32Array): void {
    if (this.#length + samples.length > this.#held.length) {
      const larger = new Float32Array(2 * this.#length + samples.length);
      larger.set(this.#held.subarray(0, this.#length));
      this.#held = larger;
    }
    this.#held.set(samples, this.#length);
    this.#length += samples.length;
  }

  #amplify(frames: number, last: number): Float32Array<ArrayBuffer> {
    if (frames <= 0) return new Float32Array(0);
    const amplified = this.#held.slice(0, frames * this.#frameSamples);
    if (this.#first === 0) this.#gain = this.#gainOf(0);
    for (let f = 0; f < frames; f++) {
      const from = this.#gain;
      const to = this.#gain = this.#gainOf(Math.min(this.#first + f + 1, last));
      if (from === 1 && to === 1) continue;
      // The gain changes linearly: a step would be a click
      const start = f * this.#frameSamples;
      const step = (to - from) / this.#frameSamples;
      for (let i = 0; i < this.#frameSamples; i++) amplified[start + i] *= from + step * i;
    }
    this.#held.copyWithin(0, amplified.length, this.#length);
    this.#length -= amplified.length;
    this.#first += frames;
    return amplified;
  }

  #gainOf(frame: number): number {
    const end = this.#first + Math.floor(this.#length / this.#frameSamples);
    for (; this.#measured < end && this.#measured <= frame + this.#reach; this.#measured++) {
      const rms = this.#rms(this.#measured - this.#first);
      while (this.#loudest.length > 0 && this.#loudest.at(-1)!.rms <= rms) this.#loudest.pop();
      this.#loudest.push({ frame: this.#measured, rms });
    }
    while (this.#loudest[0].frame < frame - this.#reach) this.#loudest.shift();
    return Math.min(Math.max(TARGET_RMS / Math.max(this.#loudest[0].rms, 1e-9), 1), MAX_GAIN);
  }

  #rms(frame: number): number {
    let sum = 0;
    const end = (frame + 1) * this.#frameSamples;
    for (let i = frame * this.#frameSamples; i < end; i++) sum += this.#held[i] ** 2;
    return Math.sqrt(sum / this.#frameSamples);
  }
}
