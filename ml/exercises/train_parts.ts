/** A short training of a small transformer with the learner's parts in it: it learns to write digits backwards. */
import { Random } from "../transformer/random.ts";
import { type EncodedPair, translationLoss } from "../transformer/translation/tasks.ts";
import type { Workbench } from "./workbench.ts";

const FIRST_DIGIT = 3; // after padding, start and end
const N_DIGITS = 10;
/** The share of the steps that the warm-up takes: the most that `TrainingRun` allows. */
const WARMUP_SHARE = 0.1;

/** @returns the loss of each step; the same functions give the same losses */
export function trainParts({ bench, steps }: { bench: Workbench; steps: number }): number[] {
  const model = bench.transformer({
    vocabSize: FIRST_DIGIT + N_DIGITS,
    dModel: 16,
    nHeads: 2,
    nLayers: 1,
    dFeedForward: 32,
    dropout: 0,
    maxLength: 8,
    seed: 1,
  });
  const random = new Random(2);
  const batches = Array.from({ length: steps }, () =>
    Array.from({ length: 8 }, (): EncodedPair => {
      const source = Array.from({ length: 4 }, () => FIRST_DIGIT + random.integer(N_DIGITS));
      return { source, target: source.toReversed() };
    }));
  const task = {
    parameters: model.parameters(),
    loss: (batch: EncodedPair[]) => translationLoss(model, batch, 0, {}),
  };
  const warmupSteps = Math.max(1, Math.floor(steps * WARMUP_SHARE));
  return bench.parts.train(task, batches, { learningRate: 0.01, warmupSteps, clipNorm: 1 });
}
