/**
 * The process in which learners' code runs: it gives all its permissions away before it evaluates anything, so the code
 * can read no file, reach no network and start nothing. Whoever started it ends it where the code does not end.
 */
import { Session } from "../../../ml/exercises/run.ts";
import { findExercise } from "../../../ml/exercises/exercises.ts";
import { trainParts } from "../../../ml/exercises/train_parts.ts";
import { Workbench } from "../../../ml/exercises/workbench.ts";
import { type RunnerLine, type RunnerTask, TRAINING } from "./runner_protocol.ts";

const PERMISSIONS = ["read", "write", "net", "env", "run", "ffi", "sys", "import"] as const;
const MAX_LOG_LINES = 50; // of an exercise
/** What learners' code does not find: ways to run text as code, to other processes and to the terminal. */
const TAKEN_AWAY = [
  ...["Deno", "process", "Worker", "fetch", "WebSocket", "EventSource", "localStorage", "alert", "confirm", "prompt"],
  ...["Function", "eval", "setTimeout", "setInterval", "setImmediate"],
];

export async function runLearners(): Promise<void> {
  const { exit } = Deno;
  const { sources, trainingSteps }: RunnerTask = await new Response(Deno.stdin.readable).json();
  const send = sender();
  await shutIn();
  const beginLog = captureConsole(send);
  // No await from here on: what a learner's promises, import() and timers are to do later never gets a turn
  const session = new Session();
  for (const [id, source] of Object.entries(sources)) {
    const exercise = findExercise(id);
    if (!exercise) continue;
    send({ type: "begins", id });
    beginLog();
    send({ type: "report", report: session.check(exercise, source) });
  }
  if (trainingSteps > 0 && session.hasPartOfModel) {
    send({ type: "begins", id: TRAINING });
    beginLog();
    const train = (bench: Workbench) => trainParts({ bench, steps: trainingSteps });
    const own = train(new Workbench());
    let made: RunnerLine;
    try {
      made = { type: "training", learners: train(session.bench), own };
    } catch (error) {
      made = { type: "training fault", message: `it threw ${error}` };
    }
    send(made);
  }
  exit(0);
}

/** Holds on to what it needs, which the learner's code will not find or may replace. */
function sender(): (line: RunnerLine) => void {
  const { stdout } = Deno;
  const { stringify } = JSON;
  const encoder = new TextEncoder();
  return (line) => {
    const bytes = encoder.encode(`${stringify(line)}\n`);
    for (let done = 0; done < bytes.length;) done += stdout.writeSync(bytes.subarray(done));
  };
}

async function shutIn(): Promise<void> {
  for (const name of PERMISSIONS) await Deno.permissions.revoke({ name } as Deno.PermissionDescriptor);
  // import() asks for no permission once all were granted, so no code may be made from text, which could hold one:
  // the compiler turns those in a learner's file into calls of its own `require`
  for (const make of [async () => {}, function* () {}, async function* () {}]) {
    Object.defineProperty(Object.getPrototypeOf(make), "constructor", { value: undefined });
  }
  Object.defineProperty(Function.prototype, "constructor", { value: undefined });
  const scope = globalThis as Record<string, unknown>;
  for (const name of TAKEN_AWAY) Object.defineProperty(scope, name, { value: undefined });
  // the checks and the parts around the learner's compute with these as well
  Object.freeze(Math);
  const typedArray: FunctionConstructor = Object.getPrototypeOf(Float32Array);
  for (const { prototype } of [Array, typedArray, Float32Array, Float64Array, Int32Array, Uint8Array]) {
    Object.freeze(prototype);
  }
}

/**
 * What learners print goes to whoever started this, not between the lines of the protocol.
 *
 * @returns what begins the log of the next exercise
 */
function captureConsole(send: (line: RunnerLine) => void): () => void {
  let left = MAX_LOG_LINES;
  const log = (...values: unknown[]) => {
    if (left > 0) send({ type: "log", text: values.map((value) => text(value)).join(" ").slice(0, 2000) });
    else if (left === 0) send({ type: "log", text: `(more was printed: only ${MAX_LOG_LINES} lines are shown)` });
    left--;
  };
  const printing = ["log", "info", "warn", "error", "debug", "dir", "dirxml", "table", "trace"];
  const captured: Record<string, unknown> = Object.fromEntries(
    Object.getOwnPropertyNames(console).map((name) => [name, printing.includes(name) ? log : () => {}]),
  );
  captured.assert = (holds: unknown, ...values: unknown[]) => {
    if (!holds) log("assertion failed", ...values);
  };
  Object.defineProperty(globalThis, "console", { value: Object.freeze(captured) });
  return () => left = MAX_LOG_LINES;
}

function text(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return JSON.stringify(value, (_, inner) => ArrayBuffer.isView(inner) ? Array.from(inner as Float32Array) : inner);
  } catch {
    return String(value);
  }
}
