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

/** The task, the data and the settings of a run. */
export interface TrainPlan {
  task: TaskName;
  /** A path; null: generated sentences. */
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

/** Options that --resume allows: all others come from the run's config.json. */
const WITH_RESUME = ["resume", "export", "json"];

/**
 * Reads the arguments of `train`.
 *
 * @returns null for --help
 * @throws {ConfigError} for an unknown option, a value out of range, or options that exclude each other
 */
export function readTrainArguments(args: string[], cores = navigator.hardwareConcurrency): TrainArguments | null {
  const { values, positionals } = readArguments(args, OPTIONS, TRAIN_USAGE);
  if (values.help) return null;
  if (positionals.length > 0) {
    throw new ConfigError(`"${positionals[0]}" is no option: a file is named by --data\n${TRAIN_USAGE}`);
  }
  const refused = Object.keys(values).find((name) => values.resume !== undefined && !WITH_RESUME.includes(name));
  if (refused) throw new ConfigError(`--${refused} can't be used with --resume: the run has its settings already`);

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
      seed: readInteger(values, "seed", 0, 2 ** 31 - 1) ?? 1,
      threads: readInteger(values, "threads", 1, 2) ?? Math.min(2, cores),
      recipe: readRecipe(values, task),
    },
    out: values.out ?? null,
    resume: values.resume ?? null,
    export: values.export ?? null,
    isJson: values.json ?? false,
  };
}

/** The arguments that repeat a run: values that differ from the defaults, and always the seed and the threads. */
export function argumentsOf({ task, data, seed, threads, recipe }: TrainPlan): string[] {
  const { shape, settings, batchSize } = recipe;
  const base = defaultRecipe(task);
  const options: [name: string, value: string | number | undefined, byDefault: string | number | null][] = [
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
  return options.flatMap(([name, value, byDefault]) =>
    value === undefined || value === byDefault ? [] : [`--${name}`, `${value}`]
  );
}

function defaultRecipe(task: TaskName): Recipe {
  return task === "translate" ? TRANSLATION : NEXT_WORD;
}

function shellWord(text: string): string {
  return /^[\w./+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

type Values = { [name in Exclude<keyof typeof OPTIONS, "json" | "help">]?: string };

function readRecipe(values: Values, task: TaskName): Recipe {
  const base = defaultRecipe(task);
  const dModel = readInteger(values, "d-model", 4, 1024) ?? base.shape.dModel;
  const nHeads = readInteger(values, "heads", 1, 64) ?? base.shape.nHeads;
  if (dModel % nHeads !== 0 || dModel % 2 !== 0) {
    throw new ConfigError(`--d-model is ${dModel}: it must be even and a multiple of the ${nHeads} heads`);
  }
  const feedForwardRatio = base.shape.dFeedForward / base.shape.dModel;
  return {
    ...base,
    shape: {
      ...base.shape,
      dModel,
      nHeads,
      dFeedForward: feedForwardRatio * dModel,
      nLayers: readInteger(values, "layers", 1, 32) ?? base.shape.nLayers,
      dropout: readNumber(values, "dropout", 0, 0.9) ?? base.shape.dropout,
    },
    settings: {
      ...base.settings,
      learningRate: readNumber(values, "learning-rate", 1e-7, 1) ?? base.settings.learningRate,
      epochs: readInteger(values, "epochs", 1, 100_000) ?? base.settings.epochs,
      steps: readInteger(values, "steps", 1, 100_000_000),
      seconds: readNumber(values, "seconds", 1, 31_536_000),
    },
    batchSize: readInteger(values, "batch-size", 1, 4096) ?? base.batchSize,
  };
}

function readInteger(values: Values, name: keyof Values, min: number, max: number): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const n = Number(text);
  if (!/^\d+$/.test(text) || n < min || n > max) {
    throw new ConfigError(`--${name} is "${text}": it must be a whole number from ${min} to ${max}`);
  }
  return n;
}

function readNumber(values: Values, name: keyof Values, min: number, max: number): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const n = Number(text);
  if (text.trim() === "" || !(n >= min && n <= max)) {
    throw new ConfigError(`--${name} is "${text}": it must be a number from ${min} to ${max}`);
  }
  return n;
}
