import { messageOf } from "../core/errors.ts";
import { listen } from "../db/pool/notify.ts";
import { Bell } from "./bell.ts";
import type { WorkerContext } from "./context.ts";
import { DiskWatch } from "./disk_watch.ts";
import { checkKinds } from "./registry.ts";
import { RunningJobs } from "./running_jobs.ts";
import { cancelRequestedJobs } from "./sweeps/cancel_requests.ts";
import { runSweeps } from "./sweeps/sweeps.ts";
import { workerName } from "../core/worker_name.ts";

const POLL_MS = 2000;
const SWEEP_MS = 10_000;
/** How often the disk is measured. */
const SPACE_MS = 2000;
/** How long a suspect runs alone after its first crash. */
const ALONE_SECONDS = 120;

export interface RunJobsOptions extends WorkerContext {
  signal: AbortSignal;
  worker?: string;
  aloneSeconds?: number;
}

/**
 * Runs queued jobs until `signal` is aborted, up to `workConcurrency` at once. Then it hands back the running jobs,
 * within two seconds.
 *
 * @throws {StalledError} if a job hangs in native code: only the end of the process ends the job
 * @throws {TypeError} if a kind of job has no handler
 */
export async function runJobs(
  { signal, worker = workerName(), aloneSeconds = ALONE_SECONDS, ...context }: RunJobsOptions,
): Promise<void> {
  checkKinds();
  const { sql, config, log } = context;
  const bell = new Bell();
  const ring = () => bell.ring();
  const running = new RunningJobs(context, { worker, aloneSeconds, stopping: signal, onEnd: ring });
  const disk = new DiskWatch(context);
  const sweep = atMostEvery(SWEEP_MS, () => runSweeps(context));
  const measureDisk = atMostEvery(SPACE_MS, () => disk.measure());
  const listening = listen(sql, { log, onChange: ({ kind }) => kind === "queued" && ring(), onGap: ring });
  signal.addEventListener("abort", ring);

  log.info("working", { worker, jobs_at_once: config.workConcurrency });
  while (!signal.aborted && !running.stalled) {
    try {
      await sweep();
      await cancelRequestedJobs(context);
      await measureDisk();
      await running.fill(disk.isFull);
    } catch (error) {
      log.warn("the queue could not be read; trying again", { error: messageOf(error) });
    }
    running.updateBackground(); // the engine's device is known once a model is loaded
    await bell.wait(POLL_MS);
  }

  signal.removeEventListener("abort", ring);
  await running.stop();
  await listening.close();
  if (running.stalled) throw running.stalled;
}

/** Skips calls until `ms` have passed since the last executed one. */
function atMostEvery(ms: number, work: () => Promise<void>): () => Promise<void> {
  let lastAt = 0;
  return async () => {
    if (Date.now() - lastAt <= ms) return;
    lastAt = Date.now();
    await work();
  };
}
