/**
 * The basic layers: a linear map, an embedding table, a normalization.
 *
 * **Linear** mixes the numbers of a row with learned weights. Most of what a transformer knows is in such matrices.
 * Their first values are random, and scaled so that the output is about as large as the input (Glorot and Bengio,
 * 2010). If they were a little too large or too small, the signal would explode or vanish after twenty layers.
 *
 * **Embedding** gives each token of the vocabulary a point in space. At first the points are random. Training moves
 * words with similar uses close together, since the rest of the network treats close points alike.
 *
 * **LayerNorm** gives every row mean 0 and deviation 1, then applies a learned scale and offset. Each layer learns from
 * the output of the one before; if the size of that output changed with every step, each layer would have to adapt to
 * it again and again.
 */
import { Module } from "./module.ts";
import { lookup } from "./ops/lookup.ts";
import { linear } from "./ops/matmul.ts";
import { layerNorm } from "./ops/normalize.ts";
import type { Random } from "./random.ts";
import { type Shape, sizeOf, Tensor } from "./tensor.ts";

/** y = x Wᵀ + b */
export class Linear extends Module {
  readonly weight: Tensor; // (nOut, nIn)
  readonly bias: Tensor | null; // (nOut)

  constructor(nIn: number, nOut: number, random: Random, { hasBias = true }: { hasBias?: boolean } = {}) {
    super();
    const limit = Math.sqrt(6 / (nIn + nOut));
    this.weight = parameter([nOut, nIn], () => (2 * random.uniform() - 1) * limit);
    this.bias = hasBias ? parameter([nOut], () => 0) : null;
  }

  forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias); // (..., nIn) -> (..., nOut)
  }
}

export class Embedding extends Module {
  readonly weight: Tensor; // (vocab, d)

  constructor(vocab: number, d: number, random: Random) {
    super();
    this.weight = parameter([vocab, d], () => random.normal() / Math.sqrt(d));
  }

  /** Looks up the points of tokens: (batch, length) -> (batch, length, d) */
  forward(ids: Int32Array, shape: Shape): Tensor {
    return lookup(this.weight, ids, shape);
  }

  /**
   * Scores how well each token of the vocabulary fits a point, by dot products: (..., d) -> (..., vocab). The same
   * table serves for input and output (Press and Wolf, 2016).
   */
  scores(x: Tensor): Tensor {
    return linear(x, this.weight, null);
  }
}

export class LayerNorm extends Module {
  readonly gamma: Tensor; // (d)
  readonly beta: Tensor; // (d)

  constructor(d: number) {
    super();
    this.gamma = parameter([d], () => 1);
    this.beta = parameter([d], () => 0);
  }

  forward(x: Tensor): Tensor {
    return layerNorm(x, this.gamma, this.beta); // (..., d) -> (..., d)
  }
}

function parameter(shape: Shape, value: () => number): Tensor {
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = value();
  return new Tensor(data, shape, true);
}
