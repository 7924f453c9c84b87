import assert from "node:assert/strict";
import { kernel, useKernel } from "../../../ml/transformer/kernels/multiply.ts";
import { plainMultiply } from "../../../ml/transformer/kernels/plain.ts";
import { instantiate, multiplyIn } from "../../../ml/transformer/kernels/wasm.ts";
import { Random } from "../../../ml/transformer/random.ts";
import { assertClose } from "./reference.ts";

const random = new Random(1);
const numbers = (n: number) => Float32Array.from({ length: n }, () => random.normal());

/** c += a b, by definition. */
function product(
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  m: number,
  n: number,
  k: number,
  ta: boolean,
  tb: boolean,
) {
  return c.map((before, at) => {
    const batch = Math.floor(at / (m * n));
    const [i, j] = [Math.floor(at % (m * n) / n), at % n];
    let sum = before;
    for (let p = 0; p < k; p++) {
      sum += a[batch * m * k + (ta ? p * m + i : i * k + p)] * b[batch * k * n + (tb ? j * k + p : p * n + j)];
    }
    return sum;
  });
}

// Around the edges of a tile (4 by 8), of the unrolled loop (4) and of the pieces along k (512)
const SIZES = [[1, 1, 1, 1], [4, 8, 4, 1], [5, 9, 7, 3], [3, 7, 3, 2], [8, 8, 32, 4], [13, 17, 513, 2], [1, 30, 9, 2], [
  6,
  16,
  1030,
  1,
]];

for (const isRelaxed of [true, false]) {
  Deno.test(`plain loops and WebAssembly give the products of the definition${isRelaxed ? ", fused" : ""}`, () => {
    const functions = instantiate(isRelaxed);
    assert.ok(functions, "WebAssembly SIMD runs here");
    for (const [m, n, k, batch] of SIZES) {
      for (const [transposeA, transposeB] of [[false, false], [true, false], [false, true], [true, true]]) {
        const [a, b, c] = [numbers(batch * m * k), numbers(batch * k * n), numbers(batch * m * n)];
        const right = product(a, b, c, m, n, k, transposeA, transposeB);
        const what = `${m} x ${k} x ${n}, ${transposeA}, ${transposeB}`;
        const [plain, wasm] = [c.slice(), c.slice()];
        plainMultiply({ a, b, c: plain, m, n, k, batch, transposeA, transposeB });
        assertClose(plain, right, 2e-4, `plain ${what}`);
        multiplyIn(functions, { a, b, c: wasm, m, n, k, batch, transposeA, transposeB });
        assertClose(wasm, right, 2e-4, `wasm ${what}`);
      }
    }
  });
}

Deno.test("values left in memory by a larger product do not affect a smaller one", () => {
  const functions = instantiate(true)!;
  const bad = new Float32Array(64 * 64).fill(NaN);
  multiplyIn(functions, { a: bad, b: bad, c: bad.slice(), m: 64, n: 64, k: 64 });
  const c = new Float32Array(3 * 5);
  multiplyIn(functions, { a: new Float32Array(21).fill(1), b: new Float32Array(35).fill(2), c, m: 3, n: 5, k: 7 });
  assert.deepEqual([...c], new Array(15).fill(14));
});

Deno.test("WebAssembly is chosen if it runs", () => {
  assert.equal(kernel(), "wasm");
  assert.throws(() => useKernel("cuda" as "plain"), /does not run here/);
});
