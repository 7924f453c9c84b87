import { scaledDotProductAttention } from "../../transformer/attention.ts";
import type { Mask } from "../../transformer/masks.ts";
import { scale } from "../../transformer/ops/elementwise.ts";
import { matmul, matmulTransposed } from "../../transformer/ops/matmul.ts";
import { softmax } from "../../transformer/ops/softmax.ts";
import type { Tensor } from "../../transformer/tensor.ts";
import type { Exercise } from "../exercise.ts";
import { checkDerivatives, compare, insist, Mistake, randomTensor, round, tensorOf } from "../mistake.ts";
import type { AttentionFunction } from "../signatures.ts";

// such that 1 / sqrt(D) is no other fraction that a learner might take
const [HEADS, D, N, M] = [3, 6, 3, 5];
const WEIGHTS_SHAPE = [2, HEADS, N, M];
const OUTPUT_SHAPE = [2, HEADS, N, D];
/** Query i sees the keys 0 to i + 1. */
const MASK: Mask = {
  visible: Uint8Array.from({ length: N * M }, (_, i) => i % M <= Math.floor(i / M) + 1 ? 1 : 0),
  shape: [1, N, M],
};

function inputs({ isParameter = false } = {}): { q: Tensor; k: Tensor; v: Tensor } {
  return {
    q: randomTensor([2, HEADS, N, D], 1, { isParameter }),
    k: randomTensor([2, HEADS, M, D], 2, { isParameter }),
    v: randomTensor([2, HEADS, M, D], 3, { isParameter }),
  };
}

function result(learner: AttentionFunction, mask?: Mask): { output: Tensor; weights: Tensor } {
  const { q, k, v } = inputs();
  let made: Partial<ReturnType<AttentionFunction>> | undefined;
  try {
    made = learner(q, k, v, mask);
  } catch (error) {
    const isTransposed = error instanceof RangeError && error.message.includes(`[2,${HEADS},${M},${N}]`);
    insist(
      !isTransposed,
      "the weights have a row for each key: they must have one for each query, matmulTransposed(q, k)",
    );
    throw error;
  }
  insist(made !== undefined && made !== null, "the function returned nothing: it must return { output, weights }");
  const hidden = mask && made.weights?.data?.findIndex?.((x) => x === -Infinity);
  insist(
    hidden === undefined || hidden < 0,
    "the weights hold -Infinity: masked() sets scores to minus infinity, so it must come before the softmax",
  );
  return {
    weights: tensorOf(made.weights, WEIGHTS_SHAPE, "weights (a row for each query, a column for each key)"),
    output: tensorOf(made.output, OUTPUT_SHAPE, "output"),
  };
}

function checkRows({ data }: Tensor, when: string): void {
  for (let row = 0; row < data.length / M; row++) {
    const sum = data.subarray(row * M, (row + 1) * M).reduce((a, b) => a + b);
    insist(
      Math.abs(sum - 1) < 1e-4,
      `row ${row % N} of the weights sums to ${round(sum)}${when}: softmax goes over the last axis and comes last, ` +
        "so that the shares of each query sum to 1",
    );
  }
}

export const attention: Exercise<AttentionFunction> = {
  id: "1.1",
  name: "attention",
  title: "Attention",
  chapter: "Transformer",
  functionName: "attention",
  text: [
    "Every word collects information from the others. It has a query (what it looks for), a key (what it offers) and a value (what it says). The dot product of a query with a key is a score: how well the two fit. Softmax turns the scores of one query into shares that sum to 1, and the result for that word is the sum of all values, each times its share.",
    "The scores are divided by the square root of d, the length of a query. A dot product of d random terms has the variance d: without the division softmax would give nearly everything to one key, and its derivative there is almost 0.",
    "A mask says which keys a query may see. masked() sets the other scores to minus infinity, and softmax makes shares of 0 of them.",
    "The picture it makes: the weights as a square of dots, one row for each word, in which you see which words look at which.",
  ],
  starter: `import { masked, matmul, matmulTransposed, scale, softmax } from "streamforge";
import type { Mask, Tensor } from "streamforge";

/**
 * softmax(q kT / sqrt(d)) v, for every head of every sentence.
 *
 * @param q queries, (batch, heads, n, d)
 * @param k keys, (batch, heads, m, d)
 * @param v values, (batch, heads, m, d)
 * @param mask which keys each query may see; all if absent
 * @returns output (batch, heads, n, d), and the weights (batch, heads, n, m), whose rows sum to 1
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, mask?: Mask): { output: Tensor; weights: Tensor } {
  throw new Error("not written yet");
}
`,
  imports: ["Tensor", "masked", "matmul", "matmulTransposed", "scale", "softmax"],
  hints: [
    "It is four steps: scores, mask, shares, sum. Each is one call of a given operation.",
    "matmulTransposed(q, k) compares every query with every key. q.dim(-1) is d. The mask belongs between the scores and the softmax.",
    "let scores = scale(matmulTransposed(q, k), 1 / Math.sqrt(q.dim(-1))); if (mask) scores = masked(scores, mask); const weights = softmax(scores); the output is matmul(weights, v).",
  ],
  own: [{ path: "ml/transformer/attention.ts", name: "scaledDotProductAttention" }],
  checks: [
    {
      title: "the weights of each query are shares that sum to 1",
      run: (learner) => checkRows(result(learner).weights, ""),
    },
    {
      title: "the scores are dot products, divided by the square root of d",
      run(learner) {
        const { q, k, v } = inputs();
        const scaledBy = (c: number) => () => softmax(scale(matmulTransposed(q, k), c)).data;
        compare("weights", result(learner).weights.data, scaledDotProductAttention(q, k, v).weights.data, {
          shape: WEIGHTS_SHAPE,
          variants: [
            { says: "the scores are not divided by sqrt(d)", gives: scaledBy(1) },
            { says: "the scores are divided by d: it must be by sqrt(d)", gives: scaledBy(1 / D) },
            { says: "the scores are multiplied by sqrt(d): they must be divided by it", gives: scaledBy(Math.sqrt(D)) },
            {
              says: "the scores are divided by the number of heads: it must be by sqrt(d), and d is q.dim(-1)",
              gives: scaledBy(1 / HEADS),
            },
            {
              says: "the scores are divided by the square root of the number of keys: it must be of d, q.dim(-1)",
              gives: scaledBy(1 / Math.sqrt(M)),
            },
          ],
        });
      },
    },
    {
      title: "the output is the sum of the values, by their weights",
      run(learner) {
        const { q, k, v } = inputs();
        const { output, weights } = scaledDotProductAttention(q, k, v);
        compare("output", result(learner).output.data, output.data, {
          shape: OUTPUT_SHAPE,
          variants: [{
            says: "the output is the sum of the keys: it must be of the values, matmul(weights, v)",
            gives: () => matmul(weights, k).data,
          }],
        });
      },
    },
    {
      title: "a query gives nothing to the keys that the mask hides",
      run(learner) {
        const { weights, output } = result(learner, MASK);
        for (let i = 0; i < weights.size; i++) {
          if (MASK.visible[i % (N * M)] || weights.data[i] < 1e-6) continue;
          throw new Mistake(
            `query ${Math.floor(i / M) % N} gives ${round(weights.data[i])} to key ${i % M}, which the mask hides: ` +
              "apply masked() to the scores, before the softmax",
          );
        }
        checkRows(weights, " with a mask");
        const { q, k, v } = inputs();
        const expected = scaledDotProductAttention(q, k, v, MASK);
        compare("output with a mask", output.data, expected.output.data, { shape: OUTPUT_SHAPE });
      },
    },
    {
      title: "derivatives arrive at queries, keys and values",
      run(learner) {
        const { q, k, v } = inputs({ isParameter: true });
        checkDerivatives(learner(q, k, v).output, { q, k, v });
      },
    },
  ],
};
