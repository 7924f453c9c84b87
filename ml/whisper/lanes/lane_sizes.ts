import type { ModelDimensions } from "../dimensions.ts";
import type { Precision } from "../graphs/graph_builder.ts";

const MIB = 2 ** 20;
const MAX_LANES = 4; // each lane needs the memory of a model, and all share the memory's bandwidth
const TEXT_TOKENS = 224; // the most that a decode writes for a window
const LOGIT_COPIES = 8; // float32, of the logits in a decoder step
const SAMPLE_BYTES = 4 * 480_000; // 30 s of float32 at 16 kHz

const DEFAULT_CUDA_WINDOWS = 8; // if the free memory is unknown
const MAX_CUDA_WINDOWS = 32; // unless more are asked for
const CUDA_RESERVE_BYTES = 512 * MIB; // for the workspaces of cuBLAS and cuDNN
const ARENA_SLACK = 1.5; // the arena grows by doubling and is fragmented

/** For ffmpeg, the database and the rest of the program. */
const CPU_RESERVE_BYTES = 300 * MIB;
const CPU_RESERVE_PART = 0.15;
/** A lane without its weights: the runtime, and the encoder and alignment buffers for one window. */
const CPU_LANE_BYTES = 60 * MIB;
/** The runtime keeps some weights twice: the copy is packed for its matrix products. */
const CPU_WEIGHT_COPIES = 1.4;
/** The beam search graph has its own decoder weights. The first job with beams loads it, and it stays. */
const CPU_BEAM_COPIES = 1.3;
/** A window's samples as received, as read, and not garbage-collected yet. */
const SAMPLE_COPIES = 5;
const MIN_WINDOWS = 4; // a lane that reads fewer at once is not worth the memory of its weights

export interface LaneSizes {
  lanes: number;
  /** How many windows a lane reads at once. */
  batchWindows: number;
}

/** What the user asks for; null: chosen for the device. */
export interface LanePreferences {
  lanes?: number | null;
  batchWindows?: number | null;
}

/**
 * How many windows each lane reads at once on CUDA: as many as fit into the free memory, from 1 to 32, or to as many as
 * are preferred; 8, or the preferred number, if the free memory is unknown.
 *
 * @param freeBytes free memory of the device for each lane, after the encoder, decoder and alignment graphs are loaded;
 * null: unknown
 */
export function cudaBatchWindows(
  d: ModelDimensions,
  freeBytes: number | null,
  { batchWindows }: LanePreferences = {},
): number {
  if (freeBytes === null) return batchWindows ?? DEFAULT_CUDA_WINDOWS;
  const beams = 2 * decoderWeights(d); // of the beam search graph, which is loaded later
  const fit = Math.floor((freeBytes - CUDA_RESERVE_BYTES - beams) / (ARENA_SLACK * cudaWindowBytes(d)));
  return Math.min(batchWindows ?? MAX_CUDA_WINDOWS, Math.max(1, fit));
}

/**
 * The memory of a window on CUDA, in float16 unless noted. Encoder: the scores of a layer before and after the softmax,
 * the inner half of a feed-forward layer before and after its GELU, and the first convolution likewise. Decoder: the
 * encoder's output (also as float32), the cross-attention keys and values of all layers, and once more of one layer
 * while they are transposed; those of the self-attention before and after a step; the logits (float32).
 */
export function cudaWindowBytes(d: ModelDimensions): number {
  const { nAudioCtx, nAudioState, nAudioHead, nTextLayer, nTextState, nVocab } = d;
  const encoder = 2 * 2 * (nAudioHead * nAudioCtx ** 2 + 4 * nAudioState * nAudioCtx + 2 * nAudioCtx * nAudioState);
  const audioFeatures = (4 + 2) * nAudioCtx * nAudioState;
  const cross = 2 * 2 * nAudioCtx * nTextState * (nTextLayer + 1);
  const self = 2 * 2 * 2 * TEXT_TOKENS * nTextState * nTextLayer;
  return encoder + audioFeatures + cross + self + LOGIT_COPIES * 4 * nVocab;
}

/**
 * The number and size of the lanes on the CPU. Small models gain from several lanes. Large batches gain little, take
 * memory and delay the first words. If memory is short, batches shrink to four windows first; then there are fewer
 * lanes.
 *
 * @param availableBytes free memory before the model is loaded
 * @example cpuLaneSizes(base, { precision: "int8", threads: 2, availableBytes: 8e9 }) // { lanes: 2, batchWindows: 8 }
 */
export function cpuLaneSizes(
  d: ModelDimensions,
  { precision, threads, availableBytes, ...preferences }:
    & { precision: Precision; threads: number; availableBytes: number }
    & LanePreferences,
): LaneSizes {
  const standard = preferredCpuSizes(d, threads);
  const preferred = {
    lanes: preferences.lanes ?? standard.lanes,
    batchWindows: preferences.batchWindows ?? standard.batchWindows,
  };
  const budget = availableBytes - Math.max(CPU_RESERVE_BYTES, CPU_RESERVE_PART * availableBytes);
  const lane = cpuLaneBytes(d, precision) + cpuBeamBytes(d, precision);
  const window = cpuWindowBytes(d, precision);
  const fitting = Math.floor(budget / (lane + Math.min(MIN_WINDOWS, preferred.batchWindows) * window));
  const lanes = Math.max(1, Math.min(preferred.lanes, fitting));
  const fittingWindows = Math.floor((budget / lanes - lane) / window);
  return { lanes, batchWindows: Math.max(1, Math.min(preferred.batchWindows, fittingWindows)) };
}

/**
 * The threads of each lane on the CPU. The first has twice its share: a window that is read by itself goes there, and
 * while the other lanes work its threads find no free core, so they cost nothing (ADR 7).
 */
export function laneThreads(threads: number, lanes: number): number[] {
  const share = Math.max(1, Math.floor(threads / lanes));
  return Array.from({ length: lanes }, (_, lane) => lane === 0 ? Math.min(threads, 2 * share) : share);
}

function preferredCpuSizes({ nAudioState }: ModelDimensions, threads: number): LaneSizes {
  if (nAudioState <= 512) return { lanes: Math.max(1, Math.min(threads, MAX_LANES)), batchWindows: 8 };
  if (nAudioState <= 768) return { lanes: Math.max(1, Math.min(threads, 2)), batchWindows: 4 };
  return { lanes: 1, batchWindows: 2 };
}

/**
 * The memory of a lane without windows and beams. Measured in int8 with word times: at most 248 MB for base with one
 * window, 198 MB for tiny.en with one and 333 MB with eight.
 */
export function cpuLaneBytes(d: ModelDimensions, precision: Precision): number {
  // A window that is shorter than others of its batch is encoded apart and then copied
  const window = crossBytes(d, precision);
  return CPU_LANE_BYTES + window + CPU_WEIGHT_COPIES * weightBytes(d, precision, encoderWeights(d) + decoderWeights(d));
}

/** The memory that beams add to a lane: 137 MB were measured for base in int8. */
export function cpuBeamBytes(d: ModelDimensions, precision: Precision): number {
  return CPU_BEAM_COPIES * weightBytes(d, precision, decoderWeights(d));
}

/** @param count the number of weights, with the token embeddings */
function weightBytes({ nVocab, nTextState }: ModelDimensions, precision: Precision, count: number): number {
  // For int8 the embeddings are float16
  const [value, token] = { int8: [1, 3], float16: [2, 4], float32: [4, 8] }[precision];
  return value * (count - nVocab * nTextState) + token * nVocab * nTextState;
}

/** A window's keys and values of cross- and self-attention, logits and samples. For tiny.en 19 MB were measured. */
export function cpuWindowBytes(d: ModelDimensions, precision: Precision): number {
  const cross = crossBytes(d, precision);
  const self = 4 * 2 * d.nTextLayer * TEXT_TOKENS * d.nTextState;
  return cross + self + LOGIT_COPIES * 4 * d.nVocab + SAMPLE_COPIES * SAMPLE_BYTES;
}

/** The keys and values of the cross-attention for a window. */
function crossBytes(d: ModelDimensions, precision: Precision): number {
  return (precision === "int8" ? 1 : 4) * 2 * d.nTextLayer * d.nAudioCtx * d.nTextState;
}

/** The number of weights. Sizes in nState ** 2: attention 4, feed-forward 8, cross-attention 4. */
function encoderWeights({ nAudioLayer, nAudioState, nMels }: ModelDimensions): number {
  return 12 * nAudioLayer * nAudioState ** 2 + 3 * nAudioState * (nMels + nAudioState);
}

function decoderWeights({ nTextLayer, nTextState, nVocab }: ModelDimensions): number {
  return 16 * nTextLayer * nTextState ** 2 + nVocab * nTextState;
}
