/** Loads a graph with CUDA and writes ONNX Runtime's own log, which tells where it puts each node. */
import { NO_TELEMETRY } from "../../ml/onnx/session.ts";

const [folder, graph] = Deno.args;
Deno.env.set(NO_TELEMETRY, "1");
Deno.dlopen(`${folder}/libonnxruntime.so.1`, {});
const ort = await import("onnxruntime-node");
ort.env.logLevel = "verbose";
await ort.InferenceSession.create(graph, {
  executionProviders: ["cuda", "cpu"],
  graphOptimizationLevel: "disabled", // the operators as they are written
  logSeverityLevel: 0,
});
Deno.exit(0);
