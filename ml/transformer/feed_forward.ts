/**
 * The feed-forward layer: two linear maps with an activation function between them.
 *
 * Attention only mixes: its result is a weighted sum of rows. After it, every row goes through this layer separately.
 * The first map widens the row, usually four times; each of the new values detects some pattern, and the activation,
 * ReLU or GELU, keeps it only if the pattern is present. The second map writes the conclusions back into the row.
 * Without the activation the two linear maps would equal one. Two thirds of a transformer's weights are here.
 */
import { Linear } from "./layers.ts";
import { Module } from "./module.ts";
import { gelu, relu } from "./ops/elementwise.ts";
import type { Random } from "./random.ts";
import type { Tensor } from "./tensor.ts";

export type Activation = "relu" | "gelu";

export class FeedForward extends Module {
  readonly inner: Linear;
  readonly outer: Linear;

  constructor(dModel: number, dFeedForward: number, readonly activation: Activation, random: Random) {
    super();
    this.inner = new Linear(dModel, dFeedForward, random);
    this.outer = new Linear(dFeedForward, dModel, random);
  }

  forward(x: Tensor): Tensor {
    const hidden = this.inner.forward(x); // (..., d) -> (..., dFeedForward)
    return this.outer.forward(this.activation === "relu" ? relu(hidden) : gelu(hidden)); // -> (..., d)
  }
}
