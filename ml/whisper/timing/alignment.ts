import { dtw, medianOfSeven } from "./dtw.ts";

export const SECONDS_PER_POSITION = 0.02; // of the encoder's output

// How long before a word is spoken the alignment heads of a model attend to it, measured over 1,000 words of four
// synthetic voices; for one model the voices differ by up to 20 ms. The correction raises the share of starts within
// 150 ms from 82 to 91 % with base
const LEAD_SECONDS: Record<string, number> = { base: 0.06, "tiny.en": -0.085 };

/**
 * The correction of a model's token times: the heads of some models attend to a word before it is spoken, of others
 * after.
 *
 * @returns seconds to add; 0 for models that were not measured
 */
export function leadSeconds(nAudioLayer: number, isMultilingual: boolean): number {
  const sizes: Record<number, string> = { 4: "tiny", 6: "base" };
  const size = sizes[nAudioLayer] + (isMultilingual ? "" : ".en");
  return LEAD_SECONDS[size] ?? 0;
}

/** Cross-attention scores of the alignment heads for a text, before the softmax. */
export interface AlignmentScores {
  /** Row-major (nHeads, nRows, nPositions). */
  scores: Float32Array;
  nHeads: number;
  /** The number of input tokens, with padding. */
  nRows: number;
  /** Of the encoder's output: 1500, or fewer of a shorter window. */
  nPositions: number;
  /** The row of `<|notimestamps|>`, the last of the prompt: it predicts the first text token. */
  firstRow: number;
  /** See `leadSeconds()`; base's if absent. */
  leadSeconds?: number;
}

/**
 * Finds when each token is spoken, as `find_alignment` in openai/whisper timing.py: softmax over the audio, each head
 * normalised over the tokens, a median filter, the heads' mean, dynamic time warping.
 *
 * @param nTokens the number of text tokens
 * @param audioSeconds length of the audio without padding
 * @returns seconds from the start of the window, shape (nTokens + 1): when each token starts, and when the last one
 * ends
 */
export function tokenTimes(alignment: AlignmentScores, nTokens: number, audioSeconds: number): Float64Array {
  const { nRows, nPositions, firstRow } = alignment;
  if (firstRow + nTokens >= nRows) {
    throw new RangeError(`${nTokens} tokens after row ${firstRow} can't be timed: there are ${nRows} rows`);
  }
  const nColumns = Math.max(1, Math.min(nPositions, Math.round(audioSeconds / SECONDS_PER_POSITION)));
  const cost = costMatrix(alignment, nTokens + 1, nColumns);
  const lead = alignment.leadSeconds ?? LEAD_SECONDS.base;
  return Float64Array.from(
    dtw(cost, nTokens + 1, nColumns),
    (column) => Math.min(Math.max(column * SECONDS_PER_POSITION + lead, 0), audioSeconds),
  );
}

/** The mean of the heads' normalised attention, negated: row-major (nRows, nColumns). */
export function costMatrix(alignment: AlignmentScores, nRows: number, nColumns: number): Float32Array {
  const { scores, nHeads, nPositions, firstRow } = alignment;
  const cost = new Float32Array(nRows * nColumns);
  // As in openai/whisper, a head's mean and deviation are over the prompt and the text
  const nNormal = firstRow + nRows;
  const weights = new Float32Array(nNormal * nColumns);
  const padded = new Float32Array(nColumns + 6);
  const mean = new Float64Array(nColumns);
  const squares = new Float64Array(nColumns);
  for (let head = 0; head < nHeads; head++) {
    mean.fill(0);
    squares.fill(0);
    for (let row = 0; row < nNormal; row++) {
      const from = (head * alignment.nRows + row) * nPositions;
      const to = weights.subarray(row * nColumns, (row + 1) * nColumns);
      softmax(scores.subarray(from, from + nColumns), to);
      for (let j = 0; j < nColumns; j++) {
        mean[j] += to[j];
        squares[j] += to[j] * to[j];
      }
    }
    for (let j = 0; j < nColumns; j++) {
      mean[j] /= nNormal;
      squares[j] = Math.sqrt(Math.max(squares[j] / nNormal - mean[j] * mean[j], 0));
    }
    for (let row = 0; row < nRows; row++) {
      const line = weights.subarray((firstRow + row) * nColumns, (firstRow + row + 1) * nColumns);
      for (let j = 0; j < nColumns; j++) line[j] = squares[j] > 0 ? (line[j] - mean[j]) / squares[j] : 0;
      medianOfSeven(line, padded);
      for (let j = 0, at = row * nColumns; j < nColumns; j++, at++) cost[at] -= line[j] / nHeads;
    }
  }
  return cost;
}

function softmax(scores: Float32Array, weights: Float32Array): void {
  let largest = -Infinity;
  for (let j = 0; j < scores.length; j++) if (scores[j] > largest) largest = scores[j];
  let sum = 0;
  for (let j = 0; j < scores.length; j++) sum += weights[j] = Math.exp(scores[j] - largest);
  for (let j = 0; j < scores.length; j++) weights[j] /= sum;
}
