import { int64s } from "../../onnx/tensor.ts";
import { type CrossAttention, int8CrossAttention, positionEncodings, tokenEmbeddings } from "./decoder_layers.ts";
import type { ModelDimensions } from "../dimensions.ts";
import type { GraphBuilder } from "./graph_builder.ts";

export interface BeamLayersOptions {
  dimensions: ModelDimensions;
  /** int64 (b, n): the prompt, or the newest token of each beam. */
  ids: string;
  /** int64 (n): the positions of `ids` in the text, the same for all beams. */
  positions: string;
  /** (b, n, past + n): the attention mask, 0 for tokens to look back at and far below 0 for others. */
  visible: string;
  cross: CrossAttention[];
  /** Keys and values of the earlier tokens, (b, nTextHead, past, d), for each layer. */
  past: { k: string; v: string }[];
}

/**
 * The decoder layers for several beams of each window. The beams of a window are the rows of one query. They share the
 * cross-attention cache and one self-attention cache with the tokens of all beams; the mask hides the tokens of other
 * beams. So no cache is copied when the beams are reordered.
 *
 * @returns x (b, n, nTextState), before the last layer norm, and `past` with the new tokens added
 */
export function beamLayers(builder: GraphBuilder, options: BeamLayersOptions) {
  const { g } = builder;
  const d = options.dimensions;
  const positions = g.op("Gather", [positionEncodings(builder, d), options.positions], { axis: 0 });
  let x = g.op("Add", [tokenEmbeddings(builder, options.ids), positions]);
  const bias = g.op("Unsqueeze", [options.visible, g.constant(int64s(1))]); // the same for every head
  const present: { k: string; v: string }[] = [];
  for (let i = 0; i < d.nTextLayer; i++) {
    const layer = `decoder/layer_${i}`;
    let y = builder.layerNorm(x, `${layer}/self_attention/layer_norm`);
    const qkv = g.ops("Split", [builder.linear(y, `${layer}/self_attention/linear_0`)], 3, {
      axis: -1,
      num_outputs: 3,
    });
    const past = options.past[i];
    const inputs = [...qkv, "", "", bias, past.k, past.v];
    const [attended, k, v] = g.ops("MultiHeadAttention", inputs, 3, { num_heads: d.nTextHead }, "com.microsoft");
    present.push({ k, v });
    x = g.op("Add", [x, builder.linear(attended, `${layer}/self_attention/linear_1`)]);

    y = builder.layerNorm(x, `${layer}/attention/layer_norm`);
    const q = builder.linear(y, `${layer}/attention/linear_0`);
    const cross = options.cross[i];
    y = cross.int8
      ? int8CrossAttention(builder, q, cross, d).y
      : g.msOp("MultiHeadAttention", [q, cross.k, cross.v], { num_heads: d.nTextHead });
    x = g.op("Add", [x, builder.linear(y, `${layer}/attention/linear_2`)]);
    x = builder.feedForward(x, layer);
  }
  return { x, present };
}
