/**
 * Matrix products: linear maps, and the comparison of all rows with all others.
 *
 * A row of numbers times a matrix is a new row in which every number is a weighted sum of the old ones. For many rows
 * that is C = A B, c[i][j] = sum over p of a[i][p] b[p][j].
 *
 * The derivative: c[i][j] grows with a[i][p] at the rate b[p][j], so dA = dC Bᵀ, and in the same way dB = Aᵀ dC. The
 * shapes agree: dA must be (m, k), and only dC Bᵀ makes that from dC (m, n) and B (k, n).
 */
import { multiply } from "../kernels/multiply.ts";
import { sizeOf, Tensor } from "../tensor.ts";
import { addRepeats } from "./elementwise.ts";

/** a b: (..., m, k) x (..., k, n) -> (..., m, n), for each matrix of the leading axes. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [m, k, n] = [a.dim(-2), a.dim(-1), b.dim(-1)];
  const batch = batchOf("matmul", a, b, b.dim(-2));
  const c = new Float32Array(batch * m * n);
  multiply({ a: a.data, b: b.data, c, m, n, k, batch });
  return Tensor.result(c, [...a.shape.slice(0, -1), n], [a, b], (g) => {
    if (a.requiresGrad) multiply({ a: g, b: b.data, c: a.gradient(), m, n: k, k: n, batch, transposeB: true }); // dC Bᵀ
    if (b.requiresGrad) multiply({ a: a.data, b: g, c: b.gradient(), m: k, n, k: m, batch, transposeA: true }); // Aᵀ dC
  });
}

/**
 * a bᵀ: (..., m, k) x (..., n, k) -> (..., m, n): the dot product of every row of a with every row of b.
 *
 * With C = A Bᵀ: dA = dC B, dB = dCᵀ A.
 */
export function matmulTransposed(a: Tensor, b: Tensor): Tensor {
  const [m, k, n] = [a.dim(-2), a.dim(-1), b.dim(-2)];
  const batch = batchOf("matmulTransposed", a, b, b.dim(-1));
  const c = new Float32Array(batch * m * n);
  multiply({ a: a.data, b: b.data, c, m, n, k, batch, transposeB: true });
  return Tensor.result(c, [...a.shape.slice(0, -1), n], [a, b], (g) => {
    if (a.requiresGrad) multiply({ a: g, b: b.data, c: a.gradient(), m, n: k, k: n, batch }); // dC B
    if (b.requiresGrad) multiply({ a: g, b: a.data, c: b.gradient(), m: n, n: k, k: m, batch, transposeA: true }); // dCᵀ A
  });
}

/**
 * x Wᵀ + bias: (..., in) -> (..., out), with one weight matrix (out, in) and one bias (out) for all rows.
 *
 * dx = dy W, dW = dyᵀ x, and the bias, which is added to every row, gets the sum of dy over the rows.
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  const [nOut, nIn] = weight.shape;
  if (x.dim(-1) !== nIn) {
    throw new RangeError(`linear() got rows of ${x.dim(-1)}: the weight [${weight.shape}] wants ${nIn}`);
  }
  const rows = x.size / nIn;
  const y = new Float32Array(rows * nOut);
  if (bias) { for (let at = 0; at < y.length; at += nOut) y.set(bias.data, at); }
  multiply({ a: x.data, b: weight.data, c: y, m: rows, n: nOut, k: nIn, transposeB: true });
  const inputs = bias ? [x, weight, bias] : [x, weight];
  return Tensor.result(y, [...x.shape.slice(0, -1), nOut], inputs, (g) => {
    if (x.requiresGrad) multiply({ a: g, b: weight.data, c: x.gradient(), m: rows, n: nIn, k: nOut });
    if (weight.requiresGrad) {
      multiply({ a: g, b: x.data, c: weight.gradient(), m: nOut, n: nIn, k: rows, transposeA: true });
    }
    if (bias?.requiresGrad) addRepeats(bias.gradient(), g);
  });
}

function batchOf(name: string, a: Tensor, b: Tensor, bInner: number): number {
  if (a.dim(-1) !== bInner || a.shape.slice(0, -2).join() !== b.shape.slice(0, -2).join()) {
    throw new RangeError(`${name}() got shapes [${a.shape}] and [${b.shape}]: their matrices don't fit`);
  }
  return sizeOf(a.shape.slice(0, -2));
}
