import assert from "node:assert/strict";
import { tryLock } from "../../../src/core/file_lock.ts";

/** A file as in the older Deno, without tryLock(); counts the calls of lock(). */
function olderFile(file: Deno.FsFile) {
  const older = {
    calls: 0,
    lock: (exclusive?: boolean) => (older.calls++, file.lock(exclusive)),
    stat: () => file.stat(),
  };
  return older;
}

const asFile = (file: unknown) => file as Deno.FsFile;

Deno.test("tryLock() with lock() alone: however often a held lock is tried, only one call waits for it", async () => {
  const path = await Deno.makeTempFile();
  const [holder, first, second, third] = await Promise.all([1, 2, 3, 4].map(() => Deno.open(path, { write: true })));
  try {
    await holder.lock(true);
    const [one, two] = [olderFile(first), olderFile(second)];
    assert.equal(await tryLock(asFile(one), true), false);
    assert.equal(await tryLock(asFile(two), true), false);
    assert.deepEqual([one.calls, two.calls], [1, 0]);
    holder.unlockSync();
    first.close(); // the waiting call now gets the lock, and closing the file releases it
    while (!await tryLock(asFile(olderFile(third)), true)) await new Promise((resolve) => setTimeout(resolve, 10));
  } finally {
    for (const file of [holder, second, third]) file.close();
    await Deno.remove(path);
  }
});
