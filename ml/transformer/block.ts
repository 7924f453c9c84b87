/**
 * The building block of a transformer: attention, then feed-forward, each with a residual connection.
 *
 * **Why residuals.** A layer adds to a word's row and does not replace it: x + f(x). The derivative is 1 + f'(x), so
 * the gradient always has a direct path to the first layer, however deep the stack is, and a layer that has not learned
 * anything yet does no harm. The row works like shared memory that every layer reads from and adds to.
 *
 * **Where the norm goes.** The sum grows with every layer, so it must be normalized somewhere. Post-LN, the original
 * design, does it after each addition: norm(x + f(x)). Then the direct path passes through every norm of the stack, and
 * each one rescales the gradient. At the start of training the gradient is much larger in the upper layers than in the
 * lower ones. Full steps from such gradients damage the weights before Adam has measured their size, so Post-LN needs a
 * warm-up of small steps. Pre-LN normalizes only the input of a layer: x + f(norm(x)). The path through the additions
 * stays free, gradients have about the same size in all layers, and training can begin with full steps (Xiong et al.,
 * 2020). The sum is normalized once, at the end of the stack. Whisper and GPT are Pre-LN. `gradient_figure.ts` measures
 * the difference.
 */
import { type Activation, FeedForward } from "./feed_forward.ts";
import { LayerNorm } from "./layers.ts";
import type { Mask } from "./masks.ts";
import { Module } from "./module.ts";
import { type KeysAndValues, MultiHeadAttention } from "./multi_head_attention.ts";
import { add, dropout } from "./ops/elementwise.ts";
import { joinLengths } from "./ops/shape.ts";
import type { Pass } from "./pass.ts";
import type { Random } from "./random.ts";
import type { Tensor } from "./tensor.ts";

export interface BlockConfig {
  dModel: number;
  nHeads: number;
  dFeedForward: number;
  /** The share of values that dropout sets to 0 in training. */
  dropout: number;
  /** Pre-LN if true, Post-LN if false. */
  preNorm: boolean;
  activation: Activation;
}

export interface BlockInput {
  /** The mask of self-attention. */
  mask?: Mask;
  /** For cross-attention: keys and values of the encoder's output. */
  memory?: KeysAndValues;
  memoryMask?: Mask;
  /** For decoding word by word: keys and values of the words so far. The new words are added to it. */
  cache?: LayerCache;
}

/** Keys and values of the words so far. */
export interface LayerCache {
  past: KeysAndValues | null;
}

export class TransformerBlock extends Module {
  readonly selfAttention: MultiHeadAttention;
  readonly selfNorm: LayerNorm;
  readonly crossAttention: MultiHeadAttention | null;
  readonly crossNorm: LayerNorm | null;
  readonly feedForward: FeedForward;
  readonly feedForwardNorm: LayerNorm;

  constructor(readonly config: BlockConfig, random: Random, { hasCrossAttention = false } = {}) {
    super();
    const { dModel, nHeads, dFeedForward, activation } = config;
    this.selfAttention = new MultiHeadAttention(dModel, nHeads, random);
    this.selfNorm = new LayerNorm(dModel);
    this.crossAttention = hasCrossAttention ? new MultiHeadAttention(dModel, nHeads, random) : null;
    this.crossNorm = hasCrossAttention ? new LayerNorm(dModel) : null;
    this.feedForward = new FeedForward(dModel, dFeedForward, activation, random);
    this.feedForwardNorm = new LayerNorm(dModel);
  }

  /**
   * @param x (batch, n, dModel)
   * @param name the layer's name for the recorder, which stores its attentions as `NAME.self` and `NAME.cross`
   * @returns (batch, n, dModel)
   */
  forward(x: Tensor, { mask, memory, memoryMask, cache }: BlockInput, pass: Pass = {}, name = "block"): Tensor {
    x = this.#withResidual(x, this.selfNorm, pass, (y) => {
      const keysAndValues = this.#withPast(this.selfAttention.keysAndValues(y), cache);
      return this.selfAttention.attend(y, keysAndValues, mask, pass, `${name}.self`);
    });
    const { crossAttention, crossNorm } = this;
    if (crossAttention && crossNorm && memory) {
      x = this.#withResidual(
        x,
        crossNorm,
        pass,
        (y) => crossAttention.attend(y, memory, memoryMask, pass, `${name}.cross`),
      );
    }
    return this.#withResidual(x, this.feedForwardNorm, pass, (y) => this.feedForward.forward(y));
  }

  /** Applies a layer, its norm and the residual connection. */
  #withResidual(x: Tensor, norm: LayerNorm, pass: Pass, layer: (y: Tensor) => Tensor): Tensor {
    const drop = (y: Tensor) => dropout(y, this.config.dropout, pass.dropout);
    return this.config.preNorm
      ? add(x, drop(layer(norm.forward(x)))) // Pre-LN
      : norm.forward(add(x, drop(layer(x)))); // Post-LN
  }

  #withPast(latest: KeysAndValues, cache?: LayerCache): KeysAndValues {
    if (!cache) return latest;
    const { past } = cache;
    return (cache.past = past
      ? { keys: joinLengths(past.keys, latest.keys), values: joinLengths(past.values, latest.values) }
      : latest);
  }
}
