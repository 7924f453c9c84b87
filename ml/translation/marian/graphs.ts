import { Graph } from "../../onnx/graph.ts";
import { float32, int64s, tensor } from "../../onnx/tensor.ts";
import type { MarianCheckpoint } from "./checkpoint.ts";
import { sinusoids } from "./sinusoids.ts";

/**
 * The encoder with the keys and values of every layer of the decoder.
 *
 * Inputs: `ids` int64 (b, s), `mask` float32 (b, 1, 1, s), 0 for tokens and far below 0 for what fills up a row.
 * Outputs: `cross_k_0`, `cross_v_0`, ... float32 (b, heads, s, d).
 */
export function encoderGraph(checkpoint: MarianCheckpoint): Graph {
  const { dimensions: d } = checkpoint;
  const g = new Graph("marian_encoder", null);
  const layers = new Layers(g, checkpoint);
  const ids = g.input("ids", "int64", ["b", "s"]);
  const mask = g.input("mask", "float32", ["b", 1, 1, "s"]);
  const n = g.op("Shape", [ids], { start: 1, end: 2 });
  const one = g.constant(int64s(1));
  const rows = g.op("Concat", [g.op("Shape", [ids], { start: 0, end: 1 }), one, n, n], { axis: 0 });
  const bias = g.op("Expand", [mask, rows]); // (b, 1, s, s)
  let x = layers.embed(ids, g.constant(int64s(0)));
  for (let i = 0; i < d.encoderLayers; i++) {
    const layer = `model.encoder.layers.${i}`;
    const [q, k, v] = ["q", "k", "v"].map((part) => layers.linear(x, `${layer}.self_attn.${part}_proj`));
    const y = g.msOp("MultiHeadAttention", [q, k, v, "", "", bias], { num_heads: d.encoderHeads });
    x = layers.addNorm(x, layers.linear(y, `${layer}.self_attn.out_proj`), `${layer}.self_attn_layer_norm`);
    x = layers.feedForward(x, layer);
  }
  const shape = ["b", d.decoderHeads, "s", d.nState / d.decoderHeads];
  for (let i = 0; i < d.decoderLayers; i++) {
    for (const part of ["k", "v"]) {
      const y = layers.linear(x, `model.decoder.layers.${i}.encoder_attn.${part}_proj`);
      g.output(`cross_${part}_${i}`, "float32", shape, layers.splitHeads(y));
    }
  }
  return g;
}

/**
 * One step of the decoder: the newest token of each row.
 *
 * Inputs: `ids` int64 (b, 1), `position` int64 (1), `mask` and `cross_...` of the encoder, `past_k_0`, `past_v_0`, ...
 * float32 (b, heads, past, d) of the tokens before. Outputs: `logits` float32 (b, nVocab), `present_k_0`, ...: `past`
 * with the new token.
 */
export function decoderGraph(checkpoint: MarianCheckpoint): Graph {
  const { dimensions: d } = checkpoint;
  const g = new Graph("marian_decoder", null);
  const layers = new Layers(g, checkpoint);
  const size = d.nState / d.decoderHeads;
  const mask = g.input("mask", "float32", ["b", 1, 1, "s"]);
  let x = layers.embed(g.input("ids", "int64", ["b", 1]), g.input("position", "int64", [1]));
  const attributes = { num_heads: d.decoderHeads };
  for (let i = 0; i < d.decoderLayers; i++) {
    const layer = `model.decoder.layers.${i}`;
    const own = ["q", "k", "v"].map((part) => layers.linear(x, `${layer}.self_attn.${part}_proj`));
    const past = ["k", "v"].map((part) => g.input(`past_${part}_${i}`, "float32", ["b", d.decoderHeads, "past", size]));
    const inputs = [...own, "", "", "", ...past];
    const [y, k, v] = g.ops("MultiHeadAttention", inputs, 3, attributes, "com.microsoft");
    g.output(`present_k_${i}`, "float32", ["b", d.decoderHeads, "present", size], k);
    g.output(`present_v_${i}`, "float32", ["b", d.decoderHeads, "present", size], v);
    x = layers.addNorm(x, layers.linear(y, `${layer}.self_attn.out_proj`), `${layer}.self_attn_layer_norm`);

    const cross = ["k", "v"].map((part) => g.input(`cross_${part}_${i}`, "float32", ["b", d.decoderHeads, "s", size]));
    const q = layers.linear(x, `${layer}.encoder_attn.q_proj`);
    const attended = g.msOp("MultiHeadAttention", [q, ...cross, "", "", mask], attributes);
    const out = layers.linear(attended, `${layer}.encoder_attn.out_proj`);
    x = layers.addNorm(x, out, `${layer}.encoder_attn_layer_norm`);
    x = layers.feedForward(x, layer);
  }
  const row = g.op("Reshape", [x, g.constant(int64s(-1, d.nState))]);
  const bias = layers.weight("final_logits_bias");
  g.output("logits", "float32", ["b", d.nVocab], g.op("Gemm", [row, layers.embeddings(), bias], { transB: 1 }));
  return g;
}

/** Marian's layers: the norm comes after the sum, and embeddings are shared by encoder, decoder and output. */
class Layers {
  constructor(readonly g: Graph, readonly checkpoint: MarianCheckpoint) {}

  weight(name: string): string {
    return this.g.constant(() => {
      const { shape, data } = this.checkpoint.float(name);
      return tensor("float32", shape, data);
    }, name);
  }

  embeddings(): string {
    return this.weight("model.shared.weight");
  }

  /** ids (b, n) -> (b, n, nState) with positions from `start` (1) on. */
  embed(ids: string, start: string): string {
    const { g, checkpoint: { dimensions: { nPositions, nState, embeddingScale } } } = this;
    const end = g.op("Add", [start, g.op("Shape", [ids], { start: 1, end: 2 })]);
    const table = g.constant(() => tensor("float32", [nPositions, nState], sinusoids(nPositions, nState)), "positions");
    const positions = g.op("Slice", [table, start, end, g.constant(int64s(0))]);
    const x = g.op("Mul", [
      g.op("Gather", [this.embeddings(), ids], { axis: 0 }),
      g.constant(float32(embeddingScale)),
    ]);
    return g.op("Add", [x, positions]);
  }

  linear(x: string, name: string): string {
    const { g } = this;
    const matrix = g.constant(() => {
      const { shape: [rows, columns], data } = this.checkpoint.float(`${name}.weight`);
      const turned = new Float32Array(data.length);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) turned[column * rows + row] = data[row * columns + column];
      }
      return tensor("float32", [columns, rows], turned);
    }, `${name}.weight transposed`);
    return g.op("Add", [g.op("MatMul", [x, matrix]), this.weight(`${name}.bias`)]);
  }

  addNorm(x: string, y: string, name: string): string {
    const { g } = this;
    const inputs = [g.op("Add", [x, y]), this.weight(`${name}.weight`), this.weight(`${name}.bias`)];
    return g.op("LayerNormalization", inputs, { axis: -1, epsilon: 1e-5 });
  }

  feedForward(x: string, layer: string): string {
    const { g } = this;
    const inner = this.linear(x, `${layer}.fc1`);
    const swish = g.op("Mul", [inner, g.op("Sigmoid", [inner])]);
    return this.addNorm(x, this.linear(swish, `${layer}.fc2`), `${layer}.final_layer_norm`);
  }

  /** (b, s, nState) -> (b, heads, s, d), for the decoder's heads. */
  splitHeads(x: string): string {
    const { nState, decoderHeads } = this.checkpoint.dimensions;
    const shape = this.g.constant(int64s(0, 0, decoderHeads, nState / decoderHeads));
    return this.g.op("Transpose", [this.g.op("Reshape", [x, shape])], { perm: [0, 2, 1, 3] });
  }
}
