/**
 * Attention with several heads.
 *
 * One softmax gives one result: a word that attends to both its adjective and its verb gets a mixture of the two. So
 * the d numbers of a row are cut into h pieces, and attention runs for each piece separately. One head may attend to
 * the next word, one to the verb, one to the same word in the other language; training alone decides that. This costs
 * no more than a single head of full width. A last linear map combines the results.
 *
 * In self-attention, queries, keys and values come from the same words. In cross-attention the queries come from the
 * decoder, the keys and values from the encoder: so a word of the translation can attend to the words it translates.
 */
import { scaledDotProductAttention } from "./attention.ts";
import { Linear } from "./layers.ts";
import type { Mask } from "./masks.ts";
import { Module } from "./module.ts";
import { joinHeads, splitHeads } from "./ops/shape.ts";
import type { Pass } from "./pass.ts";
import type { Random } from "./random.ts";
import type { Tensor } from "./tensor.ts";

/** Keys and values, (batch, heads, length, d / heads) each. */
export interface KeysAndValues {
  keys: Tensor;
  values: Tensor;
}

export class MultiHeadAttention extends Module {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly output: Linear;

  /** @throws {RangeError} if the width is no multiple of the heads */
  constructor(dModel: number, readonly nHeads: number, random: Random) {
    super();
    if (dModel % nHeads !== 0) {
      throw new RangeError(`dModel is ${dModel} and nHeads ${nHeads}: the first must be a multiple of the second`);
    }
    this.query = new Linear(dModel, dModel, random);
    this.key = new Linear(dModel, dModel, random);
    this.value = new Linear(dModel, dModel, random);
    this.output = new Linear(dModel, dModel, random);
  }

  /**
   * @param x source of the queries, (batch, n, dModel)
   * @param memory source of the keys and values, (batch, m, dModel): `x` itself for self-attention
   * @param name the name under which a recorder stores the weights
   * @returns (batch, n, dModel)
   */
  forward(x: Tensor, memory: Tensor, mask?: Mask, pass: Pass = {}, name = "attention"): Tensor {
    return this.attend(x, this.keysAndValues(memory), mask, pass, name);
  }

  /** A separate step, because decoding word by word caches keys and values. */
  keysAndValues(memory: Tensor): KeysAndValues {
    return {
      keys: splitHeads(this.key.forward(memory), this.nHeads), // (b, m, d) -> (b, h, m, d / h)
      values: splitHeads(this.value.forward(memory), this.nHeads),
    };
  }

  attend(x: Tensor, { keys, values }: KeysAndValues, mask?: Mask, pass: Pass = {}, name = "attention"): Tensor {
    const queries = splitHeads(this.query.forward(x), this.nHeads); // (b, n, d) -> (b, h, n, d / h)
    const { output, weights } = scaledDotProductAttention(queries, keys, values, mask);
    pass.recorder?.record(name, weights);
    return this.output.forward(joinHeads(output)); // (b, h, n, d / h) -> (b, n, d)
  }
}
