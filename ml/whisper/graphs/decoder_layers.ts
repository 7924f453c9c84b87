import { floatTensor } from "../../models/tensors.ts";
import type { Graph } from "../../onnx/graph.ts";
import { DTYPES, float32, int64, int64s, tensor } from "../../onnx/tensor.ts";
import type { ModelDimensions } from "../dimensions.ts";
import { crossKeysAndValues, keyTileShape } from "./encoder_graph.ts";
import type { GraphBuilder, Precision } from "./graph_builder.ts";

/** The cross-attention keys and values of one layer, as names of values. */
export interface CrossAttention {
  k: string;
  v: string;
  /** Of int8 keys and values. */
  int8?: {
    kScale: string;
    vScale: string;
    /** float32 (b, 1, 1, positions), added to the scores: far below 0 at positions that a row does not have. */
    mask: string;
  };
}

/** Far below all scores. */
const HIDDEN = -1e9;

/** Declares the encoder's outputs as inputs of a decoder graph. */
export function crossAttentionInputs(
  builder: GraphBuilder,
  d: ModelDimensions,
  precision: Precision,
): CrossAttention[] {
  const { g } = builder;
  const layers = Array.from({ length: d.nTextLayer }, (_, i) => i);
  if (precision === "float16") {
    const features = g.input("audio_features", "float32", ["b", "positions", d.nAudioState]);
    const x = g.op("Cast", [features], { to: DTYPES.float16 });
    return layers.map((i) => {
      const [k, v] = crossKeysAndValues(builder, x, i, d);
      return { k, v };
    });
  }
  const shape = ["b", d.nTextHead, "positions", d.nTextState / d.nTextHead];
  if (precision === "float32") {
    return layers.map((i) => {
      return { k: g.input(`cross_k_${i}`, "float32", shape), v: g.input(`cross_v_${i}`, "float32", shape) };
    });
  }
  const scaleShape = ["b", d.nTextHead, 1, 1];
  const inputs = layers.map((i) => ({
    k: g.input(`cross_k_${i}`, "int8", keyTileShape(d)),
    v: g.input(`cross_v_${i}`, "int8", shape),
    kScale: g.input(`cross_k_${i}_scale`, "float32", scaleShape),
    vScale: g.input(`cross_v_${i}_scale`, "float32", scaleShape),
  }));
  const mask = positionMask(g, inputs[0].v);
  return inputs.map(({ k, v, kScale, vScale }) => ({ k, v, int8: { kScale, vScale, mask } }));
}

/** @param values (b, nTextHead, positions, d), the rows padded to the longest one */
function positionMask(g: Graph, values: string): string {
  const own = g.input("n_positions", "int64", ["b"]);
  const all = g.op("Squeeze", [g.op("Shape", [values], { start: 2, end: 3 })]);
  const positions = g.op("Range", [g.constant(int64(0)), all, g.constant(int64(1))]);
  const isOwn = g.op("Less", [positions, g.op("Unsqueeze", [own, g.constant(int64s(1, 2, 3))])]);
  return g.op("Where", [isOwn, g.constant(float32(0)), g.constant(float32(HIDDEN))]);
}

export interface DecoderLayersOptions {
  dimensions: ModelDimensions;
  /** Token ids, int64 (b, n). */
  ids: string;
  /** int64 (1): the position of the first of `ids` in the text. */
  position: string;
  cross: CrossAttention[];
  /** Keys and values of the earlier tokens, (b, nTextHead, past, d), for each layer; absent in a single pass. */
  past?: { k: string; v: string }[];
  /** The heads whose cross-attention scores are returned. */
  alignmentHeads?: readonly (readonly [layer: number, head: number])[];
}

export interface DecoderLayersResult {
  /** (b, n, nTextState), before the last layer norm. */
  x: string;
  /** `past` with the new tokens added. */
  present: { k: string; v: string }[];
  /** The alignment heads' scores before the softmax, (b, some heads, n, positions), layer by layer. */
  scores: string[];
}

/** Embeds tokens and runs them through the layers of the decoder. */
export function decoderLayers(builder: GraphBuilder, options: DecoderLayersOptions): DecoderLayersResult {
  const { g } = builder;
  const { dimensions: d, alignmentHeads = [] } = options;
  let x = embed(builder, options.ids, options.position, d);
  const present: { k: string; v: string }[] = [];
  const scores: string[] = [];
  for (let i = 0; i < d.nTextLayer; i++) {
    const layer = `decoder/layer_${i}`;
    let y = builder.layerNorm(x, `${layer}/self_attention/layer_norm`);
    const qkv = g.ops("Split", [builder.linear(y, `${layer}/self_attention/linear_0`)], 3, {
      axis: -1,
      num_outputs: 3,
    });
    y = selfAttention(g, qkv, d.nTextHead, options.past?.[i], present);
    x = g.op("Add", [x, builder.linear(y, `${layer}/self_attention/linear_1`)]);

    y = builder.layerNorm(x, `${layer}/attention/layer_norm`);
    const q = builder.linear(y, `${layer}/attention/linear_0`);
    const heads = alignmentHeads.filter(([l]) => l === i).map(([, head]) => head);
    const cross = options.cross[i];
    const attended = cross.int8
      ? int8CrossAttention(builder, q, cross, d)
      : floatCrossAttention(builder, q, cross, d, heads);
    if (heads.length > 0) {
      scores.push(cross.int8 ? g.op("Gather", [attended.scores, indices(g, heads)], { axis: 1 }) : attended.scores);
    }
    x = g.op("Add", [x, builder.linear(attended.y, `${layer}/attention/linear_2`)]);
    x = builder.feedForward(x, layer);
  }
  return { x, present, scores };
}

/** The logits of all tokens, float32 (b, n, nVocab). */
export function vocabularyLogits(builder: GraphBuilder, x: string): string {
  const logits = builder.linear(builder.layerNorm(x, "decoder/layer_norm"), "decoder/embeddings");
  return builder.dtype === "float16" ? builder.g.op("Cast", [logits], { to: DTYPES.float32 }) : logits;
}

/** Token embeddings without positions, (b, n, nTextState). @param ids int64 (b, n) */
export function tokenEmbeddings(builder: GraphBuilder, ids: string): string {
  const { g } = builder;
  const name = "decoder/embeddings/weight";
  const { tensors } = builder.checkpoint;
  // float16 rows are converted after the lookup: half the memory of float32 with the same values
  const isHalf = tensors.get(name)?.dtype === "float16" || builder.dtype === "float16";
  const table = g.constant(() => {
    const { shape, data } = floatTensor(tensors, name);
    return isHalf ? tensor("float16", shape, Float16Array.from(data)) : tensor("float32", shape, data);
  }, `${name}:${isHalf ? "float16" : "float32"}`);
  const x = g.op("Gather", [table, ids], { axis: 0 });
  return isHalf && builder.dtype === "float32" ? g.op("Cast", [x], { to: DTYPES.float32 }) : x;
}

/** The position encodings of the decoder, (nTextCtx, nTextState). */
export function positionEncodings(builder: GraphBuilder, d: ModelDimensions): string {
  return builder.weight("decoder/position_encodings/encodings", [d.nTextCtx, d.nTextState]);
}

function embed(builder: GraphBuilder, ids: string, position: string, d: ModelDimensions): string {
  const { g } = builder;
  const end = g.op("Add", [position, g.op("Shape", [ids], { start: 1, end: 2 })]);
  const positions = g.op("Slice", [positionEncodings(builder, d), position, end, g.constant(int64s(0))]);
  return g.op("Add", [tokenEmbeddings(builder, ids), positions]);
}

function selfAttention(
  g: Graph,
  qkv: string[],
  nHead: number,
  past: { k: string; v: string } | undefined,
  present: { k: string; v: string }[],
): string {
  const attributes = { num_heads: nHead, unidirectional: 1 };
  if (!past) return g.msOp("MultiHeadAttention", qkv, attributes);
  const inputs = [...qkv, "", "", "", past.k, past.v];
  const [y, k, v] = g.ops("MultiHeadAttention", inputs, 3, attributes, "com.microsoft");
  present.push({ k, v });
  return y;
}

/**
 * Cross-attention over int8 keys and values: a quarter of float32's memory traffic, which limits the speed of a step.
 * Each query has its own scale, so that a row does not depend on its neighbours in the batch.
 *
 * @param q (b, n, nTextState)
 * @returns y (b, n, nTextState) and the scores before the softmax, (b, nTextHead, n, positions)
 */
export function int8CrossAttention(builder: GraphBuilder, q: string, cross: CrossAttention, d: ModelDimensions) {
  const { g } = builder;
  const { kScale, vScale, mask } = cross.int8!;
  const headSize = d.nTextState / d.nTextHead;
  const zero = g.constant(tensor("int8", [], Int8Array.of(0)));
  const zeroUint8 = g.constant(tensor("uint8", [], Uint8Array.of(0)));
  const one = g.constant(float32(1));
  const queries = builder.splitHeads(q, d.nTextHead, headSize, [0, 2, 1, 3]); // (b, nTextHead, n, d)
  const { data: q8, scale: qScale, zeroPoint } = builder.quantizedTokens(queries);
  const tiled = [g.op("Unsqueeze", [q8, g.constant(int64s(2))]), cross.k, one, one, zeroPoint, zero];
  const tiles = g.msOp("MatMulIntegerToFloat", tiled); // (b, nTextHead, tiles, n, tile), see KEY_TILE
  const turned = g.op("Transpose", [tiles], { perm: [0, 1, 3, 2, 4] });
  const padded = g.op("Reshape", [turned, g.constant(int64s(0, 0, 0, -1))]);
  const nPositions = g.op("Shape", [cross.v], { start: 2, end: 3 });
  const products = g.op("Slice", [padded, g.constant(int64s(0)), nPositions, g.constant(int64s(-1))]);
  const scale = g.op("Mul", [g.op("Mul", [qScale, builder.scalar(headSize ** -0.5)]), kScale]);
  const scores = g.op("Add", [g.op("Mul", [products, scale]), mask]);
  const p = g.op("Softmax", [scores], { axis: -1 });
  const largest = g.op("ReduceMax", [p, g.constant(int64s(-1))], { keepdims: 1 });
  const pScale = g.op("Div", [largest, g.constant(float32(255))]);
  const p8 = g.op("QuantizeLinear", [g.op("Div", [p, pScale]), one, zeroUint8]);
  const values = g.msOp("MatMulIntegerToFloat", [p8, cross.v, one, one, zeroUint8, zero]);
  return { y: builder.joinHeads(g.op("Mul", [values, g.op("Mul", [pScale, vScale])]), d.nTextState), scores };
}

function floatCrossAttention(
  builder: GraphBuilder,
  q: string,
  cross: CrossAttention,
  d: ModelDimensions,
  heads: number[],
) {
  const { g } = builder;
  const y = g.msOp("MultiHeadAttention", [q, cross.k, cross.v], { num_heads: d.nTextHead });
  if (heads.length === 0) return { y, scores: "" };
  const headSize = d.nTextState / d.nTextHead;
  const pick = (x: string) => g.op("Gather", [x, indices(g, heads)], { axis: 1 });
  const queries = g.op("Mul", [
    pick(builder.splitHeads(q, d.nTextHead, headSize, [0, 2, 1, 3])),
    builder.scalar(headSize ** -0.5),
  ]);
  const keys = g.op("Transpose", [pick(cross.k)], { perm: [0, 1, 3, 2] });
  const scores = g.op("MatMul", [queries, keys]);
  return { y, scores: builder.dtype === "float16" ? g.op("Cast", [scores], { to: DTYPES.float32 }) : scores };
}

function indices(g: Graph, values: number[]): string {
  return g.constant(int64s(...values));
}
