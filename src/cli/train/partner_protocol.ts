import type { TaskName } from "./arguments.ts";

/** The first message to the second thread: it makes the same model from it. */
export interface PartnerSetup {
  task: TaskName;
  /** A safetensors file in full precision. */
  model: Uint8Array<ArrayBuffer>;
  labelSmoothing: number;
  seed: number;
  shared: PartnerMemory;
}

/** Memory that both threads share. */
export interface PartnerMemory {
  /** [0]: the state of the second thread, one of `PARTNER`. */
  state: Int32Array<SharedArrayBuffer>;
  /** All parameters, one after another, as they are before the step. */
  weights: Float32Array<SharedArrayBuffer>;
  /** The derivatives of the loss by `weights`, in the same order. */
  gradients: Float32Array<SharedArrayBuffer>;
  /** [0]: the loss of its part of the batch, times `share`. */
  loss: Float64Array<SharedArrayBuffer>;
}

export const PARTNER = { working: 0, done: 1, failed: 2 } as const;

/** The message for each step. */
export interface PartnerWork {
  batch: unknown;
  step: number;
  /** The part of the whole batch that `batch` is; loss and gradients are multiplied by it. */
  share: number;
}
