/**
 * The encoder reads the sentence: in each of its blocks every word may attend to every other, before and after it. Its
 * output is one row for each word: the meaning of the word in this sentence.
 */
import { type BlockConfig, TransformerBlock } from "./block.ts";
import { LayerNorm } from "./layers.ts";
import type { Mask } from "./masks.ts";
import { Module } from "./module.ts";
import type { Pass } from "./pass.ts";
import type { Random } from "./random.ts";
import type { Tensor } from "./tensor.ts";

export class Encoder extends Module {
  readonly blocks: TransformerBlock[];
  /** The norm at the end of a Pre-LN stack, whose sum has not been normalized before. */
  readonly norm: LayerNorm | null;

  constructor(config: BlockConfig, nLayers: number, random: Random) {
    super();
    this.blocks = Array.from({ length: nLayers }, () => new TransformerBlock(config, random));
    this.norm = config.preNorm ? new LayerNorm(config.dModel) : null;
  }

  /** (batch, n, dModel) -> (batch, n, dModel) */
  forward(x: Tensor, mask?: Mask, pass: Pass = {}): Tensor {
    this.blocks.forEach((block, i) => x = block.forward(x, { mask }, pass, `encoder.${i}`));
    return this.norm ? this.norm.forward(x) : x;
  }
}
