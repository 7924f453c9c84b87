import assert from "node:assert/strict";
import { Adam, clipGradients } from "../../../ml/transformer/adam.ts";
import { batchesByLength } from "../../../ml/transformer/batches.ts";
import { gradientFigure } from "../../../ml/transformer/gradient_figure.ts";
import { useKernel } from "../../../ml/transformer/kernels/multiply.ts";
import { LanguageModel } from "../../../ml/transformer/language_model.ts";
import { crossEntropy } from "../../../ml/transformer/loss.ts";
import { padTokens } from "../../../ml/transformer/masks.ts";
import { Random } from "../../../ml/transformer/random.ts";
import { warmupThenDecay } from "../../../ml/transformer/schedule.ts";
import { Tensor } from "../../../ml/transformer/tensor.ts";
import { Transformer } from "../../../ml/transformer/transformer.ts";
import { assertClose, readReference, type Stored } from "./reference.ts";
import { ToyTraining } from "./toy.ts";

interface TrainingReference {
  source: number[][];
  target: number[][];
  wanted: number[][];
  cases: Record<string, { weights: Record<string, Stored>; losses: number[]; norms: number[] }>;
}

const reference = await readReference<TrainingReference>("training.json");

for (const [norm, { weights, losses, norms }] of Object.entries(reference.cases)) {
  for (const kernel of ["plain", "wasm"] as const) {
    Deno.test(`ten steps of training equal PyTorch's: ${norm}-LN, ${kernel}`, () => {
      const sizes = { sourceVocab: 11, targetVocab: 12, dModel: 8, nHeads: 2, nLayers: 2, dFeedForward: 16 };
      const model = new Transformer({ ...sizes, dropout: 0, preNorm: norm === "pre" });
      const parameters = model.parameters();
      assert.deepEqual([...parameters.keys()].sort(), Object.keys(weights).sort());
      for (const [name, { data }] of Object.entries(weights)) parameters.get(name)!.data.set(data);
      const adam = new Adam(parameters, { beta1: 0.9, beta2: 0.98, epsilon: 1e-9 });
      const [source, target, wanted] = [reference.source, reference.target, reference.wanted]
        .map((rows) => padTokens(rows, 0));
      useKernel(kernel);
      try {
        const own = losses.map(() => {
          const loss = crossEntropy(model.forward(source, target), wanted.ids, { ignore: 0, labelSmoothing: 0.1 });
          loss.backward();
          const length = clipGradients(parameters, 1);
          adam.step(warmupThenDecay(adam.stepCount + 1, { peak: 0.02, warmupSteps: 4, totalSteps: 1e9 }));
          return { loss: loss.item(), length };
        });
        assertClose(own.map(({ loss }) => loss), losses, 1e-3, "loss");
        assertClose(own.map(({ length }) => length), norms, 1e-2, "norm");
      } finally {
        useKernel("wasm");
      }
    });
  }
}

Deno.test("the same seed gives the same losses, another seed others", () => {
  const losses = (seed: number) => {
    const training = new ToyTraining({ seed });
    return Array.from({ length: 8 }, () => training.step());
  };
  assert.deepEqual(losses(5), losses(5));
  assert.notDeepEqual(losses(5), losses(6));
});

Deno.test("with full steps from the start Pre-LN learns more than Post-LN, which needs a warm-up", () => {
  const end = (preNorm: boolean, warmupSteps: number) => {
    const training = new ToyTraining({ preNorm, nLayers: 4, dropout: 0, seed: 6 }, { peak: 5e-3, warmupSteps });
    const losses = Array.from({ length: 120 }, () => training.step());
    return losses.slice(-10).reduce((a, b) => a + b) / 10;
  };
  const figures = { pre: end(true, 1), post: end(false, 1), postWarmed: end(false, 60) };
  assert.ok(figures.pre < figures.post - 0.1, JSON.stringify(figures));
  assert.ok(figures.postWarmed < figures.post - 0.1, JSON.stringify(figures));
});

Deno.test("at the start Post-LN's gradient is much larger in the top layers, Pre-LN's is not", () => {
  const norms = (preNorm: boolean) => gradientFigure().filter((row) => row.preNorm === preNorm).map(({ norm }) => norm);
  assert.ok(norms(false).at(-1)! > 4 * norms(false)[0]);
  assert.ok(norms(true).at(-1)! < 2 * norms(true)[0]);
});

Deno.test("Adam's first step is the learning rate, whatever the gradient's size", () => {
  const weights = Tensor.parameter([1, 1, 1], [3]);
  weights.gradient().set([1e-3, -50, 0]);
  const adam = new Adam(new Map([["w", weights]]));
  adam.step(0.1);
  assertClose(weights.data, [0.9, 1.1, 1], 1e-5, "weights");
  assert.deepEqual([...weights.grad!], [0, 0, 0]);
});

Deno.test("weight decay moves matrices towards 0, and leaves biases unchanged", () => {
  const [matrix, bias] = [Tensor.parameter([2, 2], [1, 2]), Tensor.parameter([2], [1])];
  matrix.gradient();
  bias.gradient();
  new Adam(new Map([["m", matrix], ["b", bias]]), { weightDecay: 0.1 }).step(0.5);
  assertClose(matrix.data, [1.9, 1.9], 1e-6, "matrix");
  assert.deepEqual([...bias.data], [2]);
});

Deno.test("clipping scales all gradients down together, and only if their norm is too large", () => {
  const [a, b] = [Tensor.parameter([0], [1]), Tensor.parameter([0], [1])];
  const parameters = new Map([["a", a], ["b", b]]);
  a.gradient()[0] = 3;
  b.gradient()[0] = 4;
  assert.equal(clipGradients(parameters, 10), 5);
  assert.deepEqual([a.grad![0], b.grad![0]], [3, 4]);
  assert.equal(clipGradients(parameters, 1), 5);
  assertClose([a.grad![0], b.grad![0]], [0.6, 0.8], 1e-6, "clipped");
});

Deno.test("the learning rate rises in a line and falls to the floor", () => {
  const rate = (step: number) => warmupThenDecay(step, { peak: 2, warmupSteps: 10, totalSteps: 110, floor: 0.1 });
  assertClose([1, 5, 10, 60, 110, 500].map(rate), [0.2, 1, 2, 1.1, 0.2, 0.2], 1e-9, "rate");
  assertClose(
    [5, 10, 40].map((step) => warmupThenDecay(step, { peak: 2, warmupSteps: 10 })),
    [1, 2, 1],
    1e-9,
    "endless",
  );
});

Deno.test("batches have sentences of similar length, contain every sentence once, and come in a random order", () => {
  const items = Array.from({ length: 103 }, (_, i) => 1 + i % 10);
  const batches = batchesByLength(items, (n) => n, 10, new Random(3));
  assert.deepEqual(batches.flat().sort((a, b) => a - b), items.toSorted((a, b) => a - b));
  for (const batch of batches) assert.ok(Math.max(...batch) - Math.min(...batch) <= 1);
  assert.notDeepEqual(batches.map((batch) => batch[0]), batches.map((batch) => batch[0]).sort((a, b) => a - b));
});

Deno.test("random numbers: uniform, normal, in range, and continued from a state", () => {
  const random = new Random(1);
  const numbers = Array.from({ length: 20000 }, () => random.uniform());
  assert.ok(numbers.every((x) => x >= 0 && x < 1));
  assert.ok(Math.abs(numbers.reduce((a, b) => a + b) / numbers.length - 0.5) < 0.01);
  const normal = Array.from({ length: 20000 }, () => random.normal());
  assert.ok(Math.abs(normal.reduce((a, b) => a + b * b) / normal.length - 1) < 0.04);
  const { state } = random;
  const next = [random.uniform(), random.integer(9), random.normal()];
  const again = new Random();
  again.state = state;
  assert.deepEqual([again.uniform(), again.integer(9), again.normal()], next);
});

Deno.test("a language model memorizes a text and continues it", () => {
  const text = [..."the cat sat on the mat and the dog lay by the door. "];
  const letters = [...new Set(text)];
  const ids = text.map((letter) => letters.indexOf(letter));
  const model = new LanguageModel({
    vocabSize: letters.length,
    dModel: 32,
    nLayers: 1,
    maxLength: 26,
    seed: 1,
    dropout: 0,
  });
  const adam = new Adam(model.parameters());
  const rows = Array.from({ length: 26 }, (_, at) => ids.slice(at, at + 26));
  const [input, wanted] = [padTokens(rows, 0), padTokens(rows.map((_, at) => ids.slice(at + 1, at + 27)), 0)];
  for (let step = 1; step <= 150; step++) {
    crossEntropy(model.forward(input), wanted.ids).backward();
    adam.step(warmupThenDecay(step, { peak: 1e-2, warmupSteps: 10, totalSteps: 150 }));
  }
  const write = (options = {}) => model.generate(ids.slice(0, 8), 20, options).map((id) => letters[id]).join("");
  assert.equal(write(), "sat on the mat and t");
  const drawn = () => write({ temperature: 2, random: new Random(5) });
  assert.equal(drawn(), drawn());
  assert.throws(() => model.forward(padTokens([new Array(27).fill(0)], 0)), /27 tokens/);
});
