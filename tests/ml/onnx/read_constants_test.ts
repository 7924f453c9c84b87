import assert from "node:assert/strict";
import { readConstants } from "../../../ml/onnx/read_constants.ts";
import { Graph } from "../../../ml/onnx/graph.ts";
import { bool, int64, tensor } from "../../../ml/onnx/tensor.ts";

Deno.test("readConstants() finds the float constants of a graph and of its branches", () => {
  const g = new Graph("test", null);
  const outer = g.op("Constant", [], { value: tensor("float32", [2, 1], Float32Array.of(1.5, -2)) });
  const branch = (value: number) => {
    const own = g.subgraph("branch");
    const name = own.op("Constant", [], { value: tensor("float32", [], Float32Array.of(value)) });
    own.op("Constant", [], { value: int64(7) }); // not a float
    own.output(own.unique("out"), "float32", [], name);
    return { own, name };
  };
  const [then, otherwise] = [branch(3), branch(4)];
  g.ops("If", [g.constant(bool(true))], ["y"], { then_branch: then.own, else_branch: otherwise.own });
  g.output("y", "float32", []);
  const expected = new Map([
    [outer, { shape: [2, 1], data: Float32Array.of(1.5, -2) }],
    [then.name, { shape: [], data: Float32Array.of(3) }],
    [otherwise.name, { shape: [], data: Float32Array.of(4) }],
  ]);
  assert.deepEqual(readConstants(g.toModel()), expected);
});

Deno.test("readConstants() refuses a file that is cut off and one of another format", () => {
  const g = new Graph("test", null);
  g.op("Constant", [], { value: tensor("float32", [100], new Float32Array(100)) });
  const model = g.toModel();
  assert.throws(() => readConstants(model.subarray(0, model.length - 60)), /not the bytes of an ONNX file/);
  assert.throws(() => readConstants(Uint8Array.of(0x3f, 1, 2)), /not the bytes of an ONNX file/);
});
