/**
 * The matrix product in plain TypeScript: the reference for testing the WebAssembly kernels, and the fallback where
 * WebAssembly SIMD is missing.
 *
 * The order of the three loops decides the speed. With the sum innermost, b is read down a column, and every value
 * comes from another cache line. Here a row of c sums up whole rows of b, so everything is read in memory order. Four
 * rows of b are added at once, so that c is read and written a quarter as often.
 */
import type { Product } from "./product.ts";

export function plainMultiply({ a, b, c, m, n, k, batch = 1, transposeA = false, transposeB = false }: Product): void {
  const [aRow, aColumn] = transposeA ? [1, m] : [k, 1];
  for (let i = 0; i < batch; i++) {
    const rows = b.subarray(i * k * n, (i + 1) * k * n);
    const kn = transposeB ? transposed(rows, n, k) : rows; // (k, n)
    for (let row = 0; row < m; row++) {
      const aAt = i * m * k + row * aRow;
      addRow(c, (i * m + row) * n, a, aAt, aColumn, kn, n, k);
    }
  }
}

/** c[at ...] += sum over p of a[p] * b[p, ...] */
function addRow(
  c: Float32Array,
  at: number,
  a: Float32Array,
  aAt: number,
  aStep: number,
  b: Float32Array,
  n: number,
  k: number,
) {
  let p = 0;
  for (; p + 4 <= k; p += 4, aAt += 4 * aStep) {
    const [a0, a1, a2, a3] = [a[aAt], a[aAt + aStep], a[aAt + 2 * aStep], a[aAt + 3 * aStep]];
    let [b0, b1, b2, b3] = [p * n, (p + 1) * n, (p + 2) * n, (p + 3) * n];
    for (let j = at; j < at + n; j++) c[j] += a0 * b[b0++] + a1 * b[b1++] + a2 * b[b2++] + a3 * b[b3++];
  }
  for (; p < k; p++, aAt += aStep) {
    const value = a[aAt];
    for (let j = 0; j < n; j++) c[at + j] += value * b[p * n + j];
  }
}

function transposed(x: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(x.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = x[r * columns + c];
  return out;
}
