/**
 * Sizes that work: the default run of the command line, and one that is quick in a browser.
 *
 * A wider or deeper model can learn more and takes longer for each sentence; here it is as small as still gets the
 * held-out sentences right. The sentences are made up and never wrong, so no dropout is needed to keep it from learning
 * them by heart: with 40 000 of them it can't.
 *
 * @module
 */
import type { TaskOptions } from "./tasks.ts";
import type { TrainingSettings } from "./training.ts";
import type { ModelShape } from "./translator.ts";

export interface Recipe extends TaskOptions {
  shape: Required<Pick<ModelShape, "dModel" | "nHeads" | "nLayers" | "dFeedForward" | "dropout" | "maxLength">>;
  settings: Omit<TrainingSettings, "seed">;
  /** Generated pairs to learn from. */
  trainingPairs: number;
  heldOutPairs: number;
  /** Pieces of a vocabulary at most. */
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

/** Loss and samples get better within a minute of one thread, in a browser too. */
export const SMALL_TRANSLATION: Recipe = {
  ...TRANSLATION,
  shape: { ...TRANSLATION.shape, dModel: 48, dFeedForward: 96, nLayers: 1 },
  settings: { ...TRANSLATION.settings, learningRate: 5e-3, warmupSteps: 100, epochs: 10 },
  trainingPairs: 4000,
  heldOutPairs: 100,
};

/** For texts from some pages to some books: a batch is 8 stretches of 64 pieces. */
export const NEXT_WORD: Recipe = {
  ...TRANSLATION,
  shape: { ...TRANSLATION.shape, dropout: 0.1 },
  settings: { ...TRANSLATION.settings, learningRate: 3e-3, epochs: 10 },
  batchSize: 8,
  labelSmoothing: 0,
};
