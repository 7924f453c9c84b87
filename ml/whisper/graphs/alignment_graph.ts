import { Graph } from "../../onnx/graph.ts";
import { int64s } from "../../onnx/tensor.ts";
import type { DecoderGraphOptions } from "./decoder_graph.ts";
import { crossAttentionInputs, decoderLayers } from "./decoder_layers.ts";
import { GraphBuilder } from "./graph_builder.ts";

/**
 * One pass of the decoder over finished text, all tokens at once, for the times of its words.
 *
 * Inputs: `ids` int64 (b, n), shorter rows padded at their end with anything; the encoder's outputs. Output: `attention`
 * float32 (b, heads, n, nAudioCtx): the alignment heads' cross-attention scores before the softmax.
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
  g.output("attention", "float32", ["b", alignmentHeads.length, "n", d.nAudioCtx], attention);
  return g;
}

/**
 * Where a model names none, every head of the upper half of the layers, as openai/whisper does. A distilled model may still
 * name heads of the larger one that it was made from: those it does not have are passed over.
 */
export function alignmentHeadsOf(
  named: [number, number][],
  d: { nTextLayer: number; nTextHead: number },
): [number, number][] {
  const own = named.filter(([layer, head]) => layer < d.nTextLayer && head < d.nTextHead);
  if (own.length > 0) return own;
  const heads: [number, number][] = [];
  for (let layer = Math.floor(d.nTextLayer / 2); layer < d.nTextLayer; layer++) {
    for (let head = 0; head < d.nTextHead; head++) heads.push([layer, head]);
  }
  return heads;
}
