import { type FftBuffers, makeFftBuffers, N_BINS, N_FFT, powerSpectrum } from "../fft.ts";
import { FRAME_SAMPLES } from "../voice_activity.ts";

/** Samples of a step: 10 ms. */
export const STEP_SAMPLES = 160;
/** Linear bands of a frame's spectrum, 0 to 8000 Hz. */
export const BANDS = 40;
export const BAND_HZ = 8000 / BANDS;
/** Levels of the amplitude histogram, from 0 to 1. */
const AMPLITUDES = 2048;
const FLOOR_DB = -120;

const HANN = Float64Array.from({ length: N_FFT }, (_, n) => 0.5 - 0.5 * Math.cos(2 * Math.PI * n / N_FFT));

/** Measures sound while it arrives, frame by frame; a frame is one of voice activity's, 32 ms. */
export class FrameMeter {
  /** Mean square of each frame, in dB of full scale: shape (frames). */
  readonly levels = new Growing();
  /** Mean square of each 10 ms, in dB of full scale: shape (steps). */
  readonly steps = new Growing();
  /** Power of each band of each frame: shape (frames, BANDS). */
  readonly bands = new Growing();
  /** How many samples have each amplitude: shape (AMPLITUDES). */
  readonly amplitudes = new Float64Array(AMPLITUDES);
  #held = new Float32Array(FRAME_SAMPLES);
  #heldSamples = 0;
  #stepSum = 0;
  #stepSamples = 0;
  #buffers: FftBuffers = makeFftBuffers();
  #power = new Float64Array(N_BINS);

  /** @param samples mono, 16 kHz, in [-1, 1], any number; the last frame counts if it is whole */
  push(samples: Float32Array): void {
    for (const sample of samples) {
      const size = Math.abs(sample);
      this.amplitudes[Math.min(AMPLITUDES - 1, Math.floor(size * AMPLITUDES))]++;
      this.#stepSum += sample * sample;
      if (++this.#stepSamples === STEP_SAMPLES) this.#endStep();
      this.#held[this.#heldSamples++] = sample;
      if (this.#heldSamples === FRAME_SAMPLES) this.#endFrame();
    }
  }

  get frames(): number {
    return this.levels.length;
  }

  #endStep(): void {
    this.steps.push(decibels(this.#stepSum / STEP_SAMPLES));
    this.#stepSum = this.#stepSamples = 0;
  }

  #endFrame(): void {
    this.#heldSamples = 0;
    let sum = 0;
    for (const sample of this.#held) sum += sample * sample;
    this.levels.push(decibels(sum / FRAME_SAMPLES));
    for (let n = 0; n < N_FFT; n++) this.#buffers.frame[n] = HANN[n] * this.#held[n];
    powerSpectrum(this.#buffers, this.#power);
    const width = (N_BINS - 1) / BANDS;
    for (let band = 0; band < BANDS; band++) {
      let power = 0;
      for (let bin = band * width; bin < (band + 1) * width; bin++) power += this.#power[bin + 1];
      this.bands.push(power);
    }
  }
}

/** Mean square as dB of full scale, no lower than -120. */
export function decibels(meanSquare: number): number {
  return meanSquare > 0 ? Math.max(FLOOR_DB, 10 * Math.log10(meanSquare)) : FLOOR_DB;
}

/** Numbers that are appended. */
export class Growing {
  #values = new Float32Array(4096);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const longer = new Float32Array(2 * this.length);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.length++] = value;
  }

  get values(): Float32Array {
    return this.#values.subarray(0, this.length);
  }
}

/** The value below which a share of the values lies; NaN where there are none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? NaN : sorted[Math.floor((sorted.length - 1) * share)];
}
