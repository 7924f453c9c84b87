import { messages } from "../../ml/onnx/read_constants.ts";

const decoder = new TextDecoder();

/** Counts the operators of an ONNX file, those in bodies of loops and branches too. Field numbers: onnx.proto. */
export function countOperators(model: Uint8Array): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const graph of messages(model, 7)) countInGraph(graph, counts);
  return counts;
}

function countInGraph(graph: Uint8Array, counts: Record<string, number>): void {
  for (const node of messages(graph, 1)) {
    const operator = decoder.decode(messages(node, 4)[0]);
    counts[operator] = (counts[operator] ?? 0) + 1;
    for (const attribute of messages(node, 5)) {
      for (const body of messages(attribute, 6)) countInGraph(body, counts);
    }
  }
}
