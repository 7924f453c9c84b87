import { join } from "node:path";
import { tryLock } from "../core/file_lock.ts";
import { newId } from "../core/ids.ts";

/** Folders and files younger than this may not be locked yet. */
const LOCK_GRACE_SECONDS = 60;
const LOCK = "lock";

/** A temporary folder that is removed at the end of the scope: `await using work = await scratch(root)`. */
export interface Scratch extends AsyncDisposable {
  /** Absolute. */
  path: string;
}

/**
 * Makes a temporary folder inside `rootDir` and locks it, so that `sweepScratch` removes only folders of killed
 * processes. A process id would not do: containers have their own.
 */
export async function scratch(rootDir: string): Promise<Scratch> {
  const folder = join(rootDir, newId());
  const path = join(folder, "work");
  await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  const lock = await Deno.open(join(folder, LOCK), { write: true, create: true });
  await lock.lock(true);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await Deno.remove(folder, { recursive: true }).catch(ignoreNotFound);
      lock.close();
    },
  };
}

/** Removes the temporary folders of `rootDir` whose process has ended. @returns how many */
export async function sweepScratch(rootDir: string, nowMs = Date.now()): Promise<number> {
  let removed = 0;
  for (const folder of await entriesOf(rootDir)) {
    if (!await isAbandoned(folder, join(folder, LOCK), nowMs)) continue;
    await Deno.remove(folder, { recursive: true }).catch(ignoreNotFound);
    removed++;
  }
  return removed;
}

/** Removes the files of `folder` that are not locked: unfinished objects of killed processes. */
export async function sweepFiles(folder: string, nowMs = Date.now()): Promise<void> {
  for (const path of await entriesOf(folder)) {
    if (await isAbandoned(path, path, nowMs)) await Deno.remove(path).catch(ignoreNotFound);
  }
}

async function isAbandoned(path: string, lockPath: string, nowMs: number): Promise<boolean> {
  const info = await Deno.lstat(path).catch(() => null);
  if (!info || nowMs - (info.mtime?.getTime() ?? nowMs) < LOCK_GRACE_SECONDS * 1000) return false;
  const lock = await Deno.open(lockPath, { read: true, write: true }).catch(() => null);
  if (!lock) return true;
  try {
    return await tryLock(lock, true);
  } finally {
    lock.close();
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  const entries: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) entries.push(join(folder, name));
  } catch (error) {
    ignoreNotFound(error);
  }
  return entries;
}

/** Passed to `catch` where the file may have been removed before. */
export function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
