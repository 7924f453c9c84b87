import type { ModelDimensions } from "../dimensions.ts";
import type { Precision } from "../graphs/graph_parts.ts";

const MIB = 2 ** 20;
/** More lanes would each want the memory of a model, and the memory's own speed is shared. */
const MOST_LANES = 4;
/** Tokens of a window that says much; the most a decode writes. */
const TEXT_TOKENS = 224;
/** float32 copies of the scores of a vocabulary in a step of the decoder. */
const LOGIT_COPIES = 8;
/** 30 s of float32 at 16 kHz. */
const SAMPLE_BYTES = 4 * 480_000;

/** A batch for CUDA where nobody knows its free memory. */
const USUAL_CUDA_WINDOWS = 8;
const MOST_CUDA_WINDOWS = 32;
/** The workspaces of cuBLAS and cuDNN. */
const CUDA_RESERVE_BYTES = 512 * MIB;
/** An arena grows by doubling, and what it has is in pieces. */
const ARENA_SLACK = 1.5;

/** Left to ffmpeg, the database and the rest of the program. */
const CPU_RESERVE_BYTES = 300 * MIB;
const CPU_RESERVE_PART = 0.15;
/** Of a lane beside its weights: the runtime, and what the encoder and the alignment need for one window. */
const CPU_LANE_BYTES = 60 * MIB;
/** Of a lane's weights: the runtime keeps some a second time, in the order in which it multiplies them. */
const CPU_WEIGHT_COPIES = 1.4;
/** Of the decoder's weights: the graph of the beams has its own. It is loaded by the first job that asks for beams, and stays. */
const CPU_BEAM_COPIES = 1.3;
/** Of a window's samples: as they came, as they are read, and what the collector has not taken yet. */
const SAMPLE_COPIES = 5;
/** A lane that reads fewer at once is not worth its weights. */
const LEAST_WINDOWS = 4;

/** How a model is read: in how many lanes, and how many windows a lane reads at once. */
export interface LaneSizes {
  lanes: number;
  batchWindows: number;
}

/**
 * How many windows to read at once on CUDA: as many as fit into the free memory, from 1 to 32.
 *
 * @param freeBytes of the device once the encoder, the decoder and the alignment are loaded; null: not known, then 8
 */
export function cudaBatchWindows(d: ModelDimensions, freeBytes: number | null): number {
  if (freeBytes === null) return USUAL_CUDA_WINDOWS;
  const beams = 2 * decoderWeights(d); // the graph of the beams, which is loaded later
  const fit = Math.floor((freeBytes - CUDA_RESERVE_BYTES - beams) / (ARENA_SLACK * cudaWindowBytes(d)));
  return Math.min(MOST_CUDA_WINDOWS, Math.max(1, fit));
}

/**
 * What a window takes on CUDA, in float16 where nothing else is said. Of the encoder: the scores of a layer before and after
 * the softmax, the wide half of a feed-forward layer before and after its GELU, and the first convolution likewise. Of the
 * decoder: what was heard, which comes as float32, the cross-attention keys and values of all layers, and one layer's once
 * more while they change places; the self-attention's, before and after a step; the scores of the vocabulary.
 */
export function cudaWindowBytes(d: ModelDimensions): number {
  const { nAudioCtx, nAudioState, nAudioHead, nTextLayer, nTextState, nVocab } = d;
  const encoder = 2 * 2 * (nAudioHead * nAudioCtx ** 2 + 4 * nAudioState * nAudioCtx + 2 * nAudioCtx * nAudioState);
  const heard = (4 + 2) * nAudioCtx * nAudioState;
  const cross = 2 * 2 * nAudioCtx * nTextState * (nTextLayer + 1);
  const self = 2 * 2 * 2 * TEXT_TOKENS * nTextState * nTextLayer;
  return encoder + heard + cross + self + LOGIT_COPIES * 4 * nVocab;
}

/**
 * How a model is read on the CPU. Small models pay in several lanes; windows that are read together gain little beyond some,
 * take memory and delay the first words. Where memory is short, batches shrink first as far as four windows, then lanes go.
 *
 * @param availableBytes of memory before the model is loaded
 * @example cpuLaneSizes(base, { precision: "int8", threads: 2, availableBytes: 8e9 }) // { lanes: 2, batchWindows: 8 }
 */
export function cpuLaneSizes(
  d: ModelDimensions,
  { precision, threads, availableBytes }: { precision: Precision; threads: number; availableBytes: number },
): LaneSizes {
  const usual = usualCpuSizes(d, threads);
  const budget = availableBytes - Math.max(CPU_RESERVE_BYTES, CPU_RESERVE_PART * availableBytes);
  const lane = cpuLaneBytes(d, precision) + cpuBeamBytes(d, precision);
  const window = cpuWindowBytes(d, precision);
  const fitting = Math.floor(budget / (lane + Math.min(LEAST_WINDOWS, usual.batchWindows) * window));
  const lanes = Math.max(1, Math.min(usual.lanes, fitting));
  const room = Math.floor((budget / lanes - lane) / window);
  return { lanes, batchWindows: Math.max(1, Math.min(usual.batchWindows, room)) };
}

function usualCpuSizes({ nAudioState }: ModelDimensions, threads: number): LaneSizes {
  if (nAudioState <= 512) return { lanes: Math.max(1, Math.min(threads, MOST_LANES)), batchWindows: 8 };
  if (nAudioState <= 768) return { lanes: Math.max(1, Math.min(threads, 2)), batchWindows: 4 };
  return { lanes: 1, batchWindows: 2 };
}

/**
 * Of a lane without its windows and without beams. In int8, with word times, a first lane took at most 248 MB for base with one
 * window; 198 for tiny.en with one and 333 with eight.
 */
export function cpuLaneBytes(d: ModelDimensions, precision: Precision): number {
  return CPU_LANE_BYTES + CPU_WEIGHT_COPIES * weightBytes(d, precision, encoderWeights(d) + decoderWeights(d));
}

/** What beams add to a lane: 137 MB were measured for base in int8. */
export function cpuBeamBytes(d: ModelDimensions, precision: Precision): number {
  return CPU_BEAM_COPIES * weightBytes(d, precision, decoderWeights(d));
}

/** @param count how many numbers, those of the tokens included */
function weightBytes({ nVocab, nTextState }: ModelDimensions, precision: Precision, count: number): number {
  const [value, token] = { int8: [1, 3], float16: [2, 4], float32: [4, 8] }[precision]; // int8 looks tokens up in float16
  return value * (count - nVocab * nTextState) + token * nVocab * nTextState;
}

/** Of a window in a batch: the cross-attention's keys and values, the text's, scores and samples. Of tiny.en 19 MB were measured. */
export function cpuWindowBytes(d: ModelDimensions, precision: Precision): number {
  const cross = (precision === "int8" ? 1 : 4) * 2 * d.nTextLayer * d.nAudioCtx * d.nTextState;
  const self = 4 * 2 * d.nTextLayer * TEXT_TOKENS * d.nTextState;
  return cross + self + LOGIT_COPIES * 4 * d.nVocab + SAMPLE_COPIES * SAMPLE_BYTES;
}

/** How many numbers: a layer has 4 matrices of attention and 8 of the feed-forward; the decoder's has 4 more. */
function encoderWeights({ nAudioLayer, nAudioState, nMels }: ModelDimensions): number {
  return 12 * nAudioLayer * nAudioState ** 2 + 3 * nAudioState * (nMels + nAudioState);
}

function decoderWeights({ nTextLayer, nTextState, nVocab }: ModelDimensions): number {
  return 16 * nTextLayer * nTextState ** 2 + nVocab * nTextState;
}
