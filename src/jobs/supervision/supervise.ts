import { delay } from "../../core/async.ts";
import type { Log } from "../../core/log.ts";
import { type LifeLimit, SignsOfLife, WITHOUT_SIGNS } from "./liveness.ts";

/** Set in the environment of every supervised process: how many times it has been started, this time included. */
const STARTS = "STREAMFORGE_SUPERVISED";
const GRACE_MS = 10_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** Whoever ran this long did not fail at the start: the next pause is short again. */
const HEALTHY_MS = 60_000;
/** What a process leaves with after a fault nobody expected: 1 is what a failed start leaves with. */
const FAULT_EXIT_CODE = 70;

/** How a supervised process ended. */
export interface ProcessEnd {
  /** null where it could not be started. */
  pid: number | null;
  /** The exit code; 128 and the signal's number where a signal killed it. */
  code: number;
  /** How many times it has been started. */
  starts: number;
}

export interface SuperviseOptions {
  /** What messages call the process. */
  name: string;
  command: string;
  args: string[];
  log: Log;
  /** Ends the process, and with it the supervision. */
  signal: AbortSignal;
  /** How long the process may take to end after SIGTERM, before it gets SIGKILL. */
  graceMs?: number;
  longestPauseMs?: number;
  /** Kills and starts again a process that hangs without ending. It calls `showLife`; absent for one that does not. */
  life?: LifeLimit;
  /** Called for each process that has ended, before the next is started. */
  onEnd?(pid: number): Promise<void>;
  /** Whether the process is not to be started again after it has ended so. Never, unless this says otherwise. */
  isFinal?(end: ProcessEnd): boolean;
}

/**
 * Keeps a process alive until `signal` is aborted: it is started again whenever it has ended, after a pause that doubles
 * while it fails at once. So `serve` outlives a fault of the server, and the server one of the worker, where native code
 * runs.
 *
 * At the end the process gets SIGTERM, and SIGKILL after `graceMs`. Its standard input is a pipe that closes when this
 * process is gone, whatever ended it: see `untilStdinCloses`.
 *
 * @returns the exit code of the last run
 */
export async function supervise(options: SuperviseOptions): Promise<number> {
  const { name, log, signal, onEnd, isFinal, longestPauseMs = LONGEST_PAUSE_MS } = options;
  let pauseMs = FIRST_PAUSE_MS;
  let code = 0;
  for (let starts = 1; !signal.aborted; starts++) {
    const startedAt = Date.now();
    const { reason, ...end } = await runOnce(options, starts);
    code = end.code;
    if (end.pid !== null) await onEnd?.(end.pid).catch((error) => log.warn(`after the end of the ${name}`, { error }));
    if (signal.aborted || isFinal?.(end)) break;
    if (Date.now() - startedAt > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
    log.error(`the ${name} process has ended; starting it again`, { reason, pause_ms: pauseMs });
    await delay(pauseMs, signal).catch(() => {}); // an abort ends the pause
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
  return code;
}

async function runOnce(
  { name, command, args, log, signal, life, graceMs = GRACE_MS }: SuperviseOptions,
  starts: number,
): Promise<ProcessEnd & { reason: string }> {
  let child: Deno.ChildProcess;
  let signs: SignsOfLife | null = null;
  try {
    signs = life ? new SignsOfLife(life, hangs) : null;
    child = new Deno.Command(command, {
      args,
      env: { [STARTS]: String(starts), ...(signs?.env ?? WITHOUT_SIGNS) },
      stdin: "piped", // held open and never written to
      stdout: "inherit",
      stderr: "inherit",
      detached: true, // Ctrl-C reaches this process alone, which asks the other one to end, once
    }).spawn();
  } catch (error) {
    signs?.close();
    return { pid: null, code: 1, starts, reason: String(error) };
  }
  function hangs(seconds: number): void {
    if (signal.aborted) return; // it has `graceMs`
    log.error(`the ${name} process hangs; killing it`, { seconds_without_sign_of_life: seconds });
    killGroup(child);
  }
  let killing: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    killSoftly(child, "SIGTERM");
    killing = setTimeout(() => killSoftly(child, "SIGKILL"), graceMs);
  };
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  const { code, signal: killedBy } = await child.status;
  signs?.close();
  signal.removeEventListener("abort", end);
  clearTimeout(killing);
  await child.stdin.close().catch(() => {});
  return { pid: child.pid, code, starts, reason: killedBy ? `killed by ${killedBy}` : `exit code ${code}` };
}

function killSoftly(child: Deno.ChildProcess, name: Deno.Signal): void {
  try {
    child.kill(name);
  } catch { /* it has ended already */ }
}

/** Kills a process with what it has started in its own group. */
function killGroup(child: Deno.ChildProcess): void {
  try {
    Deno.kill(-child.pid, "SIGKILL");
  } catch {
    killSoftly(child, "SIGKILL");
  }
}

/** How many times the supervisor of this process has started it, this time included; 0 where nobody supervises it. */
export function startsSoFar(): number {
  return Number(Deno.env.get(STARTS) ?? 0);
}

/** Aborted when the process that supervises this one is gone; never in a process that nobody supervises. */
export function untilStdinCloses(): AbortSignal {
  const controller = new AbortController();
  if (startsSoFar() > 0) {
    drain(Deno.stdin.readable).then(() => controller.abort(new Error("the process that started this one is gone")));
  }
  return controller.signal;
}

/**
 * From now on an error that nobody caught is logged and ends the process with a code that is not that of a failed start:
 * whoever supervises it starts it again.
 */
export function exitOnFault(log: Log): void {
  const exit = (fault: unknown) => {
    log.error("a fault that nothing caught ends this process", { fault: fault instanceof Error ? fault.stack : fault });
    Deno.exit(FAULT_EXIT_CODE);
  };
  addEventListener("error", (event) => exit(event.error));
  addEventListener("unhandledrejection", (event) => exit(event.reason));
}

async function drain(stream: ReadableStream<Uint8Array>): Promise<void> {
  try {
    for await (const _ of stream);
  } catch { /* broken is closed */ }
}
