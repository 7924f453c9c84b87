import type { Log } from "../core/log.ts";

const SUPERVISED = "STREAMFORGE_SUPERVISED";
const GRACE_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Whoever ran this long did not fail at the start: the next pause is short again. */
const HEALTHY_MS = 60_000;

/**
 * Keeps a worker process alive until `signal` is aborted: whatever it ends of, it is started again, after a pause that
 * doubles while it fails at once. Inference runs in it, so that a fault of native code does not take the server along.
 *
 * At the end it gets SIGTERM, and SIGKILL ten seconds later. Its standard input is a pipe that closes when this process
 * is gone, however it went: see `untilStdinCloses`.
 */
export async function superviseWorker(
  { command, args, env, log, signal, onEnd }: {
    command: string;
    args: string[];
    env: Record<string, string>;
    log: Log;
    signal: AbortSignal;
    /** Called for each process that has ended, before the next is started. */
    onEnd?(pid: number): Promise<void>;
  },
): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const startedAt = Date.now();
    const { pid, ended } = await runOnce(command, args, env, signal);
    if (pid !== null) await onEnd?.(pid).catch((error) => log.warn("after the worker's end", { error }));
    if (signal.aborted) return;
    if (Date.now() - startedAt > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
    log.error("the worker process has ended; starting it again", { ended, pause_ms: pauseMs });
    await pause(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

async function runOnce(
  command: string,
  args: string[],
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<{ pid: number | null; ended: string }> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(command, {
      args,
      env: { ...env, [SUPERVISED]: "1" },
      stdin: "piped", // held open and never written to
      stdout: "inherit",
      stderr: "inherit",
      detached: true, // Ctrl-C reaches this process alone, which asks the other one to end, once
    }).spawn();
  } catch (error) {
    return { pid: null, ended: String(error) };
  }
  let killing: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    killSoftly(child, "SIGTERM");
    killing = setTimeout(() => killSoftly(child, "SIGKILL"), GRACE_MS);
  };
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  const { code, signal: killedBy } = await child.status;
  signal.removeEventListener("abort", end);
  clearTimeout(killing);
  await child.stdin.close().catch(() => {});
  return { pid: child.pid, ended: killedBy ? `killed by ${killedBy}` : `exit code ${code}` };
}

function killSoftly(child: Deno.ChildProcess, name: Deno.Signal): void {
  try {
    child.kill(name);
  } catch { /* it has ended already */ }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}

/** Aborted when the process that supervises this one is gone; never in a process that nobody supervises. */
export function untilStdinCloses(): AbortSignal {
  const controller = new AbortController();
  if (Deno.env.get(SUPERVISED) === "1") {
    drain(Deno.stdin.readable).then(() => controller.abort(new Error("the server that started this worker is gone")));
  }
  return controller.signal;
}

async function drain(stream: ReadableStream<Uint8Array>): Promise<void> {
  try {
    for await (const _ of stream);
  } catch { /* broken is closed */ }
}
