import { basename } from "node:path";
import { NEXT_WORD, type Recipe, TRANSLATION } from "../../../ml/transformer/translation/mod.ts";
import { ConfigError } from "../../core/errors.ts";
import { readArguments } from "../arguments.ts";

export const TRAIN_USAGE = `usage: streamforge train [options]
  teaches a transformer written in this repository, on this machine: without options to translate made-up English
  sentences to Spanish, in about two minutes on two cores

  --task TASK             translate (default): English to Spanish; next-word: what comes next in a text
  --data FILE             pairs, one a line: English TAB Spanish, as Tatoeba has them (default: sentences that
                          StreamForge makes up); for next-word a text, which is needed
  --out DIR               the run's folder (default: DATA_DIR/runs/TASK-TIME): config.json, checkpoint.safetensors,
                          metrics.jsonl, vocabulary.json, model.safetensors (2 bytes a weight) and report.html
  --epochs N | --steps N | --seconds N
                          how long; a run by the clock ends differently on every machine
  --seed N                the same seed gives the same losses (default: 1)
  --d-model N, --layers N, --heads N, --batch-size N, --learning-rate X, --dropout X
                          the model and its training
  --threads N             1, or 2 that share each batch (default: 2 where there are two cores); a run's losses
                          depend on it in their last digits, so it is kept with the run
  --resume DIR            goes on with a run that was stopped, as if it had not been
  --export FILE           writes the trained model there too
  --json                  ends with one line of JSON on standard output, and prints nothing else there

examples:
  streamforge train                                        95 % and more of unseen sentences come out right
  streamforge train --data spa.tsv --seconds 1800          anyone's pairs, half an hour
  streamforge train --task next-word --data book.txt       learns a text and writes on
  streamforge train --export translator.safetensors        a file for the chapters of /learn (open it there)

Ctrl-C saves the run and says how to go on with it; after a kill at most ten seconds of training are lost.`;

const OPTIONS = {
  task: { type: "string" },
  data: { type: "string" },
  out: { type: "string" },
  epochs: { type: "string" },
  steps: { type: "string" },
  seconds: { type: "string" },
  seed: { type: "string" },
  "d-model": { type: "string" },
  layers: { type: "string" },
  heads: { type: "string" },
  "batch-size": { type: "string" },
  "learning-rate": { type: "string" },
  dropout: { type: "string" },
  threads: { type: "string" },
  resume: { type: "string" },
  export: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

export const TASKS = ["translate", "next-word"] as const;
export type TaskName = typeof TASKS[number];

/** What decides a run. */
export interface TrainPlan {
  task: TaskName;
  /** null: generated sentences. */
  data: string | null;
  seed: number;
  threads: number;
  recipe: Recipe;
}

export interface TrainArguments {
  plan: TrainPlan;
  out: string | null;
  resume: string | null;
  export: string | null;
  isJson: boolean;
}

/** What may stand beside --resume: the rest is the run's own. */
const WITH_RESUME = ["resume", "export", "json"];

/**
 * What was asked for; null for --help.
 *
 * @throws {ConfigError} for arguments that make no sense
 */
export function readTrainArguments(args: string[], cores = navigator.hardwareConcurrency): TrainArguments | null {
  const { values, positionals } = readArguments(args, OPTIONS, TRAIN_USAGE);
  if (values.help) return null;
  if (positionals.length > 0) {
    throw new ConfigError(`"${positionals[0]}" is no option: a file is named by --data\n${TRAIN_USAGE}`);
  }
  const foreign = Object.keys(values).find((name) => values.resume !== undefined && !WITH_RESUME.includes(name));
  if (foreign) throw new ConfigError(`--${foreign} can't be used with --resume: the run has its settings already`);

  const task = TASKS.find((name) => name === (values.task ?? "translate"));
  if (!task) throw new ConfigError(`--task is "${values.task}": it must be one of ${TASKS.join(", ")}`);
  if (task === "next-word" && values.data === undefined && values.resume === undefined) {
    throw new ConfigError("--task next-word needs a text: name it with --data FILE");
  }
  const lengths = (["epochs", "steps", "seconds"] as const).filter((name) => values[name] !== undefined);
  if (lengths.length > 1) throw new ConfigError(`--${lengths[0]} and --${lengths[1]} can't both be given`);
  return {
    plan: {
      task,
      data: values.data ?? null,
      seed: whole(values, "seed", 0, 2 ** 31 - 1) ?? 1,
      threads: whole(values, "threads", 1, 2) ?? Math.min(2, cores),
      recipe: readRecipe(values, task),
    },
    out: values.out ?? null,
    resume: values.resume ?? null,
    export: values.export ?? null,
    isJson: values.json ?? false,
  };
}

/** The arguments that make the same run again: what differs from the default, and what the machine decides. */
export function argumentsOf({ task, data, seed, threads, recipe }: TrainPlan): string[] {
  const { shape, settings, batchSize } = recipe;
  const base = baseOf(task);
  const named: [name: string, value: string | number | undefined, byDefault: string | number | null][] = [
    ["task", task, TASKS[0]],
    ["data", data === null ? undefined : shellWord(basename(data)), null],
    ["d-model", shape.dModel, base.shape.dModel],
    ["layers", shape.nLayers, base.shape.nLayers],
    ["heads", shape.nHeads, base.shape.nHeads],
    ["batch-size", batchSize, base.batchSize],
    ["learning-rate", settings.learningRate, base.settings.learningRate],
    ["dropout", shape.dropout, base.shape.dropout],
    ["epochs", settings.epochs, base.settings.epochs],
    ["steps", settings.steps, null],
    ["seconds", settings.seconds, null],
    ["seed", seed, null],
    ["threads", threads, null],
  ];
  return named.flatMap(([name, value, byDefault]) =>
    value === undefined || value === byDefault ? [] : [`--${name}`, `${value}`]
  );
}

function baseOf(task: TaskName): Recipe {
  return task === "translate" ? TRANSLATION : NEXT_WORD;
}

function shellWord(text: string): string {
  return /^[\w./+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

type Values = { [name in Exclude<keyof typeof OPTIONS, "json" | "help">]?: string };

function readRecipe(values: Values, task: TaskName): Recipe {
  const base = baseOf(task);
  const dModel = whole(values, "d-model", 4, 1024) ?? base.shape.dModel;
  const nHeads = whole(values, "heads", 1, 64) ?? base.shape.nHeads;
  if (dModel % nHeads !== 0 || dModel % 2 !== 0) {
    throw new ConfigError(`--d-model is ${dModel}: it must be even and a multiple of the ${nHeads} heads`);
  }
  const widening = base.shape.dFeedForward / base.shape.dModel;
  return {
    ...base,
    shape: {
      ...base.shape,
      dModel,
      nHeads,
      dFeedForward: widening * dModel,
      nLayers: whole(values, "layers", 1, 32) ?? base.shape.nLayers,
      dropout: number(values, "dropout", 0, 0.9) ?? base.shape.dropout,
    },
    settings: {
      ...base.settings,
      learningRate: number(values, "learning-rate", 1e-7, 1) ?? base.settings.learningRate,
      epochs: whole(values, "epochs", 1, 100_000) ?? base.settings.epochs,
      steps: whole(values, "steps", 1, 100_000_000),
      seconds: number(values, "seconds", 1, 31_536_000),
    },
    batchSize: whole(values, "batch-size", 1, 4096) ?? base.batchSize,
  };
}

function whole(values: Values, name: keyof Values, least: number, most: number): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const n = Number(text);
  if (!/^\d+$/.test(text) || n < least || n > most) {
    throw new ConfigError(`--${name} is "${text}": it must be a whole number from ${least} to ${most}`);
  }
  return n;
}

function number(values: Values, name: keyof Values, least: number, most: number): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const n = Number(text);
  if (text.trim() === "" || !(n >= least && n <= most)) {
    throw new ConfigError(`--${name} is "${text}": it must be a number from ${least} to ${most}`);
  }
  return n;
}
