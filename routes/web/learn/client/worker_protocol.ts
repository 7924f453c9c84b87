import type { GradientRow } from "../../../../ml/transformer/gradient_figure.ts";

/** A message from a chapter to the Worker. */
export type WorkerRequest =
  | { kind: "gradients"; nLayers: number }
  | { kind: "race"; nLayers: number; isWarmedUp: boolean }
  | { kind: "train"; seed: number }
  | { kind: "stop" };

export interface Sample {
  source: string;
  target: string;
  translation: string;
}

/** A message from the Worker. */
export type WorkerMessage =
  | { kind: "gradients"; rows: GradientRow[] }
  | { kind: "raceStep"; preNorm: boolean; step: number; loss: number }
  | { kind: "raceEnd" }
  | { kind: "step"; step: number; loss: number; learningRate: number; seconds: number; done: number }
  | { kind: "samples"; step: number; samples: Sample[] }
  | { kind: "trained"; step: number; seconds: number; exact: number; judged: number; bytes: Uint8Array<ArrayBuffer> }
  | { kind: "failed"; message: string };

/** Starts the page's Worker. An error of the Worker reaches `onMessage` as `failed`. */
export function startWorker(
  url: string,
  onMessage: (message: WorkerMessage) => void,
): { send(order: WorkerRequest): void } {
  const worker = new Worker(url, { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<WorkerMessage>) => onMessage(data));
  worker.addEventListener("error", ({ message }) => onMessage({ kind: "failed", message }));
  return { send: (order) => worker.postMessage(order) };
}
