import { withTimeout } from "./async.ts";

const WAIT_MS = 100;

/** Files whose lock is waited for, by device and inode: each wait holds a thread until the lock is given back. */
const waited = new Set<string>();

/**
 * Takes the lock of an open file, unless another process holds it. Closing the file, or dying, gives it back.
 *
 * @returns whether it was taken
 */
export async function tryLock(file: Deno.FsFile, exclusive: boolean): Promise<boolean> {
  if ("tryLock" in file) return await file.tryLock(exclusive);
  // the older Deno that tasks/denort.ts compiles with has lock() only: one that does not come soon is held
  const { dev, ino } = await (file as Deno.FsFile).stat();
  const id = `${dev}:${ino}`;
  if (waited.has(id)) return false; // by whom an earlier call found it held
  waited.add(id);
  const taken = (file as Deno.FsFile).lock(exclusive).then(() => true).finally(() => waited.delete(id));
  return await withTimeout(taken, WAIT_MS, () => false);
}
