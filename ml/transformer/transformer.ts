/**
 * The whole model: "Attention is all you need" (Vaswani et al., 2017).
 *
 *     English ids -> points + positions -> encoder -------------.
 *                                                               v keys and values
 *     Spanish ids so far -> points + positions -> decoder -> scores of the next word
 *
 * Points are multiplied by sqrt(dModel), so that they are as large as the positions that are added to them. The scores
 * of the next word are the dot products of the decoder's row with the points of all words.
 */
import type { BlockConfig, LayerCache } from "./block.ts";
import { Decoder } from "./decoder.ts";
import { Encoder } from "./encoder.ts";
import { Embedding } from "./layers.ts";
import { causalMask, type Mask, paddingMask, type Tokens } from "./masks.ts";
import { Module } from "./module.ts";
import type { KeysAndValues } from "./multi_head_attention.ts";
import { add, dropout, scale } from "./ops/elementwise.ts";
import { selectRows } from "./ops/shape.ts";
import type { Pass } from "./pass.ts";
import { positionalEncoding } from "./positions.ts";
import { Random } from "./random.ts";
import { Tensor } from "./tensor.ts";

export interface TransformerOptions extends Partial<BlockConfig> {
  /** Number of tokens; of both languages if they share a vocabulary. */
  vocabSize?: number;
  sourceVocab?: number;
  targetVocab?: number;
  /** Blocks of the encoder, and as many of the decoder. */
  nLayers?: number;
  /** Most tokens of a sentence. */
  maxLength?: number;
  /** The padding token, which attention ignores. */
  padId?: number;
  seed?: number;
}

/** The encoder's output, (batch, m, dModel), and its padding mask. */
export interface Encoded {
  output: Tensor;
  mask: Mask;
}

/** The state of decoding. */
export interface DecoderState {
  memory: KeysAndValues[];
  memoryMask: Mask;
  caches: LayerCache[];
  /** Words written so far. */
  length: number;
}

export class Transformer extends Module {
  readonly config: Readonly<Required<Omit<TransformerOptions, "vocabSize">>>;
  readonly sourceEmbedding: Embedding;
  readonly targetEmbedding: Embedding;
  readonly encoder: Encoder;
  readonly decoder: Decoder;
  readonly positions: Tensor; // (maxLength, dModel), not learned

  /** @throws {RangeError} if no vocabulary size is given, or the width is no multiple of the heads */
  constructor(options: TransformerOptions) {
    super();
    const { vocabSize, ...rest } = options;
    const config = {
      sourceVocab: vocabSize ?? 0,
      targetVocab: vocabSize ?? 0,
      dModel: 128,
      nHeads: 4,
      nLayers: 2,
      dFeedForward: 4 * (options.dModel ?? 128),
      dropout: 0.1,
      preNorm: true,
      activation: "relu" as const,
      maxLength: 64,
      padId: 0,
      seed: 0,
      ...rest,
    };
    if (!(config.sourceVocab > 0 && config.targetVocab > 0)) {
      throw new RangeError("a Transformer needs vocabSize, or sourceVocab and targetVocab, above 0");
    }
    this.config = config;
    const random = new Random(config.seed);
    this.sourceEmbedding = new Embedding(config.sourceVocab, config.dModel, random);
    this.targetEmbedding = vocabSize ? this.sourceEmbedding : new Embedding(config.targetVocab, config.dModel, random);
    this.encoder = new Encoder(config, config.nLayers, random);
    this.decoder = new Decoder(config, config.nLayers, random);
    this.positions = positionalEncoding(config.maxLength, config.dModel);
  }

  /**
   * Predicts the next word for each position of the targets: the training pass.
   *
   * @param target begins with a start token
   * @returns scores (batch, target.length, targetVocab), before softmax
   */
  forward(source: Tokens, target: Tokens, pass: Pass = {}): Tensor {
    const { output, mask: memoryMask } = this.encode(source, pass);
    const x = this.#embed(this.targetEmbedding, target, 0, pass); // (b, n, d)
    // Padding comes after the words, where the causal mask hides it from them
    const mask = causalMask(target.length);
    const y = this.decoder.forward(x, { mask, memory: this.decoder.memory(output), memoryMask }, pass); // (b, n, d)
    return this.targetEmbedding.scores(y); // (b, n, vocab)
  }

  encode(source: Tokens, pass: Pass = {}): Encoded {
    const mask = paddingMask(source, this.config.padId);
    const x = this.#embed(this.sourceEmbedding, source, 0, pass);
    return { output: this.encoder.forward(x, mask, pass), mask };
  }

  /** Starts decoding for the encoded sentences. */
  start({ output, mask }: Encoded): DecoderState {
    return {
      memory: this.decoder.memory(output),
      memoryMask: mask,
      caches: this.decoder.blocks.map(() => ({ past: null })),
      length: 0,
    };
  }

  /**
   * Takes one more token of each sentence and returns the scores of the next.
   *
   * @param tokens (batch)
   * @returns (batch, targetVocab), before softmax
   */
  decodeStep(tokens: readonly number[], state: DecoderState, pass: Pass = {}): Tensor {
    const ids = { ids: Int32Array.from(tokens), batch: tokens.length, length: 1 };
    const x = this.#embed(this.targetEmbedding, ids, state.length++, pass); // (b, 1, d)
    const y = this.decoder.forward(x, state, pass);
    const scores = this.targetEmbedding.scores(y);
    return new Tensor(scores.data, [tokens.length, this.config.targetVocab]);
  }

  #embed(embedding: Embedding, { ids, batch, length }: Tokens, from: number, pass: Pass): Tensor {
    const { dModel, maxLength } = this.config;
    if (from + length > maxLength) {
      throw new RangeError(`a sentence has ${from + length} tokens: the model was made for ${maxLength}`);
    }
    const points = scale(embedding.forward(ids, [batch, length]), Math.sqrt(dModel)); // (b, n, d)
    const positions = new Tensor(this.positions.data.subarray(from * dModel, (from + length) * dModel), [
      length,
      dModel,
    ]);
    return dropout(add(points, positions), this.config.dropout, pass.dropout);
  }
}

/** Selects rows of the state in the given order, also several times: the beams that are kept. */
export function selectState(state: DecoderState, rows: readonly number[]): DecoderState {
  const pick = ({ keys, values }: KeysAndValues) => ({
    keys: selectRows(keys, rows),
    values: selectRows(values, rows),
  });
  const { visible, shape: [batch, n, m] } = state.memoryMask;
  const width = n * m;
  const mask = new Uint8Array(rows.length * width);
  rows.forEach((row, i) =>
    mask.set(visible.subarray(batch === 1 ? 0 : row * width, (batch === 1 ? 0 : row * width) + width), i * width)
  );
  return {
    memory: state.memory.map(pick),
    memoryMask: { visible: mask, shape: [rows.length, n, m] },
    caches: state.caches.map(({ past }) => ({ past: past && pick(past) })),
    length: state.length,
  };
}
