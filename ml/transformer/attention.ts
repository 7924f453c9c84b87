/**
 * Attention: each word collects information from the other words.
 *
 * In "the animal did not cross the street because it was tired", the meaning of "it" depends on "animal". Every word
 * has a query, which says what it looks for, a key, which says what it offers, and a value, which is the information
 * itself. All three are rows of d numbers. The dot product of a query with a key says how well they match. Softmax
 * turns the scores of one query into shares that sum to 1, and the result for that word is the sum of all values, each
 * weighted by its share. The distance between two words does not matter, and all words are computed at the same time.
 * Recurrent networks could do neither.
 *
 * Why divide by the square root of d? If the numbers of q and k are independent, with mean 0 and variance 1, their dot
 * product is a sum of d terms of variance 1, so its variance is d. With d = 64 scores of ±8 are common, with d = 1024
 * scores of ±32. Softmax gives nearly everything to the largest of such scores. There its derivative, p (1 - p), is
 * almost 0, and the model learns nothing. Divided by sqrt(d), the scores have variance 1 for every d. `scalingFigure()`
 * shows both cases:
 *
 *     deno run ml/transformer/attention.ts
 */
import type { Mask } from "./masks.ts";
import { scale } from "./ops/elementwise.ts";
import { matmul, matmulTransposed } from "./ops/matmul.ts";
import { masked, softmax } from "./ops/softmax.ts";
import { Random } from "./random.ts";
import { Tensor } from "./tensor.ts";

export interface Attention {
  output: Tensor; // (batch, heads, n, d)
  weights: Tensor; // (batch, heads, n, m)
}

/**
 * softmax(q kᵀ / sqrt(d)) v, for every head of every sentence: n queries, m keys and values.
 *
 * @param q (batch, heads, n, d)
 * @param k (batch, heads, m, d)
 * @param v (batch, heads, m, d)
 * @param mask which keys each query may see; all if absent
 */
export function scaledDotProductAttention(q: Tensor, k: Tensor, v: Tensor, mask?: Mask): Attention {
  let scores = scale(matmulTransposed(q, k), 1 / Math.sqrt(q.dim(-1))); // (b, h, n, d) x (b, h, m, d)ᵀ -> (b, h, n, m)
  if (mask) scores = masked(scores, mask);
  const weights = softmax(scores); // each row sums to 1
  return { output: matmul(weights, v), weights }; // (b, h, n, m) x (b, h, m, d) -> (b, h, n, d)
}

/** Statistics of a softmax over random keys. */
export interface ScalingRow {
  d: number;
  isScaled: boolean;
  /** Entropy of the shares, in bits: log2(nKeys) if all are equal, 0 if one key gets everything. */
  entropyBits: number;
  /** The largest share. */
  largest: number;
  /** The mean of p (1 - p): how much the shares still change with the scores. */
  slope: number;
}

/** How random queries attend to random keys, with and without the division by sqrt(d), as d grows. */
export function scalingFigure(
  { widths = [4, 16, 64, 256, 1024], nKeys = 16, nQueries = 200, seed = 1 } = {},
): ScalingRow[] {
  const random = new Random(seed);
  return widths.flatMap((d) => {
    const rows = (n: number) => new Tensor(numbers(n * d, random), [n, d]);
    const scores = matmulTransposed(rows(nQueries), rows(nKeys)); // (nQueries, nKeys)
    return [false, true].map((isScaled) => {
      const p = softmax(isScaled ? scale(scores, 1 / Math.sqrt(d)) : scores).data;
      const row = { d, isScaled, entropyBits: 0, largest: 0, slope: 0 };
      for (let i = 0; i < p.length; i++) {
        if (p[i] > 0) row.entropyBits -= p[i] * Math.log2(p[i]) / nQueries;
        row.slope += p[i] * (1 - p[i]) / p.length;
      }
      for (let q = 0; q < nQueries; q++) row.largest += Math.max(...p.subarray(q * nKeys, (q + 1) * nKeys)) / nQueries;
      return row;
    });
  });
}

function numbers(n: number, random: Random): Float32Array {
  return Float32Array.from({ length: n }, () => random.normal());
}

if (import.meta.main) {
  console.log("shares over 16 random keys: equal ones would have 4 bits\n");
  console.log("     d            entropy   largest   slope");
  for (const { d, isScaled, entropyBits, largest, slope } of scalingFigure()) {
    const label = isScaled ? "scaled  " : "unscaled";
    console.log(
      `${`${d}`.padStart(6)}  ${label}  ${entropyBits.toFixed(2)} bits  ${largest.toFixed(3)}     ${slope.toFixed(4)}`,
    );
  }
}
