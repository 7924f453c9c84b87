/**
 * The encoder reads: a stack of blocks in which every word may look at every other, before and after it. What comes out
 * is a row for each word that says what the word means here, in this sentence.
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
  /** At the end of a Pre-LN stack, where nothing has been normalised yet. */
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
