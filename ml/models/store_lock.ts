import { rejectOnAbort } from "../../src/core/async.ts";
import type { Log } from "../../src/core/log.ts";

const NOTICE_SECONDS = 1;

export interface LockOptions {
  log: Log;
  /** Name of the locked resource, for the log. */
  resource: string;
  /** Called every second while waiting, so that the caller can report progress. */
  onWait?: () => void;
  signal?: AbortSignal;
}

/**
 * Runs `work` while holding the lock of a path; no other process or caller can hold it at the same time. The system
 * frees the lock when the process ends in any way, so the lock file may stay.
 */
async function withLock<T>(
  path: string,
  { log, resource, onWait, signal }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const file = await Deno.open(path, { write: true, create: true });
  let isLogged = false;
  const timer = setInterval(() => {
    if (!isLogged) log.info(`waiting for another process that is busy with ${resource}`);
    isLogged = true;
    onWait?.();
  }, NOTICE_SECONDS * 1000);
  const locked = file.lock(true);
  try {
    await rejectOnAbort(locked, signal);
  } catch (error) {
    // the system call can't be cancelled: the lock is freed when it returns
    locked.then(() => file.close(), () => file.close());
    throw error;
  } finally {
    clearInterval(timer);
  }
  try {
    return await work();
  } finally {
    // closing frees the lock
    file.close();
  }
}

/** Runs `work` while nothing else changes the model. */
export function withModelLock<T>(
  modelsDir: string,
  name: string,
  options: Omit<LockOptions, "resource">,
  work: () => Promise<T>,
): Promise<T> {
  return withLock(`${modelsDir}/.${name}.lock`, { resource: `the model ${name}`, ...options }, work);
}
