/**
 * Steps downhill.
 *
 * A gradient says which way the loss rises. The plainest step is against it, times a learning rate. But gradients of
 * one batch are noisy, and some weights have gradients a thousand times larger than others: no one rate suits all. Adam
 * (Kingma and Ba, 2014) keeps two running means for each weight: of its gradient, which smooths out the noise, and of
 * the square, which tells its usual size. The step is the first over the root of the second: about the learning rate
 * for every weight, however large its gradients, and less where they change their sign.
 *
 * Both means start at 0 and would be too small at first: divided by 1 - β^step they are right from the first step on.
 */
import type { Tensor } from "./tensor.ts";

export interface AdamOptions {
  /** Of the mean of gradients. */
  beta1?: number;
  /** Of the mean of squares; 0.98 for transformers, whose gradients change faster than in pictures. */
  beta2?: number;
  epsilon?: number;
  /** Takes this share of the learning rate off every matrix at each step (AdamW); 0: none. */
  weightDecay?: number;
}

export interface Moments {
  mean: Float32Array;
  square: Float32Array;
}

export class Adam {
  /** Steps taken. */
  stepCount = 0;
  readonly moments: Map<string, Moments> = new Map();
  readonly #options: Required<AdamOptions>;

  constructor(readonly parameters: ReadonlyMap<string, Tensor>, options: AdamOptions = {}) {
    this.#options = { beta1: 0.9, beta2: 0.98, epsilon: 1e-9, weightDecay: 0, ...options };
    for (const [name, { size }] of parameters) {
      this.moments.set(name, { mean: new Float32Array(size), square: new Float32Array(size) });
    }
  }

  /** Changes every parameter by its gradient, and sets the gradient back to 0. */
  step(learningRate: number): void {
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    this.stepCount++;
    const rate = learningRate / (1 - beta1 ** this.stepCount);
    const correction = 1 / (1 - beta2 ** this.stepCount);
    for (const [name, { data, grad, shape }] of this.parameters) {
      if (!grad) continue;
      const { mean, square } = this.moments.get(name)!;
      const keep = shape.length > 1 ? 1 - learningRate * weightDecay : 1;
      for (let i = 0; i < data.length; i++) {
        const g = grad[i];
        const m = mean[i] = beta1 * mean[i] + (1 - beta1) * g;
        const v = square[i] = beta2 * square[i] + (1 - beta2) * g * g;
        data[i] = data[i] * keep - rate * m / (Math.sqrt(v * correction) + epsilon);
      }
      grad.fill(0);
    }
  }
}

/**
 * Shortens all gradients together, if they are longer than `maxNorm`, so that one odd batch can't throw the weights far
 * off. The direction stays.
 *
 * @returns how long they were
 */
export function clipGradients(parameters: ReadonlyMap<string, Tensor>, maxNorm: number): number {
  let sum = 0;
  for (const { grad } of parameters.values()) {
    if (grad) { for (let i = 0; i < grad.length; i++) sum += grad[i] * grad[i]; }
  }
  const norm = Math.sqrt(sum);
  if (norm > maxNorm) {
    for (const { grad } of parameters.values()) {
      if (grad) { for (let i = 0; i < grad.length; i++) grad[i] *= maxNorm / norm; }
    }
  }
  return norm;
}
