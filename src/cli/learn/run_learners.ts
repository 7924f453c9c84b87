import type { Sources } from "../../../ml/exercises/run.ts";
import type { Report } from "../../../ml/exercises/run.ts";
import { messageOf } from "../../core/errors.ts";
import { linesOf } from "../../core/lines.ts";
import { type RunnerLine, type RunnerTask, TRAINING } from "./runner_protocol.ts";

/** How to start the process that `runner.ts` runs in. */
export interface RunnerCommand {
  command: string;
  args: readonly string[];
}

export interface Outcome {
  reports: Report[];
  /** What the learner's code wrote to the console, by the exercise's number. */
  logs: Map<string, string[]>;
  training: { learners: number[]; own: number[] } | null;
}

export interface RunOptions {
  sources: Sources;
  runner: RunnerCommand;
  trainingSteps: number;
  /** The longest that one exercise may take. */
  limitSeconds: number;
}

/**
 * Checks learners' files in a process without permissions. An exercise that takes too long is ended and reported, and
 * the others are checked without it.
 */
export async function runLearners({ sources, runner, trainingSteps, limitSeconds }: RunOptions): Promise<Outcome> {
  const outcome: Outcome = { reports: [], logs: new Map(), training: null };
  let left = { ...sources };
  for (;;) {
    const ended = await runProcess({ sources: left, trainingSteps }, runner, limitSeconds, outcome);
    if (ended === null) return outcome;
    const { id, why } = ended;
    if (id === TRAINING) return outcome;
    outcome.reports.push({ id, state: "failed", passed: [], failed: { title: null, message: why }, untried: 0 });
    // those that were reported run again, so that later ones can use them; the one that did not end is left out
    left = Object.fromEntries(Object.entries(left).filter(([other]) => other !== id));
    if (Object.keys(left).every((other) => outcome.reports.some((report) => report.id === other))) trainingSteps = 0;
    if (Object.keys(left).length === 0) return outcome;
  }
}

/** @returns what did not end as it should, and why; null if all did */
async function runProcess(
  task: RunnerTask,
  { command, args }: RunnerCommand,
  limitSeconds: number,
  outcome: Outcome,
): Promise<{ id: string; why: string } | null> {
  const process = new Deno.Command(command, { args: [...args], stdin: "piped", stdout: "piped", stderr: "piped" })
    .spawn();
  const input = process.stdin.getWriter();
  // a process that ended at once does not read its input: its output says why
  input.write(new TextEncoder().encode(JSON.stringify(task))).then(() => input.close()).catch(() => {});
  const faults = new Response(process.stderr).text();
  let running: string | null = null;
  let isLate = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const kill = () => {
    isLate = running !== null;
    try {
      process.kill("SIGKILL");
    } catch {
      // it has ended
    }
  };
  try {
    for await (const text of linesOf(process.stdout)) {
      const line = JSON.parse(text) as RunnerLine;
      if (line.type === "begins") {
        running = line.id;
        clearTimeout(timer);
        timer = setTimeout(kill, limitSeconds * 1000);
      } else if (line.type === "log") {
        const id = running ?? "";
        outcome.logs.set(id, [...outcome.logs.get(id) ?? [], line.text]);
      } else {
        running = null;
        if (line.type === "training") outcome.training = { learners: line.learners, own: line.own };
        else if (!outcome.reports.some(({ id }) => id === line.report.id)) outcome.reports.push(line.report);
      }
    }
  } finally {
    clearTimeout(timer);
    if (running === null) kill();
  }
  const { code } = await process.status;
  const fault = await faults;
  if (running !== null) {
    const why = isLate
      ? `it did not end within ${limitSeconds} s and was stopped: is there a loop whose condition never turns false?`
      : `it ended the process it ran in${/memory/i.test(fault) ? ": it used up the memory" : ` (exit code ${code})`}`;
    return { id: running, why };
  }
  const isComplete = Object.keys(task.sources).every((id) => outcome.reports.some((report) => report.id === id));
  if (!isComplete) throw new Error(`the exercises could not be run: ${messageOf(fault).trim().slice(-500) || code}`);
  return null;
}
