/**
 * Whisper made of the modules of ml/transformer. With OpenAI's weights they write the same text as the engine.
 *
 * Whisper (Radford et al., 2022) is a transformer as in `transformer.ts`, Pre-LN with GELU, with two differences. Its
 * encoder does not look up words: two convolutions turn the log-mel spectrogram, 3000 frames of 80 bands, into 1500
 * rows, one for 20 ms; a convolution over three frames is a linear map of the three side by side. And the decoder's
 * positions are learnt, not computed. The engine's graphs are tested against this reference, and it shows the attention
 * of every layer and head.
 */
import { type Checkpoint, floatTensor } from "../../models/tensors.ts";
import type { BlockConfig, LayerCache, TransformerBlock } from "../../transformer/block.ts";
import { Decoder } from "../../transformer/decoder.ts";
import { Encoder } from "../../transformer/encoder.ts";
import { Embedding, LayerNorm, Linear } from "../../transformer/layers.ts";
import { causalMask, type Mask } from "../../transformer/masks.ts";
import type { KeysAndValues, MultiHeadAttention } from "../../transformer/multi_head_attention.ts";
import { add, gelu } from "../../transformer/ops/elementwise.ts";
import type { Pass } from "../../transformer/pass.ts";
import { Random } from "../../transformer/random.ts";
import { noGrad, Tensor } from "../../transformer/tensor.ts";
import { type ModelDimensions, modelDimensions, type SpecialTokens } from "../dimensions.ts";
import { allowedLogits } from "./token_rules.ts";

const KERNEL = 3; // frames of a convolution

export interface ReferenceDecodeOptions {
  /** Ends in `<|startoftranscript|>` with its language and task. */
  prompt: readonly number[];
  tokens: SpecialTokens;
  /** The most tokens to decode; absent: half of the model's context, as in openai/whisper. */
  maxNew?: number;
}

/** The state of a decode. */
export interface ReferenceState {
  memory: KeysAndValues[];
  caches: LayerCache[];
  length: number;
}

export class Whisper {
  readonly dimensions: ModelDimensions;
  readonly #config: Checkpoint["config"];
  readonly #conv1: Linear;
  readonly #conv2: Linear;
  readonly #audioPositions: Tensor; // (nAudioCtx, nAudioState)
  readonly #textPositions: Tensor; // (nTextCtx, nTextState)
  readonly encoder: Encoder;
  readonly decoder: Decoder;
  readonly embedding: Embedding;

  /** @throws {ModelError} if the checkpoint lacks a tensor */
  constructor(checkpoint: Checkpoint) {
    const d = this.dimensions = modelDimensions(checkpoint);
    this.#config = checkpoint.config;
    const random = new NoRandom();
    const common = { dropout: 0, preNorm: true, activation: "gelu" } as const;
    const block = (dModel: number, nHeads: number): BlockConfig => ({
      ...common,
      dModel,
      nHeads,
      dFeedForward: 4 * dModel,
    });
    this.encoder = new Encoder(block(d.nAudioState, d.nAudioHead), d.nAudioLayer, random);
    this.decoder = new Decoder(block(d.nTextState, d.nTextHead), d.nTextLayer, random);
    this.embedding = new Embedding(d.nVocab, d.nTextState, random);
    this.#conv1 = new Linear(KERNEL * d.nMels, d.nAudioState, random);
    this.#conv2 = new Linear(KERNEL * d.nAudioState, d.nAudioState, random);

    const weights = new Weights(checkpoint);
    weights.convolution(this.#conv1, "encoder/conv1");
    weights.convolution(this.#conv2, "encoder/conv2");
    weights.stack(this.encoder.blocks, this.encoder.norm!, "encoder");
    weights.stack(this.decoder.blocks, this.decoder.norm!, "decoder");
    this.embedding.weight.data.set(weights.get("decoder/embeddings/weight"));
    this.#audioPositions = weights.tensor("encoder/position_encodings/encodings");
    this.#textPositions = weights.tensor("decoder/position_encodings/encodings");
  }

  /**
   * Encodes a window of 30 s.
   *
   * @param mel row-major (nMels, 2 * nAudioCtx), of `logMel()`
   * @returns (1, nAudioCtx, nAudioState)
   */
  encode(mel: Float32Array, pass: Pass = {}): Tensor {
    return noGrad(() => {
      const { nMels, nAudioCtx, nAudioState } = this.dimensions;
      const frames = transposed(mel, nMels, 2 * nAudioCtx); // (2 nAudioCtx, nMels)
      let x = gelu(this.#conv1.forward(neighbours(frames, 1))); // (2 nAudioCtx, nAudioState)
      x = gelu(this.#conv2.forward(neighbours(x, 2))); // (nAudioCtx, nAudioState)
      const placed = add(x, this.#audioPositions);
      return this.encoder.forward(new Tensor(placed.data, [1, nAudioCtx, nAudioState]), undefined, pass);
    });
  }

  /** Starts to decode encoded audio. */
  start(audio: Tensor): ReferenceState {
    return noGrad(() => ({
      memory: this.decoder.memory(audio),
      caches: this.decoder.blocks.map(() => ({ past: null })),
      length: 0,
    }));
  }

  /**
   * Takes more tokens and returns the logits of the next token after each.
   *
   * @returns (1, ids.length, nVocab), before softmax
   */
  step(ids: readonly number[], state: ReferenceState, pass: Pass = {}): Tensor {
    return noGrad(() => {
      const { nTextState } = this.dimensions;
      const from = state.length;
      state.length += ids.length;
      const points = this.embedding.forward(Int32Array.from(ids), [1, ids.length]); // (1, n, nTextState)
      const positions = this.#textPositions.data.subarray(from * nTextState, state.length * nTextState);
      const x = add(points, new Tensor(positions, [ids.length, nTextState]));
      const { memory, caches } = state;
      return this.embedding.scores(
        this.decoder.forward(x, { mask: laterMask(ids.length, from), memory, caches }, pass),
      );
    });
  }

  /**
   * Decodes greedily, under openai/whisper's rules of timestamps and suppressed tokens.
   *
   * @returns tokens with timestamps, without the end token
   */
  decode(
    audio: Tensor,
    { prompt, tokens, maxNew = this.dimensions.nTextCtx / 2 }: ReferenceDecodeOptions,
    pass: Pass = {},
  ): number[] {
    const { nVocab, nTextCtx } = this.dimensions;
    const state = this.start(audio);
    const written: number[] = [];
    let next = prompt;
    while (written.length < Math.min(maxNew, nTextCtx - prompt.length)) {
      const scores = this.step(next, state, pass).data;
      const allowed = allowedLogits(scores.slice(scores.length - nVocab), written, tokens, this.#config);
      const token = allowed.reduce((best, score, id) => score > allowed[best] ? id : best, 0);
      if (token === tokens.endOfText) break;
      written.push(token);
      next = [token];
    }
    return written;
  }
}

/** For weights that are replaced at once: no random numbers are needed. */
class NoRandom extends Random {
  override uniform(): number {
    return 0;
  }
  override normal(): number {
    return 0;
  }
}

/** Reads a checkpoint's weights into modules, by CTranslate2's names. */
class Weights {
  constructor(readonly checkpoint: Checkpoint) {}

  get(name: string): Float32Array {
    return floatTensor(this.checkpoint.tensors, name).data;
  }

  tensor(name: string): Tensor {
    const { data, shape } = floatTensor(this.checkpoint.tensors, name);
    return new Tensor(data, shape);
  }

  stack(blocks: TransformerBlock[], norm: LayerNorm, part: string): void {
    blocks.forEach((block, i) => {
      const layer = `${part}/layer_${i}`;
      this.norm(block.selfNorm, `${layer}/self_attention/layer_norm`);
      const { query, key, value, output } = block.selfAttention;
      this.linears([query, key, value], `${layer}/self_attention/linear_0`); // one matrix above the other
      this.linears([output], `${layer}/self_attention/linear_1`);
      if (block.crossAttention) this.cross(block.crossAttention, block.crossNorm!, `${layer}/attention`);
      this.norm(block.feedForwardNorm, `${layer}/ffn/layer_norm`);
      this.linears([block.feedForward.inner], `${layer}/ffn/linear_0`);
      this.linears([block.feedForward.outer], `${layer}/ffn/linear_1`);
    });
    this.norm(norm, `${part}/layer_norm`);
  }

  cross({ query, key, value, output }: MultiHeadAttention, norm: LayerNorm, name: string): void {
    this.norm(norm, `${name}/layer_norm`);
    this.linears([query], `${name}/linear_0`);
    this.linears([key, value], `${name}/linear_1`);
    this.linears([output], `${name}/linear_2`);
  }

  /** Linear maps whose matrices (nOut, nIn) are stored one after another in one tensor. */
  linears(maps: Linear[], name: string): void {
    const [weight, bias] = [this.get(`${name}/weight`), this.get(`${name}/bias`)];
    let [weightAt, biasAt] = [0, 0];
    for (const map of maps) {
      map.weight.data.set(weight.subarray(weightAt, weightAt += map.weight.data.length));
      map.bias!.data.set(bias.subarray(biasAt, biasAt += map.bias!.size));
    }
  }

  norm({ gamma, beta }: LayerNorm, name: string): void {
    gamma.data.set(this.get(`${name}/gamma`));
    beta.data.set(this.get(`${name}/beta`));
  }

  /** (nOut, nIn, 3) as the matrix (nOut, 3 nIn) of three frames side by side. */
  convolution({ weight, bias }: Linear, name: string): void {
    const nIn = weight.dim(1) / KERNEL;
    const from = this.get(`${name}/weight`);
    for (let out = 0, at = 0; out < weight.dim(0); out++) {
      for (let i = 0; i < nIn; i++) {
        for (let k = 0; k < KERNEL; k++) weight.data[(out * KERNEL + k) * nIn + i] = from[at++];
      }
    }
    bias!.data.set(this.get(`${name}/bias`));
  }
}

/** Each `stride`-th frame with its two neighbours, zeros beyond the edges: (n, d) -> (n / stride, 3 d) */
function neighbours(x: Tensor, stride: number): Tensor {
  const [n, d] = x.shape;
  const rows = n / stride;
  const data = new Float32Array(rows * KERNEL * d);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < KERNEL; k++) {
      const frame = row * stride + k - 1;
      if (frame >= 0 && frame < n) data.set(x.data.subarray(frame * d, (frame + 1) * d), (row * KERNEL + k) * d);
    }
  }
  return new Tensor(data, [rows, KERNEL * d]);
}

function transposed(x: Float32Array, rows: number, columns: number): Tensor {
  const data = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) data[c * rows + r] = x[r * columns + c];
  return new Tensor(data, [columns, rows]);
}

/** A causal mask for `n` tokens after `from` others, which all of them see: (1, n, from + n). */
function laterMask(n: number, from: number): Mask {
  const { visible, shape } = causalMask(from + n);
  return { visible: visible.subarray(from * (from + n)), shape: [1, n, shape[2]] };
}
