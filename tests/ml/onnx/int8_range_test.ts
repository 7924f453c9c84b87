import assert from "node:assert/strict";
import { Graph } from "../../../ml/onnx/graph.ts";
import { int8Range } from "../../../ml/onnx/int8_range.ts";
import { Session } from "../../../ml/onnx/session.ts";
import { float32, tensor } from "../../../ml/onnx/tensor.ts";

const FLAGS_WITHOUT = "fpu sse4_2 avx avx2 fma avx512f avx512bw"; // AVX-512 alone adds in 16 bits too

Deno.test("int8Range() is the full range if the processor adds products in 32 bits", () => {
  for (const flag of ["avx512_vnni", "avx_vnni", "amx_int8"]) {
    assert.equal(int8Range("x86_64", `${FLAGS_WITHOUT} ${flag} rdpid`), 127, flag);
  }
  assert.equal(int8Range("aarch64", ""), 127);
  assert.equal(int8Range("x86_64", FLAGS_WITHOUT), 64);
  assert.equal(int8Range("x86_64", ""), 64, "nothing tells the flags");
});

Deno.test("a product of int8 within int8Range() has the right sums on this processor", async () => {
  const [rows, inner, columns] = [16, 64, 32];
  const range = int8Range();
  for (const sign of [1, -1]) {
    const right = new Int8Array(inner * columns).fill(sign * range);
    const g = new Graph("product", null);
    const left = g.input("left", "uint8", [rows, inner]);
    const one = g.constant(float32(1));
    const zero = g.constant(tensor("int8", [columns], new Int8Array(columns)));
    const zeroPoint = g.constant(tensor("uint8", [], Uint8Array.of(0)));
    const weights = g.constant(tensor("int8", [inner, columns], right));
    const scales = g.constant(tensor("float32", [columns], new Float32Array(columns).fill(1)));
    g.output(
      "sums",
      "float32",
      [rows, columns],
      g.msOp("MatMulIntegerToFloat", [left, weights, one, scales, zeroPoint, zero]),
    );
    const session = await Session.create(g.toModel(), { threads: 1, device: "cpu" });
    const data = new Uint8Array(rows * inner).fill(255);
    const { sums } = await session.run({ left: { type: "uint8", dims: [rows, inner], data } });
    assert.ok([...sums.data as Float32Array].every((sum) => sum === sign * 255 * range * inner), `${sums.data[0]}`);
    await session.release();
  }
});
