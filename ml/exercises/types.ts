/** What a learner's editor knows of the module "streamforge": `learn DIR` writes it as `streamforge.d.ts`. */
export const TYPES =
  `// Written by "streamforge learn": what an exercise may import. Each one says in its file which of these it needs.

export type Shape = readonly number[];

/** Numbers with a shape, row after row. The operations below carry derivatives; plain loops over \`data\` do not. */
export class Tensor {
  constructor(data: Float32Array, shape: Shape);
  readonly data: Float32Array;
  readonly shape: Shape;
  readonly size: number;
  /** The length along an axis; dim(-1) is the last one's. */
  dim(axis: number): number;
  /** The number of a tensor that holds one. */
  item(): number;
  /** Computes the derivative of this one number by every parameter that it depends on. */
  backward(): void;
}

/** 1 where a query may see a key: (batch, queries, keys), where the first two may be 1. */
export interface Mask {
  visible: Uint8Array;
  shape: readonly [batch: number, nQueries: number, nKeys: number];
}

/** Sentences of equal length as token ids, (batch, length). */
export interface Tokens {
  ids: Int32Array;
  batch: number;
  length: number;
}

/** c x */
export function scale(x: Tensor, c: number): Tensor;
/** a + b; b may have fewer axes and is repeated */
export function add(a: Tensor, b: Tensor): Tensor;
/** (..., m, k) x (..., k, n) -> (..., m, n) */
export function matmul(a: Tensor, b: Tensor): Tensor;
/** every row of a with every row of b: (..., m, k) x (..., n, k) -> (..., m, n) */
export function matmulTransposed(a: Tensor, b: Tensor): Tensor;
/** shares along the last axis */
export function softmax(x: Tensor): Tensor;
/** scores (batch, h, n, m) with minus infinity where the mask hides a key */
export function masked(scores: Tensor, mask: Mask): Tensor;
export function relu(x: Tensor): Tensor;
export function gelu(x: Tensor): Tensor;
/** (batch, n, h * d) -> (batch, h, n, d) */
export function splitHeads(x: Tensor, nHeads: number): Tensor;
/** (batch, h, n, d) -> (batch, n, h * d) */
export function joinHeads(x: Tensor): Tensor;
/** the first rows of a table: (rows, d) -> (length, d) */
export function firstRows(table: Tensor, length: number): Tensor;
/** hides padding from every query: (batch, 1, length) */
export function paddingMask(tokens: Tokens, padId: number): Mask;
/** position i sees 0 to i: (1, length, length) */
export function causalMask(length: number): Mask;

/** A layer with learned numbers. */
export interface Layer {
  forward(x: Tensor): Tensor;
}
export interface AttentionLayer {
  readonly query: Layer;
  readonly key: Layer;
  readonly value: Layer;
  readonly output: Layer;
  readonly nHeads: number;
}
export interface FeedForwardLayer {
  readonly inner: Layer;
  readonly outer: Layer;
  readonly activation: "relu" | "gelu";
}
export interface BlockLayer {
  readonly selfAttention: AttentionLayer;
  readonly selfNorm: Layer;
  readonly crossAttention: AttentionLayer | null;
  readonly crossNorm: Layer | null;
  readonly feedForward: FeedForwardLayer;
  readonly feedForwardNorm: Layer;
}
export interface Embedding {
  /** The points of tokens: (batch, n, d) */
  forward(ids: Int32Array, shape: Shape): Tensor;
  /** The score of each token of the vocabulary: (..., d) -> (..., vocab) */
  scores(x: Tensor): Tensor;
}
export interface TransformerModel {
  readonly config: { readonly dModel: number; readonly padId: number };
  readonly sourceEmbedding: Embedding;
  readonly targetEmbedding: Embedding;
  readonly encoder: { readonly blocks: BlockLayer[]; readonly norm: Layer | null };
  readonly decoder: { readonly blocks: BlockLayer[]; readonly norm: Layer | null };
  readonly positions: Tensor;
}

// the functions of earlier exercises: yours where they are solved, else the project's
export function attention(q: Tensor, k: Tensor, v: Tensor, mask?: Mask): { output: Tensor; weights: Tensor };
export function multiHeadAttention(layer: AttentionLayer, x: Tensor, memory: Tensor, mask?: Mask): Tensor;
export function feedForward(layer: FeedForwardLayer, x: Tensor): Tensor;
export function block(
  layer: BlockLayer,
  x: Tensor,
  input?: { mask?: Mask; memory?: Tensor; memoryMask?: Mask },
): Tensor;

export interface LearningTask<B> {
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** The loss of a batch, a tensor of one value. */
  loss(batch: B): Tensor;
}
export class Adam {
  constructor(parameters: ReadonlyMap<string, Tensor>);
  /** Moves every parameter against its gradient, and sets the gradients to 0. */
  step(learningRate: number): void;
}
/** Scales all gradients down together if their common norm exceeds maxNorm. */
export function clipGradients(parameters: ReadonlyMap<string, Tensor>, maxNorm: number): number;
/** The learning rate of a step, counted from 1. */
export function warmupThenDecay(
  step: number,
  options: { peak: number; warmupSteps: number; totalSteps?: number },
): number;

/** The power at 201 frequencies of 400 samples. */
export function powerSpectrum(frame: ArrayLike<number>): Float64Array;
/** A row of 201 weights for each pitch. */
export function melFilterBank(nMels: number): Float64Array[];

/** Frames of 32 ms; \`end\` is the first frame after it. */
export interface Span {
  start: number;
  end: number;
}
/** The spans of speech, in order. */
export function speechSpans(probabilities: Float32Array): Span[];
`;
