/**
 * Thinking it over.
 *
 * Attention only mixes: its result is a weighted sum of what was there. After each mixing, every word by itself goes
 * through two linear maps with a bend between. The first widens the row, mostly fourfold: each of the wide places asks
 * whether some pattern is there, and the bend, ReLU or GELU, lets it speak only if it is. The second writes down what
 * follows from the patterns found. Without the bend two linear maps would be one. Two thirds of a transformer's weights
 * are here.
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
