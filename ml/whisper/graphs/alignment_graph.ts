import { Graph } from "../../onnx/graph.ts";
import { int64s } from "../../onnx/tensor.ts";
import type { DecoderGraphOptions } from "./decoder_graph.ts";
import { crossAttentionInputs, decoderLayers } from "./decoder_layers.ts";
import { GraphBuilder } from "./graph_builder.ts";

/**
 * One decoder pass over finished text, all tokens at once, to time its words.
 *
 * Inputs: `ids` int64 (b, n), shorter rows padded at their end with any tokens; the encoder's outputs.
 * Output: `attention` float32 (b, heads, n, positions): the alignment heads' cross-attention scores before the softmax.
 */
export function alignmentGraph(
  { checkpoint, dimensions: d, precision, weights }: Omit<DecoderGraphOptions, "tokens">,
): Graph {
  const g = new Graph("alignment", weights);
  const builder = new GraphBuilder(g, checkpoint, precision);
  const alignmentHeads = alignmentHeadsOf(checkpoint.config.alignmentHeads, d);
  const { scores } = decoderLayers(builder, {
    dimensions: { ...d, nTextLayer: 1 + Math.max(...alignmentHeads.map(([layer]) => layer)) },
    ids: g.input("ids", "int64", ["b", "n"]),
    position: g.constant(int64s(0)),
    cross: crossAttentionInputs(builder, d, precision),
    alignmentHeads,
  });
  const attention = scores.length > 1 ? g.op("Concat", scores, { axis: 1 }) : scores[0];
  g.output("attention", "float32", ["b", alignmentHeads.length, "n", "positions"], attention);
  return g;
}

/**
 * The named heads that the model has; if none, all heads in the upper half of the layers, as in openai/whisper. A
 * distilled model may name heads of the larger model that it was made from.
 */
export function alignmentHeadsOf(
  named: [number, number][],
  d: { nTextLayer: number; nTextHead: number },
): [number, number][] {
  const existing = named.filter(([layer, head]) => layer < d.nTextLayer && head < d.nTextHead);
  if (existing.length > 0) return existing;
  const heads: [number, number][] = [];
  for (let layer = Math.floor(d.nTextLayer / 2); layer < d.nTextLayer; layer++) {
    for (let head = 0; head < d.nTextHead; head++) heads.push([layer, head]);
  }
  return heads;
}
