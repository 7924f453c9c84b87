import { rejectOnAbort } from "../../src/core/async.ts";
import type { Log } from "../../src/core/log.ts";

const PATIENCE_SECONDS = 1;

export interface LockOptions {
  log: Log;
  /** What the lock guards, for the log. */
  what: string;
  /** Told every second for as long as the lock is another's, so that whoever waits is not taken for hung. */
  onWait?: () => void;
  signal?: AbortSignal;
}

/**
 * Does `work` while no other process (and no other caller in this one) holds the lock of that path. The system lets the
 * lock go when its process ends, however it ends, so the file itself means nothing and stays.
 */
export async function withLock<T>(
  path: string,
  { log, what, onWait, signal }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const file = await Deno.open(path, { write: true, create: true });
  let isSaid = false;
  const timer = setInterval(() => {
    if (!isSaid) log.info(`waiting for another process that is busy with ${what}`);
    isSaid = true;
    onWait?.();
  }, PATIENCE_SECONDS * 1000);
  const locked = file.lock(true);
  try {
    await rejectOnAbort(locked, signal);
  } catch (error) {
    // the system call can't be taken back: it is waited for and the lock let go
    locked.then(() => file.close(), () => file.close());
    throw error;
  } finally {
    clearInterval(timer);
  }
  try {
    return await work();
  } finally {
    // closing lets go of the lock
    file.close();
  }
}

/** Does `work` while nobody else changes the model of that name. */
export function withModelLock<T>(
  modelsDir: string,
  name: string,
  options: Omit<LockOptions, "what">,
  work: () => Promise<T>,
): Promise<T> {
  return withLock(`${modelsDir}/.${name}.lock`, { what: `the model ${name}`, ...options }, work);
}
