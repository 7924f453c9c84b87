import assert from "node:assert/strict";
import { Graph } from "../../../ml/onnx/graph.ts";
import { Session, type Value } from "../../../ml/onnx/session.ts";
import { bool, float32, int64, int64s, tensor } from "../../../ml/onnx/tensor.ts";
import { WeightFile } from "../../../ml/onnx/weight_file.ts";

const OPTIONS = { threads: 1, device: "cpu" } as const;

function floats(...values: number[]): Value {
  return { type: "float32", dims: [values.length], data: Float32Array.from(values) };
}

async function run(model: string | Uint8Array, feeds: Record<string, Value>): Promise<Record<string, unknown[]>> {
  const session = await Session.create(model, OPTIONS);
  try {
    const outputs = await session.run(feeds);
    return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, [...data]]));
  } finally {
    await session.release();
  }
}

Deno.test("a graph with nodes, attributes of each kind and constants computes the right values", async () => {
  const g = new Graph("test", null);
  const x = g.input("x", "float32", ["n"]);
  const product = g.op("Mul", [x, g.constant(float32(3))]);
  const leaky = g.op("LeakyRelu", [product], { alpha: { float: 0.5 } });
  const rows = g.op("Reshape", [leaky, g.constant(int64s(2, 2))]);
  g.output("transposed", "float32", [2, 2], g.op("Transpose", [rows], { perm: [1, 0] }));
  g.output("bytes", "int64", [2, 2], g.op("Cast", [rows], { to: 7 }));
  const filled = g.op("ConstantOfShape", [g.constant(int64s(2))], {
    value: tensor("float32", [1], Float32Array.of(7)),
  });
  g.output("filled", "float32", [2], filled);
  const found = await run(g.toModel(), { x: floats(1, -2, 3, 4) });
  assert.deepEqual(found, { transposed: [3, 9, -3, 12], bytes: [3n, -3n, 9n, 12n], filled: [7, 7] });
});

Deno.test("a Loop sees the values around it, and an If takes one branch", async () => {
  const g = new Graph("test", null);
  const step = g.input("step", "float32", [1]);
  const body = g.subgraph("body");
  const i = body.input("i", "int64", []);
  body.input("go_on", "bool", []);
  const sum = body.input("sum", "float32", [1]);
  const then = body.subgraph("then");
  then.output("plus", "float32", [1], then.op("Add", [sum, step]));
  const otherwise = body.subgraph("otherwise");
  otherwise.output("same", "float32", [1], sum);
  const isEarly = body.op("Less", [i, body.constant(int64(3))]);
  const [next] = body.ops("If", [isEarly], 1, { then_branch: then, else_branch: otherwise });
  body.output("again", "bool", [], body.op("Less", [i, body.constant(int64(4))]));
  body.output("next", "float32", [1], next);
  body.output("seen", "float32", [1], next);
  g.ops("Loop", [g.constant(int64(100)), g.constant(bool(true)), step], ["last", "all"], { body });
  g.output("last", "float32", [1]);
  g.output("all", "float32", ["steps", 1]);
  assert.deepEqual(await run(g.toModel(), { step: floats(2) }), { last: [8], all: [4, 6, 8, 8, 8] });
});

Deno.test("large constants go to the weight file, and graphs that share a key share the bytes", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const weights = new WeightFile(folder, "weights.bin");
    const large = Float32Array.from({ length: 4000 }, (_, i) => i);
    for (const [name, factor] of [["a", 1], ["b", 2]] as const) {
      const g = new Graph(name, weights);
      const x = g.op("Mul", [g.input("x", "float32", [1]), g.constant(float32(factor))]);
      const body = g.subgraph("then"); // a constant of a branch
      body.output(
        "shifted",
        "float32",
        [4000],
        body.op("Add", [x, body.constant(() => tensor("float32", [4000], large), "large")]),
      );
      const no = g.subgraph("else");
      no.output("kept", "float32", [4000], no.op("Expand", [x, no.constant(int64s(4000))]));
      const [y] = g.ops("If", [g.input("add", "bool", [1])], 1, { then_branch: body, else_branch: no });
      g.output("y", "float32", [4000], y);
      await Deno.writeFile(`${folder}/${name}.onnx`, g.toModel());
    }
    weights.add(tensor("uint8", [5000], new Uint8Array(5000)));
    weights.close();
    assert.equal((await Deno.stat(`${folder}/weights.bin`)).size, 16384 + 5000);
    assert.ok((await Deno.stat(`${folder}/a.onnx`)).size < 1000);
    for (const [name, factor] of [["a", 1], ["b", 2]] as const) {
      const add: Value = { type: "bool", dims: [1], data: Uint8Array.of(1) };
      const { y } = await run(`${folder}/${name}.onnx`, { x: floats(10), add });
      assert.deepEqual([y[0], y[3999]], [10 * factor, 3999 + 10 * factor]);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a constant is written once for each key and each small value", () => {
  const g = new Graph("test", null);
  assert.equal(g.constant(int64(5)), g.constant(int64(5)));
  assert.notEqual(g.constant(int64(5)), g.constant(int64s(5))); // another shape
  let made = 0;
  const make = () => {
    made++;
    return tensor("int8", [100], new Int8Array(100));
  };
  assert.equal(g.constant(make, "key"), g.constant(make, "key"));
  assert.equal(made, 1);
});

Deno.test("tensor() refuses bytes that do not match the shape", () => {
  assert.throws(
    () => tensor("float32", [2, 3], new Float32Array(5)),
    /shape \[2,3\] was given 20 bytes: it must be 24/,
  );
});

Deno.test("WeightFile refuses the same key with another length", async () => {
  const folder = await Deno.makeTempDir();
  const weights = new WeightFile(folder, "w.bin");
  weights.add(tensor("uint8", [8], new Uint8Array(8)), "key");
  const longer = tensor("uint8", [9], new Uint8Array(9));
  assert.throws(() => weights.add(longer, "key"), /"key" was stored with 8 bytes and came again with 9/);
  weights.close();
  await Deno.remove(folder, { recursive: true });
});
