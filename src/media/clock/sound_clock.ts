/** A step in the timestamps that is larger is a gap or an overlap, and is put right at once. */
const JUMP_SECONDS = 0.1;
/** Sound that is off by more than this for `PROOF_SECONDS` is put right as well. */
const DRIFT_SECONDS = 0.025;
/**
 * In a transport stream only every tenth packet or so has a timestamp. ffmpeg guesses the others by the sample rate of
 * the beginning, up to some 0.2 s wrong after a change, and then the next true one sets it right.
 */
const PROOF_SECONDS = 0.7;

/**
 * Keeps samples at their time: says how much silence a gap needs, and what to leave out where two pieces overlap, so that
 * the number of samples before a moment is that moment.
 *
 * ffmpeg's `aresample=async=1` cannot do this: ffmpeg builds a new filter graph, which knows nothing of the old one, each
 * time the sample rate or the channels change.
 */
export class SoundClock {
  #rate: number;
  #frames = 0;
  #isAligning = true;
  #lastOff = 0;
  /** The least that it was off by, and for how long. */
  #drift = { seconds: 0, frames: 0 };

  /** @param sampleRate Hz */
  constructor(sampleRate: number) {
    this.#rate = sampleRate;
  }

  /** Seconds of sound up to here. */
  get seconds(): number {
    return this.#frames / this.#rate;
  }

  /**
   * Places a block that belongs to `seconds`.
   *
   * @param frames its length, in samples of one channel
   * @param nextSeconds what the next block belongs to, if there is one
   * @returns frames of silence that go before it; negative: frames that are left out of its beginning
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
   * Whether the next block follows this one. Where rate and channels change together, ffmpeg's MP2 decoder gives a frame
   * with a time of its own, up to a second off.
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
