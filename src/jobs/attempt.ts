import { delay } from "../core/async.ts";
import { isNoSpace } from "../core/disk.ts";
import type { Job } from "../db/jobs/job_rows.ts";
import { folderBytes } from "../storage/disk_space.ts";
import { scratch } from "../storage/scratch.ts";
import { AttemptMonitor, HEARTBEAT_MS, STALL_MS, StalledError } from "./attempt_monitor.ts";
import { type AttemptContext, logFields, type WorkerContext } from "./context.ts";
import { attemptStorage } from "./attempt_storage.ts";
import { kindOf } from "./registry.ts";
import { settle } from "./settle.ts";

/** How often an analysis looks whether the engine still works. */
const GIVE_WAY_MS = 200;

/**
 * Runs one attempt at a claimed job. It ends as done, failed, interrupted, waiting for disk space, lost, or handed back
 * because `stopping` was aborted; `settle` decides which.
 *
 * @throws {StalledError} if the handler neither progresses nor stops: only the end of the process ends it
 */
export async function runAttempt(
  context: WorkerContext,
  job: Job,
  stopping: AbortSignal,
  { heartbeatMs = HEARTBEAT_MS, stallMs = STALL_MS } = {},
): Promise<void> {
  const { log } = context;
  const fields = logFields(job);
  const ending = new AbortController();
  const onStop = () => ending.abort(stopping.reason);
  stopping.addEventListener("abort", onStop);
  if (stopping.aborted) onStop();
  const monitor = new AttemptMonitor(context, job, { heartbeatMs, stallMs, abort: (reason) => ending.abort(reason) });
  log.info("job started", fields);
  let writtenBytes = 0;
  try {
    await using work = await scratch(`${context.config.dataDir}/work`);
    const attempt: AttemptContext = {
      ...context,
      storage: attemptStorage(context.storage, { signal: ending.signal, onProgress: () => monitor.touch() }),
      mediaTools: { ...context.mediaTools, onProgress: () => monitor.touch() },
      job,
      workDir: work.path,
      signal: ending.signal,
      report: (progress, stage) => monitor.report(progress, stage),
      giveWay: async () => {
        while (!ending.signal.aborted && context.isEngineBusy?.()) {
          monitor.touch();
          await delay(GIVE_WAY_MS);
        }
        ending.signal.throwIfAborted();
      },
    };
    await Promise.race([kindOf(job).handler(attempt), monitor.stalled]).catch(async (error) => {
      if (isNoSpace(error)) writtenBytes = await folderBytes(work.path);
      throw error;
    });
    log.info("job done", fields);
  } catch (error) {
    if (error instanceof StalledError) throw error;
    await settle(context, job, { stopping, error: ending.signal.reason ?? error, writtenBytes });
  } finally {
    stopping.removeEventListener("abort", onStop);
    monitor.stop();
  }
}
