import { SAMPLE_RATE } from "../audio/constants.ts";
import { htkMelMatrix } from "../audio/htk_mel.ts";

/** Samples of a frame: 25 ms. */
export const FRAME_SAMPLES = 400;
/** Samples from one frame to the next: 10 ms. */
export const FRAME_HOP = 160;
/** Mel bands of a frame. */
export const N_MELS = 80;
/** Bins of the spectrum of a frame padded to 512: the one at 8 kHz is in no filter. */
export const N_BINS = 256;

const N_FFT = 512;
const LOW_HZ = 20;
const PRE_EMPHASIS = 0.97;

/**
 * Kaldi's spectrum of a frame as one matrix, since all its steps before the power are linear: the mean is taken away,
 * high frequencies are emphasized, a Povey window (a Hann window to the power of 0.85) is applied, and a Fourier
 * transform of 512.
 *
 * @returns row-major (2 N_BINS, FRAME_SAMPLES): the real parts, then the imaginary parts
 */
export function spectrumMatrix(): Float32Array {
  const matrix = new Float32Array(2 * N_BINS * FRAME_SAMPLES);
  const windowed = new Float64Array(FRAME_SAMPLES);
  for (let row = 0; row < 2 * N_BINS; row++) {
    const wave = row < N_BINS ? Math.cos : Math.sin;
    for (let n = 0; n < FRAME_SAMPLES; n++) {
      const hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * n / (FRAME_SAMPLES - 1));
      windowed[n] = hann ** 0.85 * wave(2 * Math.PI * (row % N_BINS) * n / N_FFT);
    }
    // y[n] = x[n] - 0.97 x[n - 1], and y[0] = 0.03 x[0], so x[n] counts in y[n] and in y[n + 1]
    let sum = 0;
    const weights = matrix.subarray(row * FRAME_SAMPLES, (row + 1) * FRAME_SAMPLES);
    for (let n = 0; n < FRAME_SAMPLES; n++) {
      const own = n === 0 ? windowed[0] * (1 - PRE_EMPHASIS) : windowed[n];
      const next = n + 1 < FRAME_SAMPLES ? windowed[n + 1] : 0;
      weights[n] = own - PRE_EMPHASIS * next;
      sum += own - PRE_EMPHASIS * next;
    }
    for (let n = 0; n < FRAME_SAMPLES; n++) weights[n] -= sum / FRAME_SAMPLES;
  }
  return matrix;
}

/** Kaldi's mel filters. @returns row-major (N_BINS, N_MELS) */
export function melMatrix(): Float32Array {
  return htkMelMatrix({ nFft: N_FFT, nBins: N_BINS, nMels: N_MELS, lowHz: LOW_HZ, highHz: SAMPLE_RATE / 2 });
}
