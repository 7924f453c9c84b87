/**
 * The entry of StreamForge. For `serve`, this small process starts the server as a child and watches it. Every other
 * command, and the child, loads program.ts.
 *
 * @module
 */
import { RUNNER_COMMAND } from "./src/cli/learn/runner_protocol.ts";
import { createLog, LOG_LEVELS, type LogLevel } from "./src/core/log.ts";
import { programArgs } from "./src/jobs/supervision/program_args.ts";
import { reportLiveness } from "./src/jobs/supervision/liveness.ts";
import { stopSignal } from "./src/jobs/supervision/stop_signal.ts";
import { startsSoFar, supervise } from "./src/jobs/supervision/supervise.ts";

/** Enough for the worker to return its jobs to the queue and for the embedded database to stop. */
const SERVER_GRACE_MS = 45_000;
/** People wait for the server, so it starts again soon, however often it was killed. */
const LONGEST_PAUSE_MS = 2000;
/** Seconds without a sign of life: even on a busy machine no request blocks the server that long. */
const SERVER_LIVENESS = { ticks: 30 };

/** @returns the exit code: of the server's first start where that failed, else of its last run */
async function watchServer(): Promise<number> {
  const level = Deno.env.get("LOG_LEVEL")?.trim() as LogLevel;
  return await supervise({
    name: "server",
    command: Deno.execPath(),
    args: programArgs("serve"),
    log: createLog(LOG_LEVELS.includes(level) ? level : "info"), // the server reports a wrong value
    signal: stopSignal(),
    graceMs: SERVER_GRACE_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    liveness: SERVER_LIVENESS,
    // code 0: somebody stopped that process. Code 1 at the first start: it can't start, and has said why
    isFinal: ({ code, starts }) => code === 0 || (starts === 1 && code === 1),
  });
}

if (import.meta.main) {
  const isWatched = startsSoFar() > 0;
  if (Deno.args.length === 1 && Deno.args[0] === "serve" && !isWatched) Deno.exit(await watchServer());
  if (isWatched) reportLiveness();
  // nothing else is loaded where learners' code runs
  if (Deno.args[0] === RUNNER_COMMAND) await (await import("./src/cli/learn/runner.ts")).runLearners();
  const { runCommand } = await import("./program.ts");
  await runCommand(Deno.args);
}
