import { join, resolve } from "node:path";
import { parameterCount } from "../../../ml/transformer/module.ts";
import { type StepReport, train as steps, TrainingRun } from "../../../ml/transformer/translation/mod.ts";
import { ConfigError, messageOf } from "../../core/errors.ts";
import type { Config } from "../../core/settings/config.ts";
import { type Metric, type Milestone, RunFolder } from "./run_folder.ts";
import { systemTerminal, type Terminal } from "../terminal.ts";
import { argumentsOf, readTrainArguments, TRAIN_USAGE, type TrainArguments, type TrainPlan } from "./arguments.ts";
import { ThreadPartner } from "./partner.ts";
import { trainReport } from "./report.ts";
import { TrainScreen } from "./screen.ts";
import { type Lesson, makeLesson, type Outcome } from "./lessons.ts";

const SAVE_MS = 10_000;
/** Shares of the run at which the model is evaluated. */
const MILESTONES = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const STOPPED = 130;

export interface TrainDeps {
  config: Pick<Config, "dataDir">;
  /** Aborted by Ctrl-C: the run is saved and stops. */
  signal?: AbortSignal;
  terminal?: Terminal;
  /** Milliseconds between two checkpoints: a killed run loses no more. */
  saveMs?: number;
}

/**
 * The command `train`: trains a transformer to translate, or to predict the next word.
 *
 * @returns the exit code: 130 if `signal` stopped it
 * @throws {ConfigError} for wrong arguments, or if the data or the run to resume can't be read
 */
export async function train(args: string[], deps: TrainDeps): Promise<number> {
  const { terminal = systemTerminal(), signal, saveMs = SAVE_MS } = deps;
  const options = readTrainArguments(args);
  if (!options) {
    terminal.out(`${TRAIN_USAGE}\n`);
    return 0;
  }
  if (options.export) await checkWritable(options.export);
  const { folder, lesson, run, metrics, partner } = options.resume
    ? await resumeRun(options.resume)
    : await startRun(options.plan, options.out ?? defaultFolder(deps.config, options.plan));
  const screen = new TrainScreen(terminal, lesson);
  try {
    const parameters = parameterCount(run.task.parameters);
    screen.say(`${lesson.description}; ${parameters} weights; ${folder.path}`);
    if (options.resume) screen.say(`goes on after step ${run.step}`);
    await trainToEnd({ run, lesson, folder, metrics }, screen, saveMs, signal);
    if (!run.isDone) {
      screen.say(`stopped after step ${run.step}; to go on: streamforge train --resume ${folder.path}`);
      return STOPPED;
    }
    const outcome = await lesson.judge((done, total) => screen.judging(done, total));
    const reports = metrics.filter((metric): metric is StepReport => "step" in metric);
    const figures = {
      ...outcome.figures,
      seconds: Math.round(run.seconds * 10) / 10,
      finalLoss: finalLoss(reports),
      parameters,
    };
    await writeResults(folder, lesson, metrics, outcome, figures, options);
    screen.result(outcome, reports, figures, options.isJson);
    return 0;
  } finally {
    screen.clear();
    folder.close();
    partner?.[Symbol.dispose]();
  }
}

/** A run that is ready to train, new or resumed. */
interface OpenRun {
  folder: RunFolder;
  lesson: Lesson;
  // deno-lint-ignore no-explicit-any -- each task has its own type of batch
  run: TrainingRun<any>;
  metrics: Metric[];
  partner?: ThreadPartner;
}

async function startRun(given: TrainPlan, path: string): Promise<OpenRun> {
  // an absolute path, so that the run can be resumed from another working directory
  const plan = { ...given, data: given.data === null ? null : resolve(given.data) };
  const lesson = await makeLesson(plan, null);
  const folder = await RunFolder.create(path, plan, lesson.dataHash);
  return { folder, lesson, ...await newRun(plan, lesson), metrics: [] };
}

async function resumeRun(path: string): Promise<OpenRun> {
  const folder = await RunFolder.open(path);
  const checkpoint = await folder.checkpoint();
  try {
    const lesson = await makeLesson(folder.config, checkpoint);
    if (lesson.dataHash !== folder.config.dataHash) {
      throw new ConfigError(`the sentences are not those that the run in "${path}" began with: start a new run`);
    }
    const { run, partner } = await newRun(folder.config, lesson);
    if (checkpoint) run.restore(checkpoint);
    return { folder, lesson, run, partner, metrics: await folder.metricsUntil(run.step) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ConfigError(`the run in "${path}" can't be gone on with: ${messageOf(error)}`, { cause: error });
  }
}

async function newRun({ task: name, recipe, seed, threads }: TrainPlan, { task, modelBytes }: Lesson) {
  const { labelSmoothing } = recipe;
  const partner = threads > 1
    ? await ThreadPartner.start(
      { task: name, model: modelBytes({ half: false }), labelSmoothing, seed },
      task.parameters,
    )
    : undefined;
  return { run: new TrainingRun(task, { ...recipe.settings, seed }, { partner }), partner };
}

function defaultFolder({ dataDir }: Pick<Config, "dataDir">, { task }: TrainPlan): string {
  const time = new Date().toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "");
  return join(dataDir, "runs", `${task}-${time}`);
}

/** Trains to the end or until `signal` is aborted, and writes a checkpoint in both cases. */
async function trainToEnd(
  { run, lesson, folder, metrics }: OpenRun,
  screen: TrainScreen,
  saveMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const note = (metric: Metric) => {
    metrics.push(metric);
    folder.note(metric);
  };
  const remaining = MILESTONES.filter((share) => share > run.done);
  let savedMs = performance.now();
  for await (const report of steps(run, signal)) {
    note(report);
    screen.step(report);
    if (run.done >= (remaining[0] ?? 1) && !run.isDone) {
      while (run.done >= remaining[0]) remaining.shift();
      const milestone: Milestone = { step: run.step, seconds: run.seconds, ...await lesson.glance() };
      note({ milestone });
      screen.milestone(report, milestone);
    }
    if (performance.now() - savedMs < saveMs) continue;
    await folder.save(run.checkpoint());
    savedMs = performance.now();
  }
  await folder.save(run.checkpoint());
}

async function writeResults(
  folder: RunFolder,
  lesson: Lesson,
  metrics: readonly Metric[],
  outcome: Outcome,
  figures: Record<string, number>,
  { export: exported }: TrainArguments,
): Promise<void> {
  const { seconds: _, ...reproducible } = figures; // without the time, the same seed gives the same file
  const command = ["./sf", "train", ...argumentsOf(folder.config)].join(" ");
  const model = lesson.modelBytes({ origin: { command, figures: reproducible } });
  await folder.write("model.safetensors", model);
  await folder.write("vocabulary.json", `${JSON.stringify(lesson.vocabulary)}\n`);
  await folder.write("report.html", trainReport({ config: folder.config, lesson, metrics, outcome, figures }));
  if (exported) await Deno.writeFile(exported, model);
}

/** The mean of the last 50 steps: the loss of a single batch varies. */
function finalLoss(reports: readonly StepReport[]): number {
  const last = reports.slice(-50);
  return last.reduce((sum, { loss }) => sum + loss, 0) / Math.max(1, last.length);
}

/** Checks the path before the training, which takes minutes. */
async function checkWritable(path: string): Promise<void> {
  try {
    (await Deno.open(path, { write: true, create: true })).close();
  } catch (error) {
    throw new ConfigError(`--export: "${path}" can't be written: ${messageOf(error)}`, { cause: error });
  }
}
