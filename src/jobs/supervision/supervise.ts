import { delay } from "../../core/async.ts";
import type { Log } from "../../core/log.ts";
import { type LivenessLimit, LivenessWatch, WITHOUT_LIVENESS } from "./liveness.ts";

/** Environment variable of every supervised process: how often it has been started, this time included. */
const STARTS = "STREAMFORGE_SUPERVISED";
/** The environment of a process that this program starts and does not supervise. */
export const UNSUPERVISED = { [STARTS]: "", ...WITHOUT_LIVENESS };
const GRACE_MS = 10_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** After a run this long, the next pause is short again. */
const HEALTHY_MS = 60_000;
/** Exit code after an unexpected fault; a failed start has 1. */
const FAULT_EXIT_CODE = 70;

/** How a supervised process ended. */
export interface ProcessEnd {
  /** null if it could not be started. */
  pid: number | null;
  /** The exit code; 128 plus the signal's number if a signal killed it. */
  code: number;
  /** The number of starts. */
  starts: number;
}

export interface SuperviseOptions {
  /** The name of the process in log messages. */
  name: string;
  command: string;
  args: string[];
  log: Log;
  /** Ends the process and the supervision. */
  signal: AbortSignal;
  /** Time between SIGTERM and SIGKILL. */
  graceMs?: number;
  longestPauseMs?: number;
  /** Kills a process that hangs without ending, and starts it again. The process must call `reportLiveness`. */
  liveness?: LivenessLimit;
  /** Called for each process that has ended, before the next is started. */
  onEnd?(pid: number): Promise<void>;
  /** Whether this end is final: the process is not started again. By default no end is. */
  isFinal?(end: ProcessEnd): boolean;
}

/**
 * Restarts a process whenever it ends, until `signal` is aborted. The pause before a start doubles while processes end
 * soon. So `serve` survives a crash of the server, and the server a crash of native code in the worker.
 *
 * After `signal` the process gets SIGTERM, and SIGKILL `graceMs` later. Its standard input is a pipe, which closes when
 * this process ends for any reason: see `untilStdinCloses`.
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
  { name, command, args, log, signal, liveness, graceMs = GRACE_MS }: SuperviseOptions,
  starts: number,
): Promise<ProcessEnd & { reason: string }> {
  let child: Deno.ChildProcess;
  let watch: LivenessWatch | null = null;
  try {
    watch = liveness ? new LivenessWatch(liveness, hangs) : null;
    child = new Deno.Command(command, {
      args,
      env: { [STARTS]: String(starts), ...(watch?.env ?? WITHOUT_LIVENESS) },
      stdin: "piped", // held open and never written to
      stdout: "inherit",
      stderr: "inherit",
      detached: true, // Ctrl-C reaches only this process, which sends one SIGTERM to the other
    }).spawn();
  } catch (error) {
    watch?.close();
    return { pid: null, code: 1, starts, reason: String(error) };
  }
  function hangs(seconds: number): void {
    if (signal.aborted) return; // it was asked to end, and may take `graceMs`
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
  watch?.close();
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

/** Kills a process and all processes of its group. */
function killGroup(child: Deno.ChildProcess): void {
  try {
    Deno.kill(-child.pid, "SIGKILL");
  } catch {
    killSoftly(child, "SIGKILL");
  }
}

/** How often this process was started, this time included; 0 in a process that is not supervised. */
export function startsSoFar(): number {
  return Number(Deno.env.get(STARTS) ?? 0);
}

/** Aborted when the supervising process has ended; never in a process that is not supervised. */
export function untilStdinCloses(): AbortSignal {
  const controller = new AbortController();
  if (startsSoFar() > 0) {
    drain(Deno.stdin.readable).then(() => controller.abort(new Error("the supervising process has ended")));
  }
  return controller.signal;
}

/**
 * From now on an uncaught error is logged and ends the process, with an exit code that makes its supervisor restart it.
 */
export function exitOnFault(log: Log): void {
  const exit = (fault: unknown) => {
    log.error("an uncaught error ends this process", { fault: fault instanceof Error ? fault.stack : fault });
    Deno.exit(FAULT_EXIT_CODE);
  };
  addEventListener("error", (event) => exit(event.error));
  addEventListener("unhandledrejection", (event) => exit(event.reason));
}

async function drain(stream: ReadableStream<Uint8Array>): Promise<void> {
  try {
    for await (const _ of stream);
  } catch { /* a broken pipe counts as closed */ }
}
