import { z } from "zod";
import type { Report, Sources } from "../../../ml/exercises/run.ts";
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
  /** Why there is no training, where one was begun. */
  trainingFault: string | null;
}

const lossesSchema = z.array(z.number().nullable()).min(1);
const failedSchema = z.object({ title: z.string().nullable(), message: z.string() });
const reportSchema = z.object({
  id: z.string(),
  state: z.enum(["solved", "failed", "unwritten"]),
  passed: z.array(z.string()),
  failed: failedSchema.nullable(),
  untried: z.number(),
}).refine(({ state, failed }) => (state === "solved") === (failed === null));
const lineSchema: z.ZodType<RunnerLine> = z.discriminatedUnion("type", [
  z.object({ type: z.literal("begins"), id: z.string() }),
  z.object({ type: z.literal("log"), text: z.string() }),
  z.object({ type: z.literal("report"), report: reportSchema }),
  z.object({ type: z.literal("training"), learners: lossesSchema, own: lossesSchema }),
  z.object({ type: z.literal("training fault"), message: z.string() }),
]);

/** @returns null for what is no line of the protocol */
function readLine(text: string): RunnerLine | null {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
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
  const outcome: Outcome = { reports: [], logs: new Map(), training: null, trainingFault: null };
  let left = { ...sources };
  for (;;) {
    const ended = await runProcess({ sources: left, trainingSteps }, runner, limitSeconds, outcome);
    if (ended === null) return outcome;
    const { id, why } = ended;
    if (id === TRAINING) {
      outcome.trainingFault = why;
      return outcome;
    }
    outcome.reports.push({ id, state: "failed", passed: [], failed: { title: null, message: why }, untried: 0 });
    // those that were reported run again, so that later ones can use them; the one that did not end is left out
    left = Object.fromEntries(Object.entries(left).filter(([other]) => other !== id));
    const areAllReported = Object.keys(left).every((other) => outcome.reports.some((report) => report.id === other));
    if (areAllReported && trainingSteps === 0) return outcome;
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
  const awaited = new Set([...Object.keys(task.sources), TRAINING]);
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
      const line = readLine(text);
      if (line === null) continue;
      if (line.type === "begins") {
        if (running !== null || !awaited.delete(line.id)) continue;
        running = line.id;
        outcome.logs.delete(running); // of an earlier run
        clearTimeout(timer);
        timer = setTimeout(kill, limitSeconds * 1000);
      } else if (line.type === "log") {
        const id = running ?? "";
        outcome.logs.set(id, [...outcome.logs.get(id) ?? [], line.text]);
      } else if (line.type === "report") {
        const { report } = line;
        if (running !== report.id) continue;
        running = null;
        if (!outcome.reports.some(({ id }) => id === report.id)) outcome.reports.push(report);
      } else if (running === TRAINING) {
        running = null;
        if (line.type === "training") outcome.training = { learners: numbers(line.learners), own: numbers(line.own) };
        else outcome.trainingFault = line.message;
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

/** JSON has no NaN. */
function numbers(losses: (number | null)[]): number[] {
  return losses.map((loss) => loss ?? NaN);
}
