/**
 * The decoder writes, one word after the other: a stack of blocks in which every word looks at the words before it, and
 * then, by cross-attention, at what the encoder made of the sentence that is translated.
 *
 * In training the right answer is given, so all its words go in at once and each position predicts the next word: that
 * is teacher forcing, and a causal mask makes it fair. In use each word must be chosen before the next can be asked
 * for. What the words so far offer as keys and values does not change any more; kept in a cache, a step costs one word,
 * not all.
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
  /** Of each layer, by `memory()`. */
  memory: KeysAndValues[];
  memoryMask?: Mask;
  /** Of each layer. */
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

  /** What each layer's cross-attention makes of the encoder's result (batch, m, dModel). */
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
