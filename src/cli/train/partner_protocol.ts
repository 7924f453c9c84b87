import type { TaskName } from "./arguments.ts";

/** What the second thread needs to make the same model. */
export interface PartnerSetup {
  task: TaskName;
  /** A file of the model, in full precision. */
  model: Uint8Array<ArrayBuffer>;
  labelSmoothing: number;
  seed: number;
  shared: PartnerMemory;
}

/** Memory of both threads. */
export interface PartnerMemory {
  /** [0]: how far the second thread is, see `PARTNER`. */
  state: Int32Array<SharedArrayBuffer>;
  /** All parameters, one after another, before the step. */
  weights: Float32Array<SharedArrayBuffer>;
  /** And the derivatives of the loss by them, after it. */
  gradients: Float32Array<SharedArrayBuffer>;
  /** [0]: the loss. */
  loss: Float64Array<SharedArrayBuffer>;
}

export const PARTNER = { working: 0, done: 1, failed: 2 } as const;

/** What is posted to it for each step. */
export interface PartnerWork {
  batch: unknown;
  step: number;
  share: number;
}
