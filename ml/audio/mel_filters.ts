import { SAMPLE_RATE } from "./constants.ts";
import { N_BINS, N_FFT } from "./fft.ts";

// Slaney's mel scale: linear to 1000 Hz, logarithmic above
const LINEAR_HZ_PER_MEL = 200 / 3;
const LOG_FROM_HZ = 1000;
const LOG_FROM_MEL = LOG_FROM_HZ / LINEAR_HZ_PER_MEL; // 15
const LOG_STEP = Math.log(6.4) / 27;

/** A bank of triangular filters, each over a few neighbouring bins. Only weights above zero are stored. */
export interface MelFilters {
  /** First bin of each filter, shape (nMels). */
  starts: Int32Array;
  /** Filter `m` has the weights from `offsets[m]` to `offsets[m + 1]`, shape (nMels + 1). */
  offsets: Int32Array;
  weights: Float64Array;
}

const cache = new Map<number, MelFilters>();

/**
 * The mel filters of Whisper: as librosa's `filters.mel(sr=16000, n_fft=400, n_mels=nMels)`.
 *
 * @throws {RangeError} if `nMels` is neither 80 nor 128
 */
export function melFilters(nMels: number): MelFilters {
  if (nMels !== 80 && nMels !== 128) throw new RangeError(`nMels is ${nMels}: it must be 80 or 128`);
  let filters = cache.get(nMels);
  if (!filters) cache.set(nMels, filters = makeFilters(nMels));
  return filters;
}

/** The frequency at which each filter is most sensitive, the lowest first: shape (nMels), in Hz. */
export function bandHz(nMels: number): number[] {
  return edgesHz(nMels).slice(1, -1);
}

/** Filter `m` begins at edge `m`, peaks at `m + 1` and ends at `m + 2`: evenly spaced in mel. */
function edgesHz(nMels: number): number[] {
  const top = hzToMel(SAMPLE_RATE / 2);
  return Array.from({ length: nMels + 2 }, (_, i) => melToHz(top * i / (nMels + 1)));
}

function makeFilters(nMels: number): MelFilters {
  const edges = edgesHz(nMels);
  const starts = new Int32Array(nMels);
  const offsets = new Int32Array(nMels + 1);
  const weights: number[] = [];
  for (let mel = 0; mel < nMels; mel++) {
    const [low, peak, high] = edges.slice(mel, mel + 3);
    const area = 2 / (high - low); // filters of equal area, not of equal height
    starts[mel] = -1;
    for (let bin = 0; bin < N_BINS; bin++) {
      const hz = bin * SAMPLE_RATE / N_FFT;
      const height = Math.min((hz - low) / (peak - low), (high - hz) / (high - peak));
      if (height <= 0) continue;
      if (starts[mel] < 0) starts[mel] = bin;
      // Whisper was trained with weights in float32
      weights.push(Math.fround(Math.fround(height) * area));
    }
    offsets[mel + 1] = weights.length;
  }
  return { starts, offsets, weights: Float64Array.from(weights) };
}

function hzToMel(hz: number): number {
  return hz < LOG_FROM_HZ ? hz / LINEAR_HZ_PER_MEL : LOG_FROM_MEL + Math.log(hz / LOG_FROM_HZ) / LOG_STEP;
}

function melToHz(mel: number): number {
  return mel < LOG_FROM_MEL ? mel * LINEAR_HZ_PER_MEL : LOG_FROM_HZ * Math.exp(LOG_STEP * (mel - LOG_FROM_MEL));
}
