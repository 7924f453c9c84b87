/**
 * A language model, like GPT but smaller: one stack with a causal mask, without an encoder and without a second
 * language. Trained on any text, it predicts the next token at every position.
 */
import type { BlockConfig } from "./block.ts";
import { largest } from "./decode.ts";
import { Encoder } from "./encoder.ts";
import { Embedding } from "./layers.ts";
import { causalMask, type Tokens } from "./masks.ts";
import { Module } from "./module.ts";
import { add, dropout, scale } from "./ops/elementwise.ts";
import { softmax } from "./ops/softmax.ts";
import type { Pass } from "./pass.ts";
import { positionalEncoding } from "./positions.ts";
import { Random } from "./random.ts";
import { noGrad, Tensor } from "./tensor.ts";

export interface LanguageModelOptions extends Partial<BlockConfig> {
  vocabSize: number;
  nLayers?: number;
  /** Most tokens of context. */
  maxLength?: number;
  seed?: number;
}

export class LanguageModel extends Module {
  readonly config: Readonly<Required<LanguageModelOptions>>;
  readonly embedding: Embedding;
  readonly stack: Encoder;
  readonly positions: Tensor; // (maxLength, dModel), not learned

  constructor(options: LanguageModelOptions) {
    super();
    const dModel = options.dModel ?? 128;
    this.config = {
      dModel,
      nHeads: 4,
      nLayers: 2,
      dFeedForward: 4 * dModel,
      dropout: 0.1,
      preNorm: true,
      activation: "gelu",
      maxLength: 64,
      seed: 0,
      ...options,
    };
    const random = new Random(this.config.seed);
    this.embedding = new Embedding(this.config.vocabSize, dModel, random);
    this.stack = new Encoder(this.config, this.config.nLayers, random);
    this.positions = positionalEncoding(this.config.maxLength, dModel);
  }

  /** (batch, n) -> scores of the token after each, (batch, n, vocab) */
  forward({ ids, batch, length }: Tokens, pass: Pass = {}): Tensor {
    const { dModel, maxLength } = this.config;
    if (length > maxLength) throw new RangeError(`a row has ${length} tokens: the model was made for ${maxLength}`);
    const points = scale(this.embedding.forward(ids, [batch, length]), Math.sqrt(dModel)); // (b, n, d)
    const positions = new Tensor(this.positions.data.subarray(0, length * dModel), [length, dModel]);
    const x = dropout(add(points, positions), this.config.dropout, pass.dropout);
    return this.embedding.scores(this.stack.forward(x, causalMask(length), pass)); // (b, n, vocab)
  }

  /**
   * Continues `prompt` by `count` tokens.
   *
   * @param temperature divides the scores before a token is drawn: below 1 makes likely tokens even more likely, 0
   * always takes the most likely token
   */
  generate(prompt: readonly number[], count: number, { temperature = 0, random = new Random() } = {}): number[] {
    const tokens = [...prompt];
    for (let i = 0; i < count; i++) {
      const ids = Int32Array.from(tokens.slice(-this.config.maxLength));
      const scores = noGrad(() => this.forward({ ids, batch: 1, length: ids.length }));
      const { vocabSize } = this.config;
      const last = new Tensor(scores.data.subarray(scores.size - vocabSize), [1, vocabSize]);
      tokens.push(temperature === 0 ? largest(last.data, 0, vocabSize) : draw(scale(last, 1 / temperature), random));
    }
    return tokens.slice(prompt.length);
  }
}

function draw(scores: Tensor, random: Random): number {
  let left = random.uniform();
  const token = softmax(scores).data.findIndex((p) => (left -= p) < 0);
  return token < 0 ? scores.size - 1 : token; // the shares may sum to a little less than 1
}
