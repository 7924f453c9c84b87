/**
 * The decoder writes the sentence, one word after the other. In each of its blocks every word attends to the words
 * before it and then, by cross-attention, to the encoder's output.
 *
 * In training the right answer is known, so all its words go in at once and each position predicts the next word. This
 * is teacher forcing; a causal mask hides the words that are still to be predicted. In use, each word must be chosen
 * before the next one can be computed. The keys and values of earlier words do not change any more, so they are kept in
 * a cache and each step computes only one word.
 */
import { type BlockConfig, type LayerCache, TransformerBlock } from "./block.ts";
import { LayerNorm } from "./layers.ts";
import type { Mask } from "./masks.ts";
import { Module } from "./module.ts";
import type { KeysAndValues } from "./multi_head_attention.ts";
import type { Pass } from "./pass.ts";
import type { Random } from "./random.ts";
import type { Tensor } from "./tensor.ts";

export interface DecoderInput {
  mask?: Mask;
  /** Encoder keys and values of each layer, from `memory()`. */
  memory: KeysAndValues[];
  memoryMask?: Mask;
  /** Cached keys and values of each layer. */
  caches?: LayerCache[];
}

export class Decoder extends Module {
  readonly blocks: TransformerBlock[];
  readonly norm: LayerNorm | null;

  constructor(config: BlockConfig, nLayers: number, random: Random) {
    super();
    this.blocks = Array.from(
      { length: nLayers },
      () => new TransformerBlock(config, random, { hasCrossAttention: true }),
    );
    this.norm = config.preNorm ? new LayerNorm(config.dModel) : null;
  }

  /** Computes each layer's keys and values from the encoder's output, (batch, m, dModel). */
  memory(encoded: Tensor): KeysAndValues[] {
    return this.blocks.map((block) => block.crossAttention!.keysAndValues(encoded));
  }

  /** (batch, n, dModel) -> (batch, n, dModel) */
  forward(x: Tensor, { mask, memory, memoryMask, caches }: DecoderInput, pass: Pass = {}): Tensor {
    this.blocks.forEach((block, i) => {
      x = block.forward(x, { mask, memory: memory[i], memoryMask, cache: caches?.[i] }, pass, `decoder.${i}`);
    });
    return this.norm ? this.norm.forward(x) : x;
  }
}
