const TARGET_RMS = 0.06; // about -24 dBFS: from there on the detector hears speech as well as it ever does
const MOST_GAIN = 32; // 30 dB: what is quieter still is hiss

/**
 * Makes quiet stretches of audio that arrives in pieces louder, so that whispered or distant speech is heard: each frame by
 * what brings the loudest one around it to the target. Loud audio stays as it is. It is `reach` frames and one behind.
 */
export class QuietRaiser {
  readonly #frameSamples: number;
  readonly #reach: number;
  #held = new Float32Array(0); // from frame #first on
  #length = 0; // samples of #held that count
  #first = 0;
  #known = 0; // frames whose loudness was looked at
  #loudest: { frame: number; rms: number }[] = []; // of falling loudness: the first is the loudest in reach
  #gain = 0; // of frame #first

  /** @param reach frames to either side that are looked at: longer than a gap between words, so that it does not pump */
  constructor(frameSamples: number, reach: number) {
    this.#frameSamples = frameSamples;
    this.#reach = reach;
  }

  /** @returns whole frames: those that nothing to come can change any more */
  push(samples: Float32Array): Float32Array<ArrayBuffer> {
    this.#hold(samples);
    return this.#raise(Math.floor(this.#length / this.#frameSamples) - this.#reach - 1, Infinity);
  }

  /** @returns the rest; the last frame is filled up with silence */
  end(): Float32Array<ArrayBuffer> {
    const missing = -this.#length % this.#frameSamples;
    if (missing < 0) this.#hold(new Float32Array(this.#frameSamples + missing));
    const frames = this.#length / this.#frameSamples;
    return this.#raise(frames, this.#first + frames - 1);
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

  #raise(frames: number, last: number): Float32Array<ArrayBuffer> {
    if (frames <= 0) return new Float32Array(0);
    const raised = this.#held.slice(0, frames * this.#frameSamples);
    if (this.#first === 0) this.#gain = this.#gainOf(0);
    for (let f = 0; f < frames; f++) {
      const from = this.#gain;
      const to = this.#gain = this.#gainOf(Math.min(this.#first + f + 1, last));
      if (from === 1 && to === 1) continue;
      // From one gain to the next in a line: a step would be a click
      const start = f * this.#frameSamples;
      const step = (to - from) / this.#frameSamples;
      for (let i = 0; i < this.#frameSamples; i++) raised[start + i] *= from + step * i;
    }
    this.#held.copyWithin(0, raised.length, this.#length);
    this.#length -= raised.length;
    this.#first += frames;
    return raised;
  }

  #gainOf(frame: number): number {
    const end = this.#first + Math.floor(this.#length / this.#frameSamples);
    for (; this.#known < end && this.#known <= frame + this.#reach; this.#known++) {
      const rms = this.#rms(this.#known - this.#first);
      while (this.#loudest.length > 0 && this.#loudest.at(-1)!.rms <= rms) this.#loudest.pop();
      this.#loudest.push({ frame: this.#known, rms });
    }
    while (this.#loudest[0].frame < frame - this.#reach) this.#loudest.shift();
    return Math.min(Math.max(TARGET_RMS / Math.max(this.#loudest[0].rms, 1e-9), 1), MOST_GAIN);
  }

  #rms(frame: number): number {
    let sum = 0;
    const end = (frame + 1) * this.#frameSamples;
    for (let i = frame * this.#frameSamples; i < end; i++) sum += this.#held[i] ** 2;
    return Math.sqrt(sum / this.#frameSamples);
  }
}
