/**
 * Softmax: turns scores into shares.
 *
 * The shares of a row are positive and sum to 1: exp(x) over the sum of all exp(x). A score that is larger by 1 gets e
 * times the share. The largest score is subtracted first: it cancels out, and no exp can overflow.
 *
 * A mask says which scores count. The others are set to minus infinity, so that their share is exp(-∞) = 0: a model in
 * training must not see the answer, nor the padding.
 */
import type { Mask } from "../masks.ts";
import { Tensor } from "../tensor.ts";

/**
 * Softmax along the last axis.
 *
 * With p the shares, dp[i]/dx[j] = p[i] (δ[i][j] - p[j]), since all shares compete for the same sum. Summed with g:
 * dx[j] = p[j] (g[j] - sum over i of g[i] p[i]).
 */
export function softmax(x: Tensor): Tensor {
  const n = x.dim(-1);
  const p = new Float32Array(x.size);
  for (let at = 0; at < p.length; at += n) softmaxRow(p, x.data, at, n);
  return Tensor.result(p, x.shape, [x], (g) => {
    const dx = x.gradient();
    for (let at = 0; at < p.length; at += n) {
      let sum = 0;
      for (let i = at; i < at + n; i++) sum += g[i] * p[i];
      for (let i = at; i < at + n; i++) dx[i] += p[i] * (g[i] - sum);
    }
  });
}

/** A row in which every score is masked gives zeros, not NaN. */
function softmaxRow(p: Float32Array, x: Float32Array, at: number, n: number): void {
  let max = -Infinity;
  for (let i = at; i < at + n; i++) if (x[i] > max) max = x[i];
  if (max === -Infinity) return;
  let sum = 0;
  for (let i = at; i < at + n; i++) sum += p[i] = Math.exp(x[i] - max);
  const share = 1 / sum;
  for (let i = at; i < at + n; i++) p[i] *= share;
}

/**
 * Sets the masked ones of the scores (batch, h, n, m) to minus infinity. Their derivative is 0.
 *
 * @throws {RangeError} if the mask has another shape
 */
export function masked(scores: Tensor, mask: Mask): Tensor {
  const [batch, nHeads, n, m] = scores.shape;
  const [maskBatch, maskN, maskM] = mask.shape;
  if ((maskBatch !== batch && maskBatch !== 1) || (maskN !== n && maskN !== 1) || maskM !== m) {
    throw new RangeError(
      `the mask [${mask.shape}] does not fit scores [${scores.shape}]: it must be [b or 1, n or 1, m]`,
    );
  }
  const { visible } = mask;
  /** Calls `use` with each row of scores and its row of the mask. */
  const eachRow = (use: (at: number, maskAt: number) => void) => {
    for (let row = 0; row < batch * nHeads * n; row++) {
      const b = maskBatch === 1 ? 0 : Math.floor(row / (nHeads * n));
      use(row * m, (b * maskN + (maskN === 1 ? 0 : row % n)) * m);
    }
  };
  const data = new Float32Array(scores.size);
  eachRow((at, maskAt) => {
    for (let i = 0; i < m; i++) data[at + i] = visible[maskAt + i] ? scores.data[at + i] : -Infinity;
  });
  return Tensor.result(data, scores.shape, [scores], (g) => {
    const dx = scores.gradient();
    eachRow((at, maskAt) => {
      for (let i = 0; i < m; i++) if (visible[maskAt + i]) dx[at + i] += g[at + i];
    });
  });
}
