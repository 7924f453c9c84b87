// The Worker of /learn: runs the computations that would block the page.
import { Adam, clipGradients } from "../../../../ml/transformer/adam.ts";
import { gradientFigure } from "../../../../ml/transformer/gradient_figure.ts";
import { crossEntropy } from "../../../../ml/transformer/loss.ts";
import { padTokens } from "../../../../ml/transformer/masks.ts";
import { Random } from "../../../../ml/transformer/random.ts";
import { warmupThenDecay } from "../../../../ml/transformer/schedule.ts";
import { Transformer } from "../../../../ml/transformer/transformer.ts";
import { SMALL_TRANSLATION } from "../../../../ml/transformer/translation/defaults.ts";
import { evaluate } from "../../../../ml/transformer/translation/evaluate.ts";
import { generatePairs } from "../../../../ml/transformer/translation/grammar/split.ts";
import { translationTask } from "../../../../ml/transformer/translation/tasks.ts";
import { train, TrainingRun } from "../../../../ml/transformer/translation/training.ts";
import { Translator } from "../../../../ml/transformer/translation/translator.ts";
import type { WorkerMessage, WorkerRequest } from "./worker_protocol.ts";

const RACE_STEPS = 150;
const [START, END, FIRST, SIGNS] = [1, 2, 3, 20];
const SAMPLES = 4;
/** Interval at which the sample sentences are translated again. */
const SAMPLE_MS = 1500;
const STEP_MESSAGE_MS = 100;

let runningAbort = new AbortController();

function post(message: WorkerMessage): void {
  (globalThis as unknown as { postMessage(message: WorkerMessage): void }).postMessage(message);
}

const yieldToMessages = () => new Promise<void>((done) => setTimeout(done, 0));

/** Trains a Post-LN and a Pre-LN model to reverse a row of signs, one step of each in turn. */
async function race(nLayers: number, isWarmedUp: boolean, signal: AbortSignal): Promise<void> {
  const runners = [true, false].map((preNorm) => {
    const model = new Transformer({
      ...{ vocabSize: FIRST + SIGNS, dModel: 32, nHeads: 4, nLayers, dFeedForward: 64, maxLength: 12, dropout: 0 },
      ...{ preNorm, seed: 5 },
    });
    return { preNorm, model, adam: new Adam(model.parameters()), random: new Random(7) };
  });
  for (let step = 1; step <= RACE_STEPS && !signal.aborted; step++) {
    for (const { preNorm, model, adam, random } of runners) {
      const rows = Array.from({ length: 16 }, () => Array.from({ length: 8 }, () => FIRST + random.integer(SIGNS)));
      const targets = rows.map((row) => row.toReversed());
      const scores = model.forward(padTokens(rows, 0), padTokens(targets.map((row) => [START, ...row]), 0));
      const loss = crossEntropy(scores, padTokens(targets.map((row) => [...row, END]), 0).ids);
      loss.backward();
      clipGradients(model.parameters(), 1);
      adam.step(warmupThenDecay(step, { peak: 4e-3, warmupSteps: isWarmedUp ? 60 : 1, totalSteps: RACE_STEPS * 2 }));
      post({ kind: "raceStep", preNorm, step, loss: loss.item() });
      await yieldToMessages();
    }
  }
  post({ kind: "raceEnd" });
}

/** Trains the small translator until it is done or stopped, then posts its file. */
async function trainTranslator(seed: number, signal: AbortSignal): Promise<void> {
  const { shape, settings, trainingPairs, heldOutPairs, maxPieces, ...task } = SMALL_TRANSLATION;
  const { training, heldOut } = generatePairs({ training: trainingPairs, heldOut: heldOutPairs, seed });
  const translator = Translator.forPairs(training, { ...shape, seed }, maxPieces);
  const run = new TrainingRun(translationTask(translator, training, task), { ...settings, seed });
  const shown = heldOut.slice(0, SAMPLES);
  const postSamples = (step: number) =>
    post({
      kind: "samples",
      step,
      samples: shown.map(({ source, target }) => ({
        source,
        target,
        translation: translator.translate(source).text,
      })),
    });
  let lastSamplesMs = 0;
  let lastStepMs = 0;
  for await (const { step, loss, learningRate, seconds, done } of train(run, signal)) {
    const nowMs = performance.now();
    if (nowMs - lastStepMs > STEP_MESSAGE_MS || done === 1) {
      post({ kind: "step", step, loss, learningRate, seconds, done });
      lastStepMs = nowMs;
    }
    if (nowMs - lastSamplesMs > SAMPLE_MS) {
      postSamples(step);
      lastSamplesMs = performance.now();
    }
  }
  postSamples(run.step);
  const { exact } = await evaluate(translator, heldOut);
  const { step, seconds } = run;
  post({ kind: "trained", step, seconds, exact, judged: heldOut.length, bytes: translator.toBytes() });
}

async function handleRequest(order: WorkerRequest): Promise<void> {
  if (order.kind === "gradients") return post({ kind: "gradients", rows: gradientFigure({ nLayers: order.nLayers }) });
  runningAbort.abort();
  if (order.kind === "stop") return;
  runningAbort = new AbortController();
  const { signal } = runningAbort;
  if (order.kind === "race") await race(order.nLayers, order.isWarmedUp, signal);
  else await trainTranslator(order.seed, signal);
}

globalThis.addEventListener("message", ({ data }: MessageEvent<WorkerRequest>) => {
  handleRequest(data).catch((error) => post({ kind: "failed", message: String(error?.message ?? error) }));
});
