/** The types of the functions that learners write. `types.ts` tells a learner's editor the same. */
import type { TransformerBlock } from "../transformer/block.ts";
import type { FeedForward } from "../transformer/feed_forward.ts";
import type { Mask, Tokens } from "../transformer/masks.ts";
import type { MultiHeadAttention } from "../transformer/multi_head_attention.ts";
import type { Tensor } from "../transformer/tensor.ts";
import type { Transformer } from "../transformer/transformer.ts";

export type AttentionFunction = (
  q: Tensor,
  k: Tensor,
  v: Tensor,
  mask?: Mask,
) => { output: Tensor; weights: Tensor };

export type PositionsFunction = (length: number, dModel: number) => Tensor;

export type HeadsFunction = (layer: MultiHeadAttention, x: Tensor, memory: Tensor, mask?: Mask) => Tensor;

export type FeedForwardFunction = (layer: FeedForward, x: Tensor) => Tensor;

export type BlockFunction = (
  layer: TransformerBlock,
  x: Tensor,
  input?: { mask?: Mask; memory?: Tensor; memoryMask?: Mask },
) => Tensor;

export type TransformerFunction = (model: Transformer, source: Tokens, target: Tokens) => Tensor;

/** Something to learn. `B` is the type of its batches. */
export interface LearningTask<B> {
  parameters: ReadonlyMap<string, Tensor>;
  loss(batch: B): Tensor;
}

export type TrainFunction = <B>(
  task: LearningTask<B>,
  batches: readonly B[],
  settings: { learningRate: number; warmupSteps: number; clipNorm: number },
) => number[];

export type LogMelFunction = (
  samples: Float32Array,
  nMels: number,
) => { data: Float32Array; nMels: number; nFrames: number };

export type GreedyFunction = (
  nextScores: (tokens: readonly number[]) => Float32Array,
  options: { prompt: readonly number[]; endId: number; suppressed: readonly number[]; maxTokens: number },
) => number[];

/** Frames of 32 ms; `end` is the first frame after it. */
export interface Span {
  start: number;
  end: number;
}

export type CutFunction = (probabilities: Float32Array) => Span[];

export type SrtFunction = (cues: readonly { start: number; end: number; text: string }[]) => string;
