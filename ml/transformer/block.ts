/**
 * The block that a transformer is a stack of: attention, then feed-forward, each beside a residual connection.
 *
 * **Why residuals.** A layer does not replace the row of a word, it adds to it: x + f(x). The derivative of that is 1 +
 * f'(x), so there is always a way for the gradient straight through to the first layer, however deep the stack; and a
 * layer that has learnt nothing yet does no harm. The row is like a board that every layer reads from and writes on.
 *
 * **Where the norm goes.** The sum grows with every layer and must be normalised somewhere. Post-LN, as first
 * published, does it after each addition: norm(x + f(x)). Then the straight way leads through every norm of the stack,
 * and each rescales the gradient: at the beginning it is much larger in the upper layers than below. Full steps from
 * such gradients throw the weights off before Adam knows their size, so Post-LN wants a warm-up: small steps first.
 * Pre-LN normalises only what a layer reads: x + f(norm(x)). The way through the additions stays free, gradients are of
 * the same size in all layers, and it trains with full steps at once (Xiong et al., 2020). Its board is normalised
 * once, at the end of the stack. Whisper and GPT are Pre-LN. `gradient_figure.ts` measures it.
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
  /** The share of values that are dropped in training. */
  dropout: number;
  /** Pre-LN where true, Post-LN where false. */
  preNorm: boolean;
  activation: Activation;
}

export interface BlockInput {
  /** Who sees whom in self-attention. */
  mask?: Mask;
  /** For cross-attention: the encoder's words. */
  memory?: KeysAndValues;
  memoryMask?: Mask;
  /** In decoding word by word: what came before; the new words are added to it. */
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
   * @param name of the layer, for a recorder: its attentions are `NAME.self` and `NAME.cross`
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

  /** A layer beside the residual connection. */
  #withResidual(x: Tensor, norm: LayerNorm, pass: Pass, layer: (y: Tensor) => Tensor): Tensor {
    const drop = (y: Tensor) => dropout(y, this.config.dropout, pass.dropout);
    return this.config.preNorm
      ? add(x, drop(layer(norm.forward(x)))) // the norm is off the straight way
      : norm.forward(add(x, drop(layer(x)))); // the norm is on it
  }

  #withPast(latest: KeysAndValues, cache?: LayerCache): KeysAndValues {
    if (!cache) return latest;
    const { past } = cache;
    return (cache.past = past
      ? { keys: joinLengths(past.keys, latest.keys), values: joinLengths(past.values, latest.values) }
      : latest);
  }
}
