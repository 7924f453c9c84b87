/** What the exercises on sound may use: the project's transform and filters in plain shapes. */
import { makeFftBuffers, N_BINS, powerSpectrum } from "../audio/fft.ts";
import { melFilters } from "../audio/mel_filters.ts";
import { SpeechSpanFinder } from "../audio/speech_spans.ts";
import type { Span } from "./signatures.ts";

/** The power at 201 frequencies of 400 samples. */
export function powerSpectrumOf(frame: ArrayLike<number>): Float64Array {
  const buffers = makeFftBuffers();
  if (frame?.length !== buffers.frame.length) {
    throw new RangeError(`powerSpectrum() got ${frame?.length} samples: it takes ${buffers.frame.length}`);
  }
  buffers.frame.set(frame);
  const power = new Float64Array(N_BINS);
  powerSpectrum(buffers, power);
  return power;
}

/** A row of 201 weights for each pitch. */
export function melFilterBank(nMels: number): Float64Array[] {
  const { starts, offsets, weights } = melFilters(nMels);
  return Array.from(starts, (start, mel) => {
    const row = new Float64Array(N_BINS);
    row.set(weights.subarray(offsets[mel], offsets[mel + 1]), start);
    return row;
  });
}

/** The spans of speech among the probabilities of frames. */
export function speechSpans(probabilities: Float32Array): Span[] {
  const finder = new SpeechSpanFinder();
  return [...finder.push(probabilities), ...finder.end()];
}
