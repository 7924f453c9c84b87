/**
 * The small parts: a linear map, a table of points, a normalisation.
 *
 * **Linear** mixes the numbers of a row with learnt weights. All knowledge of a transformer is in such matrices. Their
 * first values are random, and of such a size that what goes in comes out about as large (Glorot and Bengio, 2010): a
 * little too large or small, and after twenty layers the signal would be gone or beyond all bounds.
 *
 * **Embedding** gives each token of the vocabulary a point in space. At first the points are random. Training moves
 * words that are used alike close together, since what follows in the network treats close points alike.
 *
 * **LayerNorm** puts every row back to mean 0 and deviation 1, then scales and moves it as was learnt. Each layer is
 * trained on what the one before gives it; if that grew or shrank with every step, each would chase the others.
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

  /** The points of tokens: (batch, length) -> (batch, length, d) */
  forward(ids: Int32Array, shape: Shape): Tensor {
    return lookup(this.weight, ids, shape);
  }

  /**
   * How well each token of the vocabulary fits a point: the dot products with all of them, (..., d) -> (..., vocab).
   * The same table reads words and writes them (Press and Wolf, 2016).
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
