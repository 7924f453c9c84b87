import type { Checkpoint } from "../../models/tensors.ts";
import { Graph } from "../../onnx/graph.ts";
import { DTYPES, float32, int64s, tensor } from "../../onnx/tensor.ts";
import type { WeightFile } from "../../onnx/weight_file.ts";
import type { ModelDimensions } from "../dimensions.ts";
import { GraphBuilder, type Precision } from "./graph_builder.ts";

/** With so many blocks, a head's scores of a block (positions / 3 x positions float32) fit into a core's cache. */
const QUERY_BLOCKS = 3;

/**
 * The encoder, and with it the cross-attention keys and values of every layer of the decoder, as one graph.
 *
 * Input `mel` (b, nMels, 2 * positions): int8 takes up to nAudioCtx positions, the others exactly as many. Outputs by
 * precision: float32 and int8 give `cross_k_0`, `cross_v_0`, ... (b, nTextHead, positions, d). int8 has
 * `cross_k_0_scale`, ... (b, nTextHead, 1, 1), one scale for each row and head, and `n_positions` int64 (b), so that
 * rows that were encoded apart, with fewer positions too, can be decoded together; its keys are in tiles, see
 * `KEY_TILE`. float16 gives `audio_features` (b, positions, nAudioState): the decoder computes keys and values itself,
 * so that they stay on the device.
 */
export function encoderGraph(
  checkpoint: Checkpoint,
  dimensions: ModelDimensions,
  precision: Precision,
  weights: WeightFile,
): Graph {
  const { nMels, nAudioCtx, nAudioState, nAudioHead, nAudioLayer } = dimensions;
  const g = new Graph("encoder", weights);
  const builder = new GraphBuilder(g, checkpoint, precision);
  const isOfAnyLength = precision === "int8";
  let x = g.input("mel", "float32", ["b", nMels, isOfAnyLength ? "frames" : 2 * nAudioCtx]);
  if (precision === "float16") x = g.op("Cast", [x], { to: DTYPES.float16 });
  x = convolution(builder, x, "encoder/conv1", 1);
  x = convolution(builder, x, "encoder/conv2", 2);
  x = g.op("Transpose", [x], { perm: [0, 2, 1] }); // (b, positions, nAudioState)
  const nPositions = isOfAnyLength ? g.op("Shape", [x], { start: 1, end: 2 }) : g.constant(int64s(nAudioCtx));
  let encodings = builder.weight("encoder/position_encodings/encodings", [1, nAudioCtx, nAudioState]);
  if (isOfAnyLength) {
    encodings = g.op("Slice", [encodings, g.constant(int64s(0)), nPositions, g.constant(int64s(1))]);
  }
  x = g.op("Add", [x, encodings]);
  for (let i = 0; i < nAudioLayer; i++) {
    const layer = `encoder/layer_${i}`;
    const y = builder.layerNorm(x, `${layer}/self_attention/layer_norm`);
    const qkv = g.ops("Split", [builder.linear(y, `${layer}/self_attention/linear_0`)], 3, {
      axis: -1,
      num_outputs: 3,
    });
    const attended = precision === "int8"
      ? int8Attention(builder, qkv, nAudioHead, nAudioState, nPositions)
      : g.msOp("MultiHeadAttention", qkv, { num_heads: nAudioHead });
    x = g.op("Add", [x, builder.linear(attended, `${layer}/self_attention/linear_1`)]);
    x = builder.feedForward(x, layer);
  }
  x = builder.layerNorm(x, "encoder/layer_norm");
  if (precision === "float16") {
    // As float32, with the same values: the JavaScript side of ONNX Runtime can't read float16
    g.output("audio_features", "float32", ["b", "positions", nAudioState], g.op("Cast", [x], { to: DTYPES.float32 }));
    return g;
  }
  crossAttentionCache(builder, x, dimensions, precision);
  if (precision === "int8") {
    const rows = g.op("Shape", [x], { start: 0, end: 1 });
    g.output("n_positions", "int64", ["b"], g.op("Expand", [nPositions, rows]));
  }
  return g;
}

function convolution(builder: GraphBuilder, x: string, prefix: string, stride: number): string {
  const attributes = { kernel_shape: [3], pads: [1, 1], strides: [stride] };
  const y = builder.g.op("Conv", [x, builder.weight(`${prefix}/weight`), builder.weight(`${prefix}/bias`)], attributes);
  return builder.g.msOp("Gelu", [y]);
}

/** Keys and values of one layer of the decoder, (b, nTextHead, positions, d) each. */
export function crossKeysAndValues(
  builder: GraphBuilder,
  x: string,
  layer: number,
  d: ModelDimensions,
): [string, string] {
  const kv = builder.linear(x, `decoder/layer_${layer}/attention/linear_1`);
  const [k, v] = builder.g.ops("Split", [kv], 2, { axis: -1, num_outputs: 2 });
  const heads = (y: string) => builder.splitHeads(y, d.nTextHead, d.nTextState / d.nTextHead, [0, 2, 1, 3]);
  return [heads(k), heads(v)];
}

function crossAttentionCache(builder: GraphBuilder, x: string, d: ModelDimensions, precision: Precision): void {
  const { g } = builder;
  const shape = ["b", d.nTextHead, "positions", d.nTextState / d.nTextHead];
  for (let layer = 0; layer < d.nTextLayer; layer++) {
    const [k, v] = crossKeysAndValues(builder, x, layer, d);
    for (const [letter, values] of [["k", k], ["v", v]]) {
      const name = `cross_${letter}_${layer}`;
      if (precision === "float32") {
        g.output(name, "float32", shape, values);
        continue;
      }
      const scale = int8Scale(builder, values, [2, 3], builder.range);
      const rounded = g.op("Cast", [g.op("Round", [g.op("Div", [values, scale])])], { to: DTYPES.int8 });
      if (letter === "k") {
        g.output(name, "int8", keyTileShape(d), keyTiles(g, rounded, d));
      } else g.output(name, "int8", shape, rounded);
      g.output(`${name}_scale`, "float32", ["b", d.nTextHead, 1, 1], scale);
    }
  }
}

/**
 * Positions in a tile of the int8 keys: (b, nTextHead, tiles, d, KEY_TILE), the last tile padded with zeros. A matrix
 * product packs its right operand first. Tiles, each contiguous in memory, were packed three times as fast as one
 * matrix (d, positions).
 */
export const KEY_TILE = 64;

export function keyTileShape(d: ModelDimensions): (number | string)[] {
  return ["b", d.nTextHead, "tiles", d.nTextState / d.nTextHead, KEY_TILE];
}

/** @param keys int8 (b, nTextHead, positions, d) */
function keyTiles(g: Graph, keys: string, d: ModelDimensions): string {
  const headSize = d.nTextState / d.nTextHead;
  const nPositions = g.op("Shape", [keys], { start: 2, end: 3 });
  const missing = g.op("Mod", [g.op("Neg", [nPositions]), g.constant(int64s(KEY_TILE))]);
  const pads = g.op("Concat", [g.constant(int64s(0, 0, 0, 0, 0, 0)), missing, g.constant(int64s(0))], { axis: 0 });
  const padded = g.op("Pad", [keys, pads, g.constant(tensor("int8", [], Int8Array.of(0)))]);
  const tiles = g.op("Reshape", [padded, g.constant(int64s(0, 0, -1, KEY_TILE, headSize))]);
  return g.op("Transpose", [tiles], { perm: [0, 1, 2, 4, 3] });
}

/**
 * Self-attention with int8 products. Each head has its own scale: with one for a whole tensor more words were wrong.
 * Queries are in blocks, so that the scores of a block stay in the cache.
 *
 * @param nPositions int64 (1)
 */
function int8Attention(
  builder: GraphBuilder,
  qkv: string[],
  nHead: number,
  nState: number,
  nPositions: string,
): string {
  const { g } = builder;
  const headSize = nState / nHead;
  const zero = g.constant(tensor("int8", [], Int8Array.of(0)));
  const middle = g.constant(tensor("uint8", [], Uint8Array.of(128)));
  const scaled = g.op("Mul", [
    builder.splitHeads(qkv[0], nHead, headSize, [0, 2, 1, 3]),
    builder.scalar(headSize ** -0.5),
  ]);
  const queries = quantizedHeads(builder, scaled, nHead, true);
  const keys = quantizedHeads(builder, builder.splitHeads(qkv[1], nHead, headSize, [0, 2, 3, 1]), nHead, false);
  const values = quantizedHeads(builder, builder.splitHeads(qkv[2], nHead, headSize, [0, 2, 1, 3]), nHead, false);
  const multiply = (inputs: string[]) => g.msOp("MatMulIntegerToFloat", inputs);
  const bounds = Array.from({ length: QUERY_BLOCKS + 1 }, (_, n) => {
    return g.op("Div", [g.op("Mul", [nPositions, g.constant(int64s(n))]), g.constant(int64s(QUERY_BLOCKS))]);
  });
  const heads = queries.map((query, h) => {
    const blocks = Array.from({ length: QUERY_BLOCKS }, (_, n) => {
      const block = g.op("Slice", [query.data, bounds[n], bounds[n + 1], g.constant(int64s(2))]);
      const scores = multiply([block, keys[h].data, query.scale, keys[h].scale, middle, zero]);
      const [p, pScale, pZero] = g.ops("DynamicQuantizeLinear", [g.op("Softmax", [scores], { axis: -1 })], 3);
      return multiply([p, values[h].data, pScale, values[h].scale, pZero, zero]);
    });
    return g.op("Concat", blocks, { axis: 2 }); // (b, 1, positions, headSize)
  });
  return builder.joinHeads(g.op("Concat", heads, { axis: 1 }), nState);
}

/** Quantizes (b, nHead, ., .) with one scale for each head and splits the heads; unsigned for a left operand. */
function quantizedHeads(builder: GraphBuilder, x: string, nHead: number, isUnsigned: boolean) {
  const { g } = builder;
  const scale = int8Scale(builder, x, [0, 2, 3], isUnsigned ? 127 : builder.range); // (1, nHead, 1, 1)
  const rounded = g.op("Round", [g.op("Div", [x, scale])]);
  const data = isUnsigned ? toUint8(builder, rounded) : g.op("Cast", [rounded], { to: DTYPES.int8 });
  const split = (y: string, axis: number) => g.ops("Split", [y], nHead, { axis, num_outputs: nHead });
  const scales = split(g.op("Reshape", [scale, g.constant(int64s(nHead))]), 0);
  return split(data, 1).map((head, h) => ({ data: head, scale: g.op("Squeeze", [scales[h]]) }));
}

function int8Scale(builder: GraphBuilder, x: string, axes: number[], range: number): string {
  const { g } = builder;
  const largest = g.op("ReduceMax", [g.op("Abs", [x]), g.constant(int64s(...axes))], { keepdims: 1 });
  return g.op("Max", [g.op("Div", [largest, g.constant(float32(range))]), g.constant(float32(1e-8))]);
}

function toUint8(builder: GraphBuilder, rounded: string): string {
  const { g } = builder;
  return g.op("Cast", [g.op("Add", [rounded, g.constant(float32(128))])], { to: DTYPES.uint8 });
}
