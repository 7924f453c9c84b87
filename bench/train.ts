/**
 * `./sf bench:train`: measures the training steps a second of ml/transformer and of PyTorch on the same processor, in
 * turn, with the same model and the same batches. The model is that of `./sf train`.
 *
 *   --steps 60     timed in a round, after 10 to warm up               --rounds 3   the median counts
 *   --threads 2    of PyTorch; ml/transformer has one                  --python P   a Python with torch
 *   --model wide   dModel 128, batches of 128, instead of the default
 *
 * Exits with code 1 if ml/transformer is slower than a tenth of PyTorch.
 */
import { parseArgs } from "node:util";
import { Adam, clipGradients } from "../ml/transformer/adam.ts";
import { kernel, useKernel } from "../ml/transformer/kernels/multiply.ts";
import { crossEntropy } from "../ml/transformer/loss.ts";
import { padTokens, type Tokens } from "../ml/transformer/masks.ts";
import { parameterCount } from "../ml/transformer/module.ts";
import { Random } from "../ml/transformer/random.ts";
import { Transformer } from "../ml/transformer/transformer.ts";
import { generatePairs, TRANSLATION, translationTask, Translator } from "../ml/transformer/translation/mod.ts";

const GOAL = 0.1; // of PyTorch's steps a second
const WARMUP_STEPS = 10;
const [PAD, START, END] = [0, 1, 2];

interface Batch {
  source: Tokens;
  decoderInput: Tokens;
  targets: Tokens;
}

const RECIPES = {
  default: TRANSLATION,
  wide: { ...TRANSLATION, shape: { ...TRANSLATION.shape, dModel: 128, dFeedForward: 512 }, batchSize: 128 },
};

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "60" },
    rounds: { type: "string", default: "3" },
    threads: { type: "string", default: `${navigator.hardwareConcurrency}` },
    python: { type: "string" },
    model: { type: "string", default: "default" },
  },
});
const recipe = RECIPES[values.model as keyof typeof RECIPES];
if (!recipe) throw new RangeError(`--model is "${values.model}": it may be ${Object.keys(RECIPES).join(" or ")}`);

const { training } = generatePairs({ training: recipe.trainingPairs, heldOut: recipe.heldOutPairs, seed: 1 });
const translator = Translator.forPairs(training, { ...recipe.shape, seed: 1 }, recipe.maxPieces);
const { config } = translator.model;
const task = translationTask(translator, training, recipe);
const batches = makeBatches(WARMUP_STEPS + Number(values.steps));

/** Makes one batch for each step, over as many epochs as needed. */
function makeBatches(steps: number): Batch[] {
  const random = new Random(1);
  const all: Batch[] = [];
  while (all.length < steps) {
    for (const pairs of task.batches(random).slice(0, steps - all.length)) {
      all.push({
        source: padTokens(pairs.map(({ source }) => source), PAD),
        decoderInput: padTokens(pairs.map(({ target }) => [START, ...target]), PAD),
        targets: padTokens(pairs.map(({ target }) => [...target, END]), PAD),
      });
    }
  }
  return all;
}

function runOurs(): { stepsPerSecond: number; losses: number[] } {
  const model = new Transformer(config);
  const adam = new Adam(model.parameters());
  const dropout = new Random(1);
  const losses: number[] = [];
  let beginMs = 0;
  for (const [step, { source, decoderInput, targets }] of batches.entries()) {
    if (step === WARMUP_STEPS) beginMs = performance.now();
    const { labelSmoothing } = recipe;
    const loss = crossEntropy(model.forward(source, decoderInput, { dropout }), targets.ids, {
      labelSmoothing,
      ignore: PAD,
    });
    loss.backward();
    clipGradients(adam.parameters, 1);
    adam.step(recipe.settings.learningRate);
    losses.push(loss.item());
  }
  return { stepsPerSecond: (batches.length - WARMUP_STEPS) / ((performance.now() - beginMs) / 1000), losses };
}

async function runPyTorch(python: string): Promise<{ stepsPerSecond: number; losses: number[]; version: string }> {
  const rows = ({ ids, batch, length }: Tokens) =>
    Array.from({ length: batch }, (_, i) => [...ids.subarray(i * length, (i + 1) * length)]);
  const job = {
    ...config,
    labelSmoothing: recipe.labelSmoothing,
    learningRate: recipe.settings.learningRate,
    warmupSteps: WARMUP_STEPS,
    threads: Number(values.threads),
    batches: batches.map(({ source, decoderInput, targets }) => [source, decoderInput, targets].map(rows)),
  };
  const args = [`${import.meta.dirname}/peers/torch_train.py`];
  const child = new Deno.Command(python, { args, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(job)));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  if (!success) throw new Error(`PyTorch failed: ${new TextDecoder().decode(stderr).trim().split("\n").at(-1)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Finds a Python with torch: the named one, one of bench:speech, or a new environment. */
async function pythonWithTorch(): Promise<string> {
  const run = async (command: string, ...args: string[]) =>
    (await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output().catch(() => null))?.success;
  if (values.python) return values.python;
  const caches = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`;
  const folder = `${caches}/streamforge/peers`;
  for (const python of [`${folder}/export/bin/python`, `${folder}/torch/bin/python`, "python3"]) {
    if (await run(python, "-c", "import torch")) return python;
  }
  console.error(`installing torch in ${folder}/torch`);
  await run("python3", "-m", "venv", `${folder}/torch`);
  const python = `${folder}/torch/bin/python`;
  if (!await run(python, "-m", "pip", "install", "--quiet", "torch", "numpy")) {
    throw new Error("torch could not be installed: name a Python that has it with --python");
  }
  return python;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

const python = await pythonWithTorch();
const [load] = Deno.loadavg();
if (load > 0.5) {
  console.error(`other processes use ${load.toFixed(1)} cores: PyTorch's threads wait for each other and look slow`);
}
const speeds = { wasm: [] as number[], plain: [] as number[], torch: [] as number[] };
let losses = { ours: NaN, torch: NaN };
let version = "";
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of ["wasm", "plain"] as const) {
    if (name === "plain" && round > 0) continue; // it is slow: one round is enough
    useKernel(name);
    const result = runOurs();
    speeds[name].push(result.stepsPerSecond);
    if (name === "wasm") losses.ours = result.losses.at(-1)!;
  }
  useKernel("wasm");
  const torch = await runPyTorch(python);
  speeds.torch.push(torch.stepsPerSecond);
  losses = { ...losses, torch: torch.losses.at(-1)! };
  version = torch.version;
}
const { wasm, plain, torch } = speeds;
const ratio = median(wasm) / median(torch);
const { dModel, nLayers, dFeedForward } = config;
console.log(
  `model: dModel ${dModel}, ${nLayers} + ${nLayers} layers, feed-forward ${dFeedForward}, ` +
    `${parameterCount(translator.model.parameters())} parameters, batches of ${recipe.batchSize}`,
);
console.log(
  `ml/transformer, ${kernel()}, 1 thread:  ${median(wasm).toFixed(2)} steps/s (loss ${losses.ours.toFixed(3)})`,
);
console.log(`ml/transformer, plain, 1 thread: ${median(plain).toFixed(2)} steps/s`);
console.log(
  `PyTorch ${version}, ${values.threads} threads: ${median(torch).toFixed(2)} steps/s (loss ${
    losses.torch.toFixed(3)
  })`,
);
console.log(`ratio: ${ratio.toFixed(2)} of PyTorch; the goal is ${GOAL}: ${ratio >= GOAL ? "met" : "missed"}`);
if (ratio < GOAL) Deno.exit(1);
