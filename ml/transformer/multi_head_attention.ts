/**
 * Several heads: several questions at once.
 *
 * One softmax has one answer: if a word shares its attention between its adjective and its verb, it gets a mixture of
 * both. So the d numbers of a row are cut into h pieces and attention runs in each by itself. One head may look at the
 * word next door, one at the verb, one at the same word in the other language; nobody tells them to. It costs no more
 * than a single head of the full width, and a last linear map puts together what they found.
 *
 * In self-attention queries, keys and values come from the same words. In cross-attention the queries are the
 * decoder's, the keys and values the encoder's: that is how the word that is to be written finds the words that it
 * translates.
 */
import { scaledDotProductAttention } from "./attention.ts";
import { Linear } from "./layers.ts";
import type { Mask } from "./masks.ts";
import { Module } from "./module.ts";
import { joinHeads, splitHeads } from "./ops/shape.ts";
import type { Pass } from "./pass.ts";
import type { Random } from "./random.ts";
import type { Tensor } from "./tensor.ts";

/** What words offer to those that ask: (batch, heads, length, d / heads) each. */
export interface KeysAndValues {
  keys: Tensor;
  values: Tensor;
}

export class MultiHeadAttention extends Module {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly output: Linear;

  /** @throws {RangeError} if the width can't be cut into so many heads */
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
   * @param x the words that ask, (batch, n, dModel)
   * @param memory the words that answer, (batch, m, dModel): `x` itself for self-attention
   * @param name under which a recorder keeps the weights
   * @returns (batch, n, dModel)
   */
  forward(x: Tensor, memory: Tensor, mask?: Mask, pass: Pass = {}, name = "attention"): Tensor {
    return this.attend(x, this.keysAndValues(memory), mask, pass, name);
  }

  /** By themselves, since in decoding word by word they can be kept from step to step. */
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
