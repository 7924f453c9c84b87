const WAIT_MS = 100;

/**
 * Takes the lock of an open file, unless another process holds it. Closing the file, or dying, gives it back.
 *
 * @returns whether it was taken
 */
export async function tryLock(file: Deno.FsFile, exclusive: boolean): Promise<boolean> {
  if ("tryLock" in file) return await file.tryLock(exclusive);
  // the older Deno that tasks/denort.ts compiles with has lock() only: one that does not come soon is held
  const taken = (file as Deno.FsFile).lock(exclusive).then(() => true);
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), WAIT_MS);
  try {
    return await Promise.race([taken, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
