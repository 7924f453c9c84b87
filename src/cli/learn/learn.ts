import { join } from "node:path";
import { type Exercise, exerciseFile } from "../../../ml/exercises/exercise.ts";
import { EXERCISES, findExercise } from "../../../ml/exercises/exercises.ts";
import type { Report, Sources } from "../../../ml/exercises/run.ts";
import { assetPath } from "../../core/assets.ts";
import { ConfigError } from "../../core/errors.ts";
import { readArguments } from "../arguments.ts";
import { printable, systemTerminal, type Terminal } from "../terminal.ts";
import { countHint, readSources, writeFolder } from "./exercise_folder.ts";
import { type Outcome, runLearners, type RunnerCommand } from "./run_learners.ts";

const USAGE = `use: streamforge learn DIR                                writes the exercises to a folder
     streamforge learn check [DIR] [EXERCISE]             tries all of them, or one such as 1.3
     streamforge learn check [DIR] [EXERCISE] --hint      prints a hint; again for a plainer one
     streamforge learn check [DIR] EXERCISE --solution    prints how StreamForge does it, and your file`;

const OPTIONS = {
  hint: { type: "boolean" },
  solution: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const LIMIT_SECONDS = 20;
const TRAINING_STEPS = 60;

export interface LearnDeps {
  runner: RunnerCommand;
  terminal?: Terminal;
  /** The longest that one exercise may take. */
  limitSeconds?: number;
}

/**
 * The command `learn`: writes exercises to a folder, and checks what a learner wrote there.
 *
 * @returns the exit code: 1 if a file that was written to fails its checks
 * @throws {ConfigError} for wrong arguments, or a folder without exercises
 */
export async function learn(args: string[], deps: LearnDeps): Promise<number> {
  const { terminal = systemTerminal() } = deps;
  const { values, positionals } = readArguments(args, OPTIONS, USAGE);
  if (values.help) {
    terminal.out(`${USAGE}\n`);
    return 0;
  }
  if (positionals[0] !== "check") {
    if (positionals.length !== 1 || values.hint || values.solution) throw new ConfigError(USAGE);
    return await begin(positionals[0], terminal);
  }
  const { folder, exercise } = await readTarget(positionals.slice(1));
  const sources = await readSources(folder);
  if (Object.keys(sources).length === 0) {
    throw new ConfigError(`"${folder}" holds no exercises: streamforge learn "${folder}" writes them`);
  }
  if (values.solution) {
    if (!exercise) throw new ConfigError(`--solution needs an exercise, such as 1.3\n${USAGE}`);
    return await printSolution(exercise, sources, terminal);
  }
  if (exercise && sources[exercise.id] === undefined) {
    throw new ConfigError(
      `"${folder}" has no ${exerciseFile(exercise)}: streamforge learn "${folder}" writes it again`,
    );
  }
  const outcome = await runLearners({
    sources: exercise ? upTo(exercise, sources) : sources,
    runner: deps.runner,
    trainingSteps: exercise ? 0 : TRAINING_STEPS,
    limitSeconds: deps.limitSeconds ?? LIMIT_SECONDS,
  });
  const shown = exercise ? [exercise] : EXERCISES.filter(({ id }) => sources[id] !== undefined);
  return await report({ folder, shown, outcome, isHint: values.hint === true }, terminal);
}

async function begin(folder: string, terminal: Terminal): Promise<number> {
  const written = await writeFolder(folder);
  const kept = EXERCISES.length - written.length;
  if (written.length > 0) {
    terminal.out(`wrote ${written.length} exercise${written.length === 1 ? "" : "s"} to ${folder}\n`);
  }
  if (kept > 0) terminal.out(`kept ${kept} that were there\n`);
  terminal.out(`begin with ${join(folder, exerciseFile(EXERCISES[0]))}, and then: streamforge learn check ${folder}\n`);
  return 0;
}

/** A name of an exercise is not taken for a folder, unless there is one of that name or it looks like a path. */
async function readTarget(positionals: string[]): Promise<{ folder: string; exercise: Exercise | undefined }> {
  if (positionals.length > 2) throw new ConfigError(USAGE);
  const last = positionals.at(-1);
  if (positionals.length === 1 && await isFolder(last!)) return { folder: last!, exercise: undefined };
  const exercise = last === undefined ? undefined : findExercise(last);
  if (positionals.length === 2 && !exercise) {
    throw new ConfigError(`there is no exercise "${last}": there are ${EXERCISES.map(({ id }) => id).join(", ")}`);
  }
  const isFile = exercise !== undefined && last!.endsWith(".ts");
  const folder = positionals.length === 2 || !exercise ? positionals[0] ?? "." : isFile ? join(last!, "..") : ".";
  return { folder, exercise };
}

async function isFolder(name: string): Promise<boolean> {
  if (name.includes("/") && !name.endsWith(".ts")) return true;
  const found = await Deno.stat(name).catch(() => null);
  return found?.isDirectory === true;
}

/** The files that an exercise may use: its own and those before it. */
function upTo({ id }: Exercise, sources: Sources): Sources {
  const last = EXERCISES.findIndex((exercise) => exercise.id === id);
  return Object.fromEntries(
    EXERCISES.slice(0, last + 1).flatMap((exercise) =>
      sources[exercise.id] === undefined ? [] : [[exercise.id, sources[exercise.id]]]
    ),
  );
}

interface Checked {
  folder: string;
  shown: readonly Exercise[];
  outcome: Outcome;
  isHint: boolean;
}

async function report({ folder, shown, outcome, isHint }: Checked, terminal: Terminal): Promise<number> {
  const { reports, logs, training, trainingFault } = outcome;
  const reportOf = ({ id }: Exercise) => reports.find((report) => report.id === id);
  for (const exercise of shown) {
    const made = reportOf(exercise);
    if (made) terminal.out(describeReport(exercise, made, logs.get(exercise.id) ?? []));
  }
  const solved = shown.filter((exercise) => reportOf(exercise)?.state === "solved");
  // first what was begun, then what comes next
  const next = shown.find((exercise) => reportOf(exercise)?.state === "failed") ??
    shown.find((exercise) => reportOf(exercise)?.state === "unwritten");
  if (training) terminal.out(describeTraining(training, solved));
  if (trainingFault !== null) {
    terminal.out(`\nThe training with your ${partsOf(solved)} was not done: ${printable(trainingFault)}\n`);
  }
  if (shown.length > 1) terminal.out(`\n${solved.length} of ${EXERCISES.length} solved\n`);
  if (!next) {
    const after = EXERCISES[EXERCISES.indexOf(shown.at(-1)!) + 1];
    terminal.out(
      after
        ? `next: ${after.id} ${after.title}, ${join(folder, exerciseFile(after))}\n`
        : `all solved. How StreamForge does it: streamforge learn check ${folder} 1.1 --solution\n`,
    );
    return 0;
  }
  terminal.out(`next: ${next.id} ${next.title}, ${join(folder, exerciseFile(next))}\n`);
  if (isHint) terminal.out(await nextHint(folder, next));
  else terminal.out(`a hint: streamforge learn check ${folder} ${next.id} --hint\n`);
  return shown.some((exercise) => reportOf(exercise)?.state === "failed") ||
      (shown.length === 1 && solved.length === 0)
    ? 1
    : 0;
}

function describeReport({ id, title }: Exercise, { state, passed, failed, untried }: Report, log: string[]): string {
  const heading = `${id}  ${title.padEnd(32)}`;
  const printed = log.map((line) => `       | ${printable(line)}\n`).join("");
  if (state === "solved") return `${heading} solved\n${printed}`;
  if (state === "unwritten") return `${heading} not written yet\n${printed}`;
  return [
    `${heading} failed\n`,
    ...passed.map((title) => `       passed: ${printable(title)}\n`),
    failed!.title === null ? "" : `       failed: ${printable(failed!.title)}\n`,
    `         ${printable(failed!.message)}\n`,
    untried > 0 ? `       not tried: ${untried} more\n` : "",
    printed,
  ].join("");
}

function describeTraining(
  { learners, own }: { learners: number[]; own: number[] },
  solved: readonly Exercise[],
): string {
  const ends = (losses: number[]) => `${losses[0].toFixed(3)} -> ${losses.at(-1)!.toFixed(3)}`;
  return `\nA small transformer with your ${partsOf(solved)} learned to write digits backwards for ` +
    `${learners.length} steps:\n` +
    `  loss with yours          ${ends(learners)}\n` +
    `  with StreamForge's alone ${ends(own)}\n`;
}

function partsOf(solved: readonly Exercise[]): string {
  const parts = solved.filter(({ chapter }) => chapter === "Transformer");
  return parts.map(({ title }) => title.toLowerCase()).join(", ");
}

async function nextHint(folder: string, { id, hints }: Exercise): Promise<string> {
  const nth = Math.min(await countHint(folder, id), hints.length - 1);
  const rest = nth < hints.length - 1 ? "\n(ask again for a plainer one)" : "";
  return `\nhint ${nth + 1} of ${hints.length} for ${id}: ${hints[nth]}${rest}\n`;
}

async function printSolution({ id, title }: Exercise, sources: Sources, terminal: Terminal): Promise<number> {
  const all: Record<string, { path: string; text: string }[]> = JSON.parse(
    await Deno.readTextFile(assetPath("exercise_sources.json")),
  );
  terminal.out(`--- ${id} ${title}: yours\n\n${sources[id] ?? "(no file)\n"}\n`);
  for (const { path, text } of all[id]) terminal.out(`--- StreamForge's: ${path}\n\n${text}\n`);
  return 0;
}
