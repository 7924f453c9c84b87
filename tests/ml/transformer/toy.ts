/**
 * A task that is learned in seconds: to reverse a row of tokens. Run as a program, it trains with a checkpoint after
 * every step and prints each loss, for a test that kills it.
 */
import { Adam, clipGradients } from "../../../ml/transformer/adam.ts";
import { checkpointBytes, restoreCheckpoint } from "../../../ml/transformer/checkpoint.ts";
import { crossEntropy } from "../../../ml/transformer/loss.ts";
import { padTokens, type Tokens } from "../../../ml/transformer/masks.ts";
import { Random } from "../../../ml/transformer/random.ts";
import { warmupThenDecay } from "../../../ml/transformer/schedule.ts";
import { Transformer, type TransformerOptions } from "../../../ml/transformer/transformer.ts";
import { writeWhole } from "../../../src/core/files.ts";

export const VOCAB = 14;
const [PAD, START, END, FIRST] = [0, 1, 2, 3];
export const TOY_IDS = { startId: START, endId: END };

export function toyModel(options: TransformerOptions = {}): Transformer {
  return new Transformer({
    vocabSize: VOCAB,
    dModel: 32,
    nHeads: 4,
    nLayers: 1,
    dFeedForward: 64,
    maxLength: 10,
    dropout: 0.1,
    seed: 5,
    ...options,
  });
}

export function toyRow(random: Random): number[] {
  return Array.from({ length: 2 + random.integer(4) }, () => FIRST + random.integer(VOCAB - FIRST));
}

export class ToyTraining {
  readonly model: Transformer;
  readonly random = new Random(7);
  readonly adam: Adam;

  constructor(options: TransformerOptions = {}, readonly schedule = { peak: 5e-3, warmupSteps: 20 }) {
    this.model = toyModel(options);
    this.adam = new Adam(this.model.parameters());
  }

  step(): number {
    const rows = Array.from({ length: 32 }, () => toyRow(this.random));
    const back = rows.map((row) => row.toReversed());
    const [source, input, wanted]: Tokens[] = [
      rows,
      back.map((row) => [START, ...row]),
      back.map((row) => [...row, END]),
    ]
      .map((batch) => padTokens(batch, PAD));
    const logits = this.model.forward(source, input, { dropout: this.random });
    const loss = crossEntropy(logits, wanted.ids, { ignore: PAD, labelSmoothing: 0.05 });
    loss.backward();
    clipGradients(this.adam.parameters, 1);
    this.adam.step(warmupThenDecay(this.adam.stepCount + 1, this.schedule));
    return loss.item();
  }

  get checkpoint() {
    return { parameters: this.adam.parameters, optimizer: this.adam, randoms: { training: this.random } };
  }
}

if (import.meta.main) {
  const [path, steps] = Deno.args;
  const training = new ToyTraining();
  try {
    restoreCheckpoint(await Deno.readFile(path), training.checkpoint);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  while (training.adam.stepCount < Number(steps)) {
    console.log(training.step());
    await writeWhole(path, checkpointBytes(training.checkpoint), { isFlushed: true, temporary: `${path}.part` });
  }
}
