/**
 * Default settings: for the command line, and for a quick run in a browser.
 *
 * A wider or deeper model can learn more but takes longer for each sentence; this one is about the smallest that gets
 * the held-out sentences right. There is no dropout: the generated sentences have no errors, and 40,000 of them are too
 * many for the model to memorize.
 *
 * @module
 */
import type { TaskOptions } from "./tasks.ts";
import type { TrainingSettings } from "./training.ts";
import type { ModelShape } from "./translator.ts";

export interface Recipe extends TaskOptions {
  shape: Required<Pick<ModelShape, "dModel" | "nHeads" | "nLayers" | "dFeedForward" | "dropout" | "maxLength">>;
  settings: Omit<TrainingSettings, "seed">;
  /** Generated training pairs. */
  trainingPairs: number;
  heldOutPairs: number;
  /** Most pieces of a vocabulary. */
  maxPieces: number;
}

export const TRANSLATION: Recipe = {
  shape: { dModel: 64, nHeads: 4, nLayers: 2, dFeedForward: 128, dropout: 0, maxLength: 64 },
  settings: { learningRate: 4e-3, warmupSteps: 200, clipNorm: 1, epochs: 3 },
  batchSize: 32,
  labelSmoothing: 0.1,
  trainingPairs: 40_000,
  heldOutPairs: 400,
  maxPieces: 6000,
};

/** Small enough that loss and samples improve within a minute on one thread, also in a browser. */
export const SMALL_TRANSLATION: Recipe = {
  ...TRANSLATION,
  shape: { ...TRANSLATION.shape, dModel: 48, dFeedForward: 96, nLayers: 1 },
  settings: { ...TRANSLATION.settings, learningRate: 5e-3, warmupSteps: 100, epochs: 10 },
  trainingPairs: 4000,
  heldOutPairs: 100,
};

/** For texts from a few pages to a few books. A batch is 8 stretches of 64 pieces. */
export const NEXT_WORD: Recipe = {
  ...TRANSLATION,
  shape: { ...TRANSLATION.shape, dropout: 0.1 },
  settings: { ...TRANSLATION.settings, learningRate: 3e-3, epochs: 10 },
  batchSize: 8,
  labelSmoothing: 0,
};
