import { N_SAMPLES } from "./constants.ts";
import { type FftBuffers, makeFftBuffers, N_BINS, N_FFT, powerSpectrum } from "./fft.ts";
import { type MelFilters, melFilters } from "./mel_filters.ts";

/** Samples from one frame to the next: 10 ms. */
export const HOP_LENGTH = 160;
/** Frames of 30 s. */
const N_FRAMES = N_SAMPLES / HOP_LENGTH; // 3000

const FLOOR = 1e-10;
const RANGE = 8; // in log10: values more than 80 dB below the largest are raised to that level

// Periodic, as torch.hann_window: divided by 400, not by 399
const HANN = Float64Array.from({ length: N_FFT }, (_, n) => 0.5 - 0.5 * Math.cos(2 * Math.PI * n / N_FFT));

/** Row-major (nMels, nFrames). */
export interface MelSpectrogram {
  data: Float32Array;
  nMels: number;
  nFrames: number;
}

/**
 * Computes Whisper's log-Mel spectrogram of at most 30 s: shorter audio is padded with zeros, longer audio is cut off.
 *
 * As `log_mel_spectrogram` in openai/whisper audio.py: periodic Hann window of 400, hop 160, reflected edges, Slaney
 * mel scale, log10 no lower than 8 below the largest value, (x + 4) / 4.
 * @param samples mono, 16 kHz, in [-1, 1], shape (nSamples)
 * @param data output, `nMels * nFrames` values, such as a row of a batch; absent: 30 s, 3000 frames
 * @returns row-major (nMels, nFrames), one frame for 10 ms
 * @throws {RangeError} if `nMels` is neither 80 nor 128, or `data` does not hold 1 to 3000 whole frames
 */
export function logMel(
  samples: Float32Array,
  nMels: number,
  data: Float32Array = new Float32Array(nMels * N_FRAMES),
): MelSpectrogram {
  const filters = melFilters(nMels);
  const nFrames = data.length / nMels;
  if (!Number.isInteger(nFrames) || nFrames < 1 || nFrames > N_FRAMES) {
    throw new RangeError(`data has ${data.length} values: it must have ${nMels} for each of 1 to ${N_FRAMES} frames`);
  }
  const nSamples = Math.min(samples.length, nFrames * HOP_LENGTH);
  // A frame is centred on sample 160 t and starts 200 samples before it. Frames after these see only padding
  const nSounding = Math.min(nFrames, Math.ceil((nSamples + N_FFT / 2) / HOP_LENGTH));
  const buffers = makeFftBuffers();
  const power = new Float64Array(N_BINS);
  let largest = nSounding < nFrames ? Math.log10(FLOOR) : -Infinity;
  for (let t = 0; t < nSounding; t++) {
    fillFrame(samples, nSamples, t * HOP_LENGTH - N_FFT / 2, buffers);
    powerSpectrum(buffers, power);
    largest = Math.max(largest, melFrame(filters, power, data, t, nFrames));
  }
  const least = largest - RANGE;
  const silent = (Math.max(Math.log10(FLOOR), least) + 4) / 4;
  for (let row = 0; row < data.length; row += nFrames) {
    for (let i = row; i < row + nSounding; i++) data[i] = (Math.max(data[i], least) + 4) / 4;
    data.fill(silent, row + nSounding, row + nFrames);
  }
  return { data, nMels, nFrames };
}

/**
 * Applies the Hann window to the 400 samples from `start`: samples are zero-padded to 30 s and reflected at both ends.
 */
function fillFrame(samples: Float32Array, nSamples: number, start: number, { frame }: FftBuffers): void {
  if (start >= 0 && start + N_FFT <= nSamples) {
    for (let n = 0; n < N_FFT; n++) frame[n] = samples[start + n] * HANN[n];
    return;
  }
  for (let n = 0; n < N_FFT; n++) {
    let at = Math.abs(start + n);
    if (at >= N_SAMPLES) at = 2 * (N_SAMPLES - 1) - at;
    frame[n] = at < nSamples ? samples[at] * HANN[n] : 0;
  }
}

/** Writes column `t` of log10 mel energies; returns the largest. */
function melFrame(filters: MelFilters, power: Float64Array, data: Float32Array, t: number, nFrames: number): number {
  const { starts, offsets, weights } = filters;
  let largest = -Infinity;
  for (let mel = 0, at = t; mel < starts.length; mel++, at += nFrames) {
    let sum = 0;
    let bin = starts[mel];
    for (let i = offsets[mel]; i < offsets[mel + 1]; i++) sum += weights[i] * power[bin++];
    const value = Math.log10(Math.max(sum, FLOOR));
    if (value > largest) largest = value;
    data[at] = value;
  }
  return largest;
}
