import assert from "node:assert/strict";
import { chooseDevice } from "../../../ml/onnx/device.ts";
import { Graph } from "../../../ml/onnx/graph.ts";
import { ONNXRUNTIME_VERSION, Session } from "../../../ml/onnx/session.ts";
import { versionForCuda } from "../../../tasks/cuda.ts";

Deno.test("Session.create() rejects bytes that are no model, and a missing file", async () => {
  const options = { threads: 1, device: "cpu" } as const;
  await assert.rejects(Session.create(new Uint8Array([1, 2, 3]), options));
  await assert.rejects(Session.create("/nonexistent/model.onnx", options), /nonexistent/);
});

Deno.test("Session.run() returns names, types and shapes, and writes only the requested outputs into given memory", async () => {
  const g = new Graph("test", null);
  const x = g.input("x", "float32", ["rows", 2]);
  g.output("sum", "float32", ["rows", 2], g.op("Add", [x, x]));
  g.output("whole", "int64", ["rows", 2], g.op("Cast", [x], { to: 7 }));
  const session = await Session.create(g.toModel(), { threads: 1, device: "cpu" });
  assert.deepEqual([session.inputNames, session.outputNames], [["x"], ["sum", "whole"]]);
  const feeds = { x: { type: "float32", dims: [1, 2], data: Float32Array.of(1, 2) } } as const;
  const all = await session.run(feeds);
  assert.deepEqual([all.sum.type, [...all.sum.dims], [...all.sum.data]], ["float32", [1, 2], [2, 4]]);
  assert.deepEqual([all.whole.type, [...all.whole.dims], [...all.whole.data]], ["int64", [1, 2], [1n, 2n]]);
  const data = new BigInt64Array(4);
  const into = { whole: { type: "int64", dims: [1, 2], data: data.subarray(2) } } as const;
  const outputs = await session.run(feeds, into);
  assert.deepEqual(Object.keys(outputs), ["whole"]);
  assert.deepEqual([outputs.whole.type, [...outputs.whole.dims]], ["int64", [1, 2]]);
  assert.deepEqual([...data], [0n, 0n, 1n, 2n]);
  await session.release();
});

Deno.test("chooseDevice() uses the CPU if requested, and gives the reason if CUDA is missing", async () => {
  assert.deepEqual(await chooseDevice("cpu"), { device: "cpu", reason: null });
  const { device, reason } = await chooseDevice("cuda");
  assert.equal(reason === null, device === "cuda"); // a machine with CUDA may run the tests too
});

Deno.test("chooseDevice() gives no reason for auto without a device, and a reason if a device does not work", async () => {
  const { device, reason } = await chooseDevice("auto", ["/nonexistent/nvidia0"]);
  assert.equal(reason, null);
  if (device === "cuda") return; // a machine with CUDA
  assert.match((await chooseDevice("auto", ["/dev/null"])).reason!, /^CUDA does not work here: \S/);
  assert.match((await chooseDevice("cuda", [])).reason!, /^no CUDA device is here \(.+\)$/);
});

Deno.test("the version that is reported is that of the package and of a CUDA provider", async () => {
  const manifest = new URL("../../../node_modules/onnxruntime-node/package.json", import.meta.url);
  const { version } = JSON.parse(await Deno.readTextFile(manifest));
  assert.equal(ONNXRUNTIME_VERSION, version);
  assert.ok(["12", "13"].map(versionForCuda).includes(version), version);
});
