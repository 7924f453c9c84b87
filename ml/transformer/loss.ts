/**
 * The loss: how wrong a prediction is.
 *
 * The model gives every word of the vocabulary a probability. Cross-entropy is -log p of the right word. It is 0 if the
 * model was certain and right, log(vocab) if all words were equally likely, and grows without bound if the model was
 * certain and wrong.
 *
 * Label smoothing asks for slightly less than certainty: a share ε of the target is spread over all words (Szegedy et
 * al., 2016). Without it the right score would rise forever, since p = 1 is never reached.
 *
 * The derivative by the scores is the prediction minus the target: p - target.
 */
import { Tensor } from "./tensor.ts";

export interface CrossEntropyOptions {
  /** The share ε of the target that is spread over all words. */
  labelSmoothing?: number;
  /** Targets with this id (the padding) do not count. */
  ignore?: number;
}

/**
 * The mean cross-entropy, in nats, over the targets that count.
 *
 * @param logits scores before softmax, (..., vocab)
 * @param targets the right token of each row
 * @returns a tensor of one value
 */
export function crossEntropy(
  logits: Tensor,
  targets: Int32Array,
  { labelSmoothing = 0, ignore }: CrossEntropyOptions = {},
): Tensor {
  const vocab = logits.dim(-1);
  if (targets.length * vocab !== logits.size) {
    throw new RangeError(`there are ${targets.length} targets for logits of shape [${logits.shape}]: one for each row`);
  }
  const counted = targets.reduce((n, target) => n + (target === ignore ? 0 : 1), 0);
  const difference = new Float32Array(logits.size); // p - target
  const spread = labelSmoothing / vocab;
  let total = 0;
  for (let row = 0, at = 0; row < targets.length; row++, at += vocab) {
    if (targets[row] === ignore) continue;
    const max = rowMax(logits.data, at, vocab);
    let [sum, all] = [0, 0]; // of exp(x - max), and of x
    for (let i = at; i < at + vocab; i++) {
      sum += difference[i] = Math.exp(logits.data[i] - max);
      all += logits.data[i];
    }
    for (let i = at; i < at + vocab; i++) difference[i] = difference[i] / sum - spread;
    const logSum = max + Math.log(sum);
    const right = at + targets[row];
    difference[right] -= 1 - labelSmoothing;
    total += (1 - labelSmoothing) * (logSum - logits.data[right]) + spread * (vocab * logSum - all);
  }
  const n = Math.max(1, counted);
  return Tensor.result(Float32Array.of(total / n), [1], [logits], ([g]) => {
    const dx = logits.gradient();
    for (let i = 0; i < dx.length; i++) dx[i] += difference[i] * g / n;
  });
}

/** log(sum of exp(x)) of `n` values from `at` on, without overflow. */
export function logSumExp(x: Float32Array, at: number, n: number): number {
  const max = rowMax(x, at, n);
  let sum = 0;
  for (let i = at; i < at + n; i++) sum += Math.exp(x[i] - max);
  return max + Math.log(sum);
}

function rowMax(x: Float32Array, at: number, n: number): number {
  let max = -Infinity;
  for (let i = at; i < at + n; i++) if (x[i] > max) max = x[i];
  return max;
}
