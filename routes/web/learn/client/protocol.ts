import type { GradientRow } from "../../../../ml/transformer/gradient_figure.ts";

/** What a chapter asks of the Worker. */
export type Order =
  | { kind: "gradients"; nLayers: number }
  | { kind: "race"; nLayers: number; isWarmedUp: boolean }
  | { kind: "train"; seed: number }
  | { kind: "stop" };

export interface Sample {
  source: string;
  target: string;
  translation: string;
}

/** What the Worker answers. */
export type News =
  | { kind: "gradients"; rows: GradientRow[] }
  | { kind: "raceStep"; preNorm: boolean; step: number; loss: number }
  | { kind: "raceEnd" }
  | { kind: "step"; step: number; loss: number; learningRate: number; seconds: number; done: number }
  | { kind: "samples"; step: number; samples: Sample[] }
  | { kind: "trained"; step: number; seconds: number; exact: number; judged: number; bytes: Uint8Array<ArrayBuffer> }
  | { kind: "failed"; message: string };

/** Starts the Worker of this page. */
export function startWorker(url: string, hear: (news: News) => void): { send(order: Order): void } {
  const worker = new Worker(url, { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<News>) => hear(data));
  worker.addEventListener("error", ({ message }) => hear({ kind: "failed", message }));
  return { send: (order) => worker.postMessage(order) };
}
