/** Layer normalization as an operation; `layers.ts` explains its purpose. */
import { Tensor } from "../tensor.ts";

/**
 * gamma (x - mean) / sqrt(variance + epsilon) + beta, along the last axis: every row gets mean 0 and deviation 1, then
 * the learned scale and offset of each column.
 *
 * With x̂ the normalized row and ĝ = g gamma: the mean and the deviation depend on every x of the row, which removes
 * from ĝ the parts that would only shift or stretch the row: dx = (ĝ - mean(ĝ) - x̂ mean(ĝ x̂)) / deviation. And dgamma
 * = g x̂, dbeta = g, summed over the rows.
 */
export function layerNorm(x: Tensor, gamma: Tensor, beta: Tensor, epsilon = 1e-5): Tensor {
  const n = x.dim(-1);
  const rows = x.size / n;
  const normal = new Float32Array(x.size); // x̂
  const inverse = new Float32Array(rows); // 1 / deviation
  const data = new Float32Array(x.size);
  for (let row = 0, at = 0; row < rows; row++, at += n) {
    let sum = 0;
    for (let i = at; i < at + n; i++) sum += x.data[i];
    const mean = sum / n;
    let squares = 0;
    for (let i = at; i < at + n; i++) squares += (x.data[i] - mean) ** 2;
    const factor = 1 / Math.sqrt(squares / n + epsilon);
    inverse[row] = factor;
    for (let i = 0; i < n; i++) {
      const value = (x.data[at + i] - mean) * factor;
      normal[at + i] = value;
      data[at + i] = value * gamma.data[i] + beta.data[i];
    }
  }
  return Tensor.result(data, x.shape, [x, gamma, beta], (g) => {
    const [dx, dgamma, dbeta] = [x.gradient(), gamma.gradient(), beta.gradient()];
    for (let row = 0, at = 0; row < rows; row++, at += n) {
      let [mean, along] = [0, 0];
      for (let i = 0; i < n; i++) {
        const value = g[at + i] * gamma.data[i];
        mean += value;
        along += value * normal[at + i];
        dgamma[i] += g[at + i] * normal[at + i];
        dbeta[i] += g[at + i];
      }
      mean /= n;
      along /= n;
      for (let i = 0; i < n; i++) {
        dx[at + i] += inverse[row] * (g[at + i] * gamma.data[i] - mean - normal[at + i] * along);
      }
    }
  });
}
