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
const MAX_LOG_LINES = 50;

export async function runLearners(): Promise<void> {
  const { exit } = Deno;
  const { sources, trainingSteps }: RunnerTask = await new Response(Deno.stdin.readable).json();
  const send = sender();
  await shutIn();
  captureConsole(send);
  const session = new Session();
  for (const [id, source] of Object.entries(sources)) {
    const exercise = findExercise(id);
    if (!exercise) continue;
    send({ type: "begins", id });
    send({ type: "report", report: session.check(exercise, source) });
  }
  if (trainingSteps > 0 && session.hasPartOfModel) {
    send({ type: "begins", id: TRAINING });
    const train = (bench: Workbench) => trainParts({ bench, steps: trainingSteps });
    send({ type: "training", learners: train(session.bench), own: train(new Workbench()) });
  }
  exit(0); // timers of the learner's would keep the process alive
}

/** Holds on to what it needs of Deno, which the learner's code will not find. */
function sender(): (line: RunnerLine) => void {
  const { stdout } = Deno;
  const encoder = new TextEncoder();
  return (line) => {
    const bytes = encoder.encode(`${JSON.stringify(line)}\n`);
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
  for (
    const name of ["Deno", "Function", "Worker", "eval", "fetch", "WebSocket", "EventSource", "process", "localStorage"]
  ) {
    Object.defineProperty(scope, name, { value: undefined });
  }
}

/** What learners print goes to whoever started this, not between the lines of the protocol. */
function captureConsole(send: (line: RunnerLine) => void): void {
  let left = MAX_LOG_LINES;
  const log = (...values: unknown[]) => {
    if (left-- > 0) send({ type: "log", text: values.map((value) => text(value)).join(" ").slice(0, 2000) });
  };
  for (const name of ["log", "info", "warn", "error", "debug"] as const) console[name] = log;
}

function text(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return JSON.stringify(value, (_, inner) => ArrayBuffer.isView(inner) ? Array.from(inner as Float32Array) : inner);
  } catch {
    return String(value);
  }
}
