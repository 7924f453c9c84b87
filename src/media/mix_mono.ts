/** Frames that are judged together: half a second at 16 kHz. */
const BLOCK_FRAMES = 8000;
/** Frames over which a change of sign is spread, so that it does not click. */
const FADE_FRAMES = 160;
/** The difference of the channels must have this many times the energy of their sum before it replaces the sum. */
const CLEARLY_OPPOSITE = 10;
/** The mean square below which a block is silence, and says nothing. */
const SILENCE = 1e-9;

/**
 * Mixes two channels into one. Where they cancel each other, because a cable of one is wired the wrong way round, they
 * are subtracted instead of added.
 */
export class MonoMixer {
  frames = 0;
  /** The sum of the squares of each channel. */
  readonly energies = [0, 0];
  /** Frames that were not silent. */
  soundFrames = 0;
  /** Of these, frames that were subtracted. */
  oppositeFrames = 0;
  #held = new Float32Array(2 * BLOCK_FRAMES);
  #heldSamples = 0;
  #sign = 1; // of the right channel

  /**
   * @param samples interleaved, whole frames, any number
   * @returns mono samples; up to half a second is held back
   */
  push(samples: Float32Array): Float32Array[] {
    const mixed: Float32Array[] = [];
    while (samples.length > 0) {
      const part = samples.subarray(0, this.#held.length - this.#heldSamples);
      this.#held.set(part, this.#heldSamples);
      this.#heldSamples += part.length;
      samples = samples.subarray(part.length);
      if (this.#heldSamples === this.#held.length) mixed.push(this.end());
    }
    return mixed;
  }

  /** Mixes what is held back. */
  end(): Float32Array {
    const block = this.#held.subarray(0, this.#heldSamples);
    this.#heldSamples = 0;
    const before = this.#sign;
    this.#sign = this.#judge(block);
    const mono = new Float32Array(block.length / 2);
    for (let i = 0; i < mono.length; i++) {
      const share = before === this.#sign ? 1 : Math.min(1, i / FADE_FRAMES);
      mono[i] = (block[2 * i] + (before + (this.#sign - before) * share) * block[2 * i + 1]) / 2;
    }
    return mono;
  }

  /** Returns the sign with which the right channel is added. */
  #judge(block: Float32Array): number {
    let sum = 0;
    let difference = 0;
    this.frames += block.length / 2;
    for (let i = 0; i < block.length; i += 2) {
      this.energies[0] += block[i] ** 2;
      this.energies[1] += block[i + 1] ** 2;
      sum += (block[i] + block[i + 1]) ** 2;
      difference += (block[i] - block[i + 1]) ** 2;
    }
    if (sum + difference < SILENCE * block.length) return this.#sign;
    this.soundFrames += block.length / 2;
    const isOpposite = this.#sign > 0 ? difference > CLEARLY_OPPOSITE * sum : sum <= difference;
    if (isOpposite) this.oppositeFrames += block.length / 2;
    return isOpposite ? -1 : 1;
  }
}
