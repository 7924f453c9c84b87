/** Loads ONNX Runtime, by session.ts or by itself as the Worker's name says, and runs a graph. */
import { Graph } from "../../../ml/onnx/graph.ts";

const g = new Graph("sum", null);
g.output("y", "float32", [1], g.op("Add", [g.input("x", "float32", [1]), "x"]));
if (self.name === "by session.ts") {
  const { Session } = await import("../../../ml/onnx/session.ts");
  const session = await Session.create(g.toModel(), { threads: 1, device: "cpu" });
  await session.run({ x: { type: "float32", dims: [1], data: Float32Array.of(1) } });
} else {
  const ort = await import("onnxruntime-node");
  await (await ort.InferenceSession.create(g.toModel())).run({ x: new ort.Tensor("float32", [1], [1]) });
}
self.postMessage("done");
