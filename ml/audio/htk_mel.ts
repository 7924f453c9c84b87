import { SAMPLE_RATE } from "./constants.ts";

/**
 * Mel filters as HTK, Kaldi and TensorFlow have them: triangles of height 1 that are evenly spaced in mel, whose sides
 * are straight in mel too. Whisper's are others: `mel_filters.ts`.
 *
 * @param options.nFft samples of the Fourier transform, at 16 kHz
 * @param options.nBins bins of it that are used, from 0 Hz
 * @returns row-major (nBins, nMels)
 */
export function htkMelMatrix(
  { nFft, nBins, nMels, lowHz, highHz }: { nFft: number; nBins: number; nMels: number; lowHz: number; highHz: number },
): Float32Array {
  const low = toMel(lowHz);
  const step = (toMel(highHz) - low) / (nMels + 1);
  return Float32Array.from({ length: nBins * nMels }, (_, at) => {
    const [bin, band] = [Math.floor(at / nMels), at % nMels];
    const mel = toMel(bin * SAMPLE_RATE / nFft);
    return Math.max(0, 1 - Math.abs(mel - (low + (band + 1) * step)) / step);
  });
}

function toMel(hz: number): number {
  return 1127 * Math.log(1 + hz / 700);
}
