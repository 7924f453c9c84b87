/**
 * Adam, the optimizer.
 *
 * The gradient points where the loss rises, so the simplest step is the negative gradient times a learning rate. But
 * the gradient of one batch is noisy, and some weights have gradients a thousand times larger than others, so no single
 * rate suits all of them. Adam (Kingma and Ba, 2014) keeps two running means for each weight: of its gradient, which
 * smooths the noise, and of the squared gradient, which measures its usual size. The step is the first mean divided by
 * the root of the second: about the learning rate for every weight, and less where the gradient keeps changing sign.
 *
 * Both means start at 0 and are too small at first. Dividing them by 1 - β^step corrects that.
 */
import type { Tensor } from "./tensor.ts";

export interface AdamOptions {
  /** Decay of the mean of gradients. */
  beta1?: number;
  /** Decay of the mean of squared gradients; 0.98 is usual for transformers. */
  beta2?: number;
  epsilon?: number;
  /** Each step subtracts the learning rate times this share from every matrix (AdamW); 0 switches it off. */
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

  /** Updates every parameter from its gradient, then sets the gradients to 0. */
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
 * Scales all gradients down together if their common norm exceeds `maxNorm`, so that one unusual batch cannot ruin the
 * weights. The direction stays.
 *
 * @returns the norm before scaling
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
