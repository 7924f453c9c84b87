/** Samples in a frame. */
export const N_FFT = 400;
/** Bins of the spectrum, 0 to 8000 Hz. */
export const N_BINS = N_FFT / 2 + 1;

const N = N_FFT / 2; // a real transform of 400 is a complex one of 200

// One stage of the transform: small transforms of `radix` values that are `stride` apart
interface Stage {
  radix: 4 | 2 | 5;
  groups: number;
  stride: number;
  /** cos, sin of -2 pi p k / n for p < groups, 1 <= k < radix. */
  twiddles: Float64Array;
}

const STAGES = makeStages();
// exp(-2 pi i k / 400): splits the half-length transform into the spectrum of the real samples
const SPLIT_RE = Float64Array.from({ length: N_BINS }, (_, k) => Math.cos(2 * Math.PI * k / N_FFT));
const SPLIT_IM = Float64Array.from({ length: N_BINS }, (_, k) => -Math.sin(2 * Math.PI * k / N_FFT));

/** Working memory of `powerSpectrum`, reused so that a frame allocates nothing. */
export interface FftBuffers {
  /** Input: the frame, already windowed, shape (400). It is overwritten. */
  frame: Float64Array;
  scratch: Float64Array;
}

export function makeFftBuffers(): FftBuffers {
  return { frame: new Float64Array(N_FFT), scratch: new Float64Array(N_FFT) };
}

/**
 * Computes |DFT|^2 of the 400 real samples in `buffers.frame`.
 *
 * Even and odd samples are taken as real and imaginary parts (their order in memory is already right), transformed by a
 * self-sorting mixed-radix FFT of 200 = 4 * 2 * 5 * 5, and split into the two spectra.
 * @param power output, shape (201)
 */
export function powerSpectrum(buffers: FftBuffers, power: Float64Array): void {
  let from = buffers.frame;
  let to = buffers.scratch;
  for (const stage of STAGES) {
    if (stage.radix === 5) radix5(stage, from, to);
    else if (stage.radix === 4) radix4(stage, from, to);
    else radix2(stage, from, to);
    [from, to] = [to, from];
  }
  // X[k] = (Z[k] + conj Z[N-k]) / 2 - i/2 * exp(-2 pi i k / 400) * (Z[k] - conj Z[N-k])
  for (let k = 0; k < N_BINS; k++) {
    const a = k === N ? 0 : 2 * k;
    const b = k === 0 ? 0 : 2 * (N - k);
    const evenRe = from[a] + from[b];
    const evenIm = from[a + 1] - from[b + 1];
    const oddRe = from[a + 1] + from[b + 1];
    const oddIm = from[b] - from[a];
    const re = evenRe + oddRe * SPLIT_RE[k] - oddIm * SPLIT_IM[k];
    const im = evenIm + oddRe * SPLIT_IM[k] + oddIm * SPLIT_RE[k];
    power[k] = (re * re + im * im) / 4;
  }
}

function makeStages(): Stage[] {
  const list: Stage[] = [];
  let n = N;
  let stride = 1;
  for (const radix of [4, 2, 5, 5] as const) {
    const groups = n / radix;
    const twiddles = new Float64Array(groups * (radix - 1) * 2);
    for (let p = 0, at = 0; p < groups; p++) {
      for (let k = 1; k < radix; k++) {
        twiddles[at++] = Math.cos(2 * Math.PI * p * k / n);
        twiddles[at++] = -Math.sin(2 * Math.PI * p * k / n);
      }
    }
    list.push({ radix, groups, stride, twiddles });
    n = groups;
    stride *= radix;
  }
  return list;
}

// Stockham's stages: in[q + s (p + m j)] -> out[q + s (r p + k)], complex numbers as pairs; s = stride, m = groups, r =
// radix

function radix2({ groups, stride, twiddles }: Stage, from: Float64Array, to: Float64Array): void {
  const step = 2 * stride * groups;
  const width = 2 * stride;
  for (let p = 0; p < groups; p++) {
    const wRe = twiddles[2 * p];
    const wIm = twiddles[2 * p + 1];
    let i = width * p;
    let o = 2 * width * p;
    for (const end = i + width; i < end; i += 2, o += 2) {
      const re = from[i] - from[i + step];
      const im = from[i + 1] - from[i + step + 1];
      to[o] = from[i] + from[i + step];
      to[o + 1] = from[i + 1] + from[i + step + 1];
      to[o + width] = re * wRe - im * wIm;
      to[o + width + 1] = re * wIm + im * wRe;
    }
  }
}

function radix4({ groups, stride, twiddles }: Stage, from: Float64Array, to: Float64Array): void {
  const step = 2 * stride * groups;
  const width = 2 * stride;
  for (let p = 0; p < groups; p++) {
    const w1Re = twiddles[6 * p];
    const w1Im = twiddles[6 * p + 1];
    const w2Re = twiddles[6 * p + 2];
    const w2Im = twiddles[6 * p + 3];
    const w3Re = twiddles[6 * p + 4];
    const w3Im = twiddles[6 * p + 5];
    let i = width * p;
    let o = 4 * width * p;
    for (const end = i + width; i < end; i += 2, o += 2) {
      const sum02Re = from[i] + from[i + 2 * step];
      const sum02Im = from[i + 1] + from[i + 2 * step + 1];
      const dif02Re = from[i] - from[i + 2 * step];
      const dif02Im = from[i + 1] - from[i + 2 * step + 1];
      const sum13Re = from[i + step] + from[i + 3 * step];
      const sum13Im = from[i + step + 1] + from[i + 3 * step + 1];
      const dif13Re = from[i + step] - from[i + 3 * step];
      const dif13Im = from[i + step + 1] - from[i + 3 * step + 1];
      to[o] = sum02Re + sum13Re;
      to[o + 1] = sum02Im + sum13Im;
      const b1Re = dif02Re + dif13Im;
      const b1Im = dif02Im - dif13Re;
      to[o + width] = b1Re * w1Re - b1Im * w1Im;
      to[o + width + 1] = b1Re * w1Im + b1Im * w1Re;
      const b2Re = sum02Re - sum13Re;
      const b2Im = sum02Im - sum13Im;
      to[o + 2 * width] = b2Re * w2Re - b2Im * w2Im;
      to[o + 2 * width + 1] = b2Re * w2Im + b2Im * w2Re;
      const b3Re = dif02Re - dif13Im;
      const b3Im = dif02Im + dif13Re;
      to[o + 3 * width] = b3Re * w3Re - b3Im * w3Im;
      to[o + 3 * width + 1] = b3Re * w3Im + b3Im * w3Re;
    }
  }
}

const C1 = Math.cos(2 * Math.PI / 5);
const C2 = Math.cos(4 * Math.PI / 5);
const S1 = Math.sin(2 * Math.PI / 5);
const S2 = Math.sin(4 * Math.PI / 5);

function radix5({ groups, stride, twiddles }: Stage, from: Float64Array, to: Float64Array): void {
  const step = 2 * stride * groups;
  const width = 2 * stride;
  for (let p = 0; p < groups; p++) {
    const w = 8 * p;
    let i = width * p;
    let o = 5 * width * p;
    for (const end = i + width; i < end; i += 2, o += 2) {
      const aRe = from[i];
      const aIm = from[i + 1];
      const sum14Re = from[i + step] + from[i + 4 * step];
      const sum14Im = from[i + step + 1] + from[i + 4 * step + 1];
      const dif14Re = from[i + step] - from[i + 4 * step];
      const dif14Im = from[i + step + 1] - from[i + 4 * step + 1];
      const sum23Re = from[i + 2 * step] + from[i + 3 * step];
      const sum23Im = from[i + 2 * step + 1] + from[i + 3 * step + 1];
      const dif23Re = from[i + 2 * step] - from[i + 3 * step];
      const dif23Im = from[i + 2 * step + 1] - from[i + 3 * step + 1];
      to[o] = aRe + sum14Re + sum23Re;
      to[o + 1] = aIm + sum14Im + sum23Im;
      const even1Re = aRe + C1 * sum14Re + C2 * sum23Re;
      const even1Im = aIm + C1 * sum14Im + C2 * sum23Im;
      const even2Re = aRe + C2 * sum14Re + C1 * sum23Re;
      const even2Im = aIm + C2 * sum14Im + C1 * sum23Im;
      const odd1Re = S1 * dif14Re + S2 * dif23Re;
      const odd1Im = S1 * dif14Im + S2 * dif23Im;
      const odd2Re = S2 * dif14Re - S1 * dif23Re;
      const odd2Im = S2 * dif14Im - S1 * dif23Im;
      // b[k] = even -+ i odd
      storeRotated(to, o + width, even1Re + odd1Im, even1Im - odd1Re, twiddles[w], twiddles[w + 1]);
      storeRotated(to, o + 2 * width, even2Re + odd2Im, even2Im - odd2Re, twiddles[w + 2], twiddles[w + 3]);
      storeRotated(to, o + 3 * width, even2Re - odd2Im, even2Im + odd2Re, twiddles[w + 4], twiddles[w + 5]);
      storeRotated(to, o + 4 * width, even1Re - odd1Im, even1Im + odd1Re, twiddles[w + 6], twiddles[w + 7]);
    }
  }
}

/** Stores (re + i im) * (wRe + i wIm). */
function storeRotated(to: Float64Array, at: number, re: number, im: number, wRe: number, wIm: number): void {
  to[at] = re * wRe - im * wIm;
  to[at + 1] = re * wIm + im * wRe;
}
