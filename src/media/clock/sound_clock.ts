/** A larger step in the timestamps is a gap or an overlap, and is corrected at once. */
const JUMP_SECONDS = 0.1;
/** Sound that is off by more than this for `PROOF_SECONDS` is corrected too. */
const DRIFT_SECONDS = 0.025;
/**
 * In a transport stream about every tenth packet has a timestamp. ffmpeg guesses the others from the first sample rate,
 * up to 0.2 s wrong after a change, until the next timestamp.
 */
const PROOF_SECONDS = 0.7;

/**
 * Keeps each sample at its time: computes the silence to insert into a gap, and the samples to drop where blocks
 * overlap.
 *
 * ffmpeg's `aresample=async=1` cannot do this: whenever the sample rate or the channels change, ffmpeg builds a new
 * filter graph without the state of the old one.
 */
export class SoundClock {
  #rate: number;
  #frames = 0;
  #isAligning = true;
  #lastOff = 0;
  /** The smallest deviation since the drift began, and the drift's length in frames. */
  #drift = { seconds: 0, frames: 0 };

  /** @param sampleRate Hz */
  constructor(sampleRate: number) {
    this.#rate = sampleRate;
  }

  /** Seconds of sound so far. */
  get seconds(): number {
    return this.#frames / this.#rate;
  }

  /**
   * Places a block at `seconds`.
   *
   * @param frames its length, in samples of one channel
   * @param nextSeconds the time of the next block, if there is one
   * @returns frames of silence to insert before it; negative: frames to drop from its beginning
   */
  place(seconds: number, frames: number, nextSeconds?: number): number {
    const off = seconds - this.seconds;
    const correction = Math.max(
      -frames,
      Math.round(this.#correction(off, frames, this.#agrees(seconds, frames, nextSeconds)) * this.#rate),
    );
    if (correction > -frames) this.#isAligning = false;
    this.#frames += frames + correction;
    this.#lastOff = off - correction / this.#rate;
    return correction;
  }

  /**
   * Whether the next block follows this one. Where rate and channels change together, ffmpeg's MP2 decoder gives a
   * frame whose time is up to a second off.
   */
  #agrees(seconds: number, frames: number, nextSeconds: number | undefined): boolean {
    const length = frames / this.#rate;
    return nextSeconds === undefined || Math.abs(nextSeconds - seconds - length) < Math.max(length / 2, 0.005);
  }

  #correction(off: number, frames: number, isCertain: boolean): number {
    const isJump = isCertain && Math.min(Math.abs(off), Math.abs(off - this.#lastOff)) > JUMP_SECONDS;
    if (this.#isAligning || isJump) {
      this.#isAligning = true; // an overlap may be longer than this block
      this.#drift = { seconds: 0, frames: 0 };
      return off;
    }
    if (Math.abs(off) <= DRIFT_SECONDS) {
      this.#drift = { seconds: 0, frames: 0 };
      return 0;
    }
    const isSame = Math.sign(this.#drift.seconds) === Math.sign(off);
    const seconds = isSame && Math.abs(this.#drift.seconds) < Math.abs(off) ? this.#drift.seconds : off;
    this.#drift = { seconds, frames: (isSame ? this.#drift.frames : 0) + frames };
    if (this.#drift.frames < PROOF_SECONDS * this.#rate) return 0;
    this.#drift = { seconds: 0, frames: 0 };
    return seconds;
  }
}
