import { Adam, clipGradients } from "../../transformer/adam.ts";
import { crossEntropy } from "../../transformer/loss.ts";
import { linear } from "../../transformer/ops/matmul.ts";
import { warmupThenDecay } from "../../transformer/schedule.ts";
import { Tensor } from "../../transformer/tensor.ts";
import type { Exercise } from "../exercise.ts";
import { compare, describe, insist, Mistake, randomTensor, round, type Variant } from "../mistake.ts";
import type { LearningTask, TrainFunction } from "../signatures.ts";
import { OWN_PARTS } from "../workbench.ts";

interface Batch {
  x: Tensor;
  targets: Int32Array;
}

const SETTINGS = { learningRate: 0.2, warmupSteps: 3, clipNorm: 0.5 };
const STEPS = 30;

/** Which of 4 classes a row of 3 numbers belongs to. Some batches are much larger than others: clipping shows. */
function makeTask(): { task: LearningTask<Batch>; batches: Batch[] } {
  const weight = Tensor.parameter(randomTensor([4, 3], 51).data, [4, 3]);
  const batches = Array.from({ length: STEPS }, (_, i) => {
    const { data } = randomTensor([6, 3], 60 + i % 5);
    const targets = Int32Array.from({ length: 6 }, (_, row) => {
      const [a, b] = data.subarray(row * 3, row * 3 + 2);
      return (a > 0 ? 1 : 0) + (b > 0 ? 2 : 0);
    });
    return { x: new Tensor(data.map((value) => value * [1, 6, 0.3, 2, 0.1][i % 5]), [6, 3]), targets };
  });
  return {
    task: {
      parameters: new Map([["weight", weight]]),
      loss: ({ x, targets }) => crossEntropy(linear(x, weight, null), targets),
    },
    batches,
  };
}

interface Changes {
  rate?: (step: number) => number;
  clips?: boolean;
  steps?: boolean;
  stepsFirst?: boolean;
  lossAfter?: boolean;
}

/** Training in which a step was done in another way. */
function variant(
  { rate = (step) => rateOf(step), clips = true, steps = true, stepsFirst = false, lossAfter = false }: Changes,
): number[] {
  const { task, batches } = makeTask();
  const optimizer = new Adam(task.parameters);
  return batches.map((batch, i) => {
    const loss = task.loss(batch);
    if (stepsFirst) optimizer.step(rate(i + 1));
    loss.backward();
    if (clips) clipGradients(task.parameters, SETTINGS.clipNorm);
    if (steps && !stepsFirst) optimizer.step(rate(i + 1));
    return (lossAfter ? task.loss(batch) : loss).item();
  });
}

function rateOf(step: number): number {
  const { learningRate: peak, warmupSteps } = SETTINGS;
  return warmupThenDecay(step, { peak, warmupSteps, totalSteps: STEPS });
}

const VARIANTS: readonly Variant[] = [
  {
    says: "the weights never change: call backward() on the loss, and then the optimizer's step()",
    gives: () => variant({ steps: false }),
  },
  {
    says: "the optimizer steps before backward(): it then uses the gradient of the batch before",
    gives: () => variant({ stepsFirst: true }),
  },
  {
    says: "the gradients are not clipped before the step: call clipGradients() between backward() and step()",
    gives: () => variant({ clips: false }),
  },
  {
    says: "the learning rate is always the largest: ask warmupThenDecay() for the rate of each step",
    gives: () => variant({ rate: () => SETTINGS.learningRate }),
  },
  {
    says: "the steps are counted from 0, so that the first one has a rate of 0: count them from 1",
    gives: () => variant({ rate: (step) => rateOf(step - 1) }),
  },
  {
    says: "the weights move along the gradient, to where the loss rises: the rate must be positive",
    gives: () => variant({ rate: (step) => -rateOf(step) }),
  },
  {
    says: "the loss is computed again after the step: report the loss that the step was made from",
    gives: () => variant({ lossAfter: true }),
  },
  {
    says: "the rate falls without end: tell warmupThenDecay() totalSteps, the number of batches",
    gives: () =>
      variant({
        rate: (step) => warmupThenDecay(step, { peak: SETTINGS.learningRate, warmupSteps: SETTINGS.warmupSteps }),
      }),
  },
];

export const training: Exercise<TrainFunction> = {
  id: "1.7",
  name: "training",
  title: "The training loop",
  chapter: "Transformer",
  functionName: "train",
  text: [
    "A model begins with random numbers. Each step of training takes a batch, computes the loss (how surprised the model was by the right answers), and asks for every number: would the loss rise if it were a little larger? backward() answers that for all of them at once. Adam then moves each number a little against its gradient.",
    "Two safeguards. One unusual batch must not ruin the weights, so gradients that are too long together are scaled down to clipNorm. And the learning rate begins small, rises during the warm-up, and falls towards the end.",
    "The picture it makes: the loss, falling. Once it is solved, the training at the end of your check runs with your loop, around your own model.",
  ],
  starter: `import { Adam, clipGradients, warmupThenDecay } from "streamforge";
import type { LearningTask } from "streamforge";

/**
 * Takes one step for each batch, in order.
 *
 * @param task task.loss(batch) computes the loss, a tensor of one value; task.parameters are the numbers to learn
 * @param settings.learningRate the largest learning rate
 * @returns the loss of each batch, before its step
 */
export function train<B>(
  task: LearningTask<B>,
  batches: readonly B[],
  { learningRate, warmupSteps, clipNorm }: { learningRate: number; warmupSteps: number; clipNorm: number },
): number[] {
  // new Adam(task.parameters) has step(rate), which also sets the gradients back to 0.
  // warmupThenDecay(step, { peak, warmupSteps, totalSteps }) gives the rate of a step, counted from 1.
  throw new Error("not written yet");
}
`,
  imports: ["Adam", "Tensor", "clipGradients", "warmupThenDecay"],
  hints: [
    "Make one optimizer before the loop. In the loop: forward, backward, clip, step, and note the loss.",
    "The order matters: clipGradients(task.parameters, clipNorm) needs the gradients of backward(), and step() uses them up. loss.item() is the number.",
    "const loss = task.loss(batch); loss.backward(); clipGradients(task.parameters, clipNorm); optimizer.step(warmupThenDecay(i + 1, { peak: learningRate, warmupSteps, totalSteps: batches.length })); losses.push(loss.item()).",
  ],
  own: [{ path: "ml/transformer/translation/training.ts", name: "TrainingRun" }],
  checks: [
    {
      title: "there is one loss for each batch",
      run(learner) {
        const { task, batches } = makeTask();
        const losses = learner(task, batches, SETTINGS);
        insist(
          Array.isArray(losses),
          `the function must return an array of losses, but it returned ${describe(losses)}`,
        );
        insist(losses.length === STEPS, `${losses.length} losses were returned for ${STEPS} batches: one for each`);
        const odd = losses.findIndex((loss) => typeof loss !== "number");
        insist(odd < 0, `loss ${odd} is ${describe(losses[odd])}: take the number with item()`);
      },
    },
    {
      title: "every step moves the weights as it should",
      run(learner) {
        const { task, batches } = makeTask();
        const losses = learner(task, batches, SETTINGS);
        const fresh = makeTask();
        const expected = OWN_PARTS.train(fresh.task, fresh.batches, SETTINGS);
        // the last step shows only in the weights
        compare("the loss", losses, expected, { shape: [STEPS], variants: VARIANTS });
        const [made] = task.parameters.values();
        const [right] = fresh.task.parameters.values();
        const off = made.data.findIndex((value, i) => Math.abs(value - right.data[i]) > 1e-4);
        if (off >= 0) {
          throw new Mistake(
            `after the last batch weight ${off} is ${round(made.data[off])}: it should be ${
              round(right.data[off])
            }. Is there a step for the last batch too?`,
          );
        }
      },
    },
  ],
};
