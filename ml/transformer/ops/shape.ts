/**
 * Operations that move values without changing them: their derivative moves the gradient back.
 *
 * Multi-head attention cuts each row of d values into h pieces, and each head works on its pieces of all rows: (batch,
 * length, d) becomes (batch, h, length, d / h). Only the order in memory changes.
 */
import { Tensor } from "../tensor.ts";
import { addInto } from "./elementwise.ts";

/** (batch, length, h * d) -> (batch, h, length, d) */
export function splitHeads(x: Tensor, nHeads: number): Tensor {
  const [batch, length, width] = x.shape;
  const d = width / nHeads;
  const data = new Float32Array(x.size);
  swapAxes(data, x.data, batch, length, nHeads, d);
  return Tensor.result(data, [batch, nHeads, length, d], [x], (g) => {
    swapAxes(x.gradient(), g, batch, nHeads, length, d);
  });
}

/** (batch, h, length, d) -> (batch, length, h * d) */
export function joinHeads(x: Tensor): Tensor {
  const [batch, nHeads, length, d] = x.shape;
  const data = new Float32Array(x.size);
  swapAxes(data, x.data, batch, nHeads, length, d);
  return Tensor.result(data, [batch, length, nHeads * d], [x], (g) => {
    swapAxes(x.gradient(), g, batch, length, nHeads, d);
  });
}

/** Adds (batch, rows, columns, d) to `out` as (batch, columns, rows, d). */
function swapAxes(out: Float32Array, x: Float32Array, batch: number, rows: number, columns: number, d: number): void {
  let from = 0;
  for (let b = 0; b < batch; b++) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const to = ((b * columns + c) * rows + r) * d;
        for (let i = 0; i < d; i++) out[to + i] += x[from++];
      }
    }
  }
}

/**
 * Joins (batch, h, n, d) and (batch, h, m, d) to (batch, h, n + m, d): the cached keys or values, then the new ones.
 */
export function joinLengths(a: Tensor, b: Tensor): Tensor {
  const [batch, nHeads, n, d] = a.shape;
  const m = b.shape[2];
  const data = new Float32Array(a.size + b.size);
  for (let i = 0; i < batch * nHeads; i++) {
    data.set(a.data.subarray(i * n * d, (i + 1) * n * d), i * (n + m) * d);
    data.set(b.data.subarray(i * m * d, (i + 1) * m * d), (i * (n + m) + n) * d);
  }
  return Tensor.result(data, [batch, nHeads, n + m, d], [a, b], (g) => {
    for (let i = 0; i < batch * nHeads; i++) {
      const at = i * (n + m) * d;
      if (a.requiresGrad) addInto(a.gradient().subarray(i * n * d, (i + 1) * n * d), g.subarray(at, at + n * d));
      if (b.requiresGrad) {
        addInto(b.gradient().subarray(i * m * d, (i + 1) * m * d), g.subarray(at + n * d, at + (n + m) * d));
      }
    }
  });
}

/** Selects entries of the first axis in the given order: (batch, ...) -> (rows.length, ...). */
export function selectRows(x: Tensor, rows: readonly number[]): Tensor {
  const n = x.size / x.shape[0];
  const data = new Float32Array(rows.length * n);
  rows.forEach((row, i) => data.set(x.data.subarray(row * n, (row + 1) * n), i * n));
  return Tensor.result(data, [rows.length, ...x.shape.slice(1)], [x], (g) => {
    const dx = x.gradient();
    rows.forEach((row, i) => addInto(dx.subarray(row * n, (row + 1) * n), g.subarray(i * n, (i + 1) * n)));
  });
}
