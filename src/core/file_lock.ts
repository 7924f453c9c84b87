import { withTimeout } from "./async.ts";

const WAIT_MS = 100;

/** Device and inode of the files that a call waits for. Each wait blocks a thread until the lock is released. */
const awaited = new Set<string>();

/**
 * Takes the lock of an open file, unless another process holds it. Closing the file, or the end of the process,
 * releases it.
 *
 * @returns whether the lock was taken
 */
export async function tryLock(file: Deno.FsFile, exclusive: boolean): Promise<boolean> {
  if ("tryLock" in file) return await file.tryLock(exclusive);
  // the older Deno that tasks/denort.ts compiles with has only lock(), which waits: after 100 ms the lock counts as
  // held
  const { dev, ino } = await (file as Deno.FsFile).stat();
  const id = `${dev}:${ino}`;
  if (awaited.has(id)) return false; // an earlier call still waits, so it is held
  awaited.add(id);
  const taken = (file as Deno.FsFile).lock(exclusive).then(() => true).finally(() => awaited.delete(id));
  return await withTimeout(taken, WAIT_MS, () => false);
}
