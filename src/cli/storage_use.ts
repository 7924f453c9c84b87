import { withTimeout } from "../core/async.ts";
import { messageOf } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { workerName } from "../core/worker_name.ts";
import type { Sql } from "../db/pool/client.ts";
import { removeStorageProcess, reportStorageProcess, type StorageProcess } from "../db/pool/storage_processes.ts";
import type { Storage } from "../storage/storage.ts";
import { claimStorage } from "./storage_identity.ts";

const REPORT_MS = 15_000;
/** How long deleting the row may take at the end. If it fails, the process counts as ended a minute later. */
const REMOVE_MS = 1000;

/**
 * Claims the storage, and reports to the database every 15 s, until it is disposed, that this process uses it: `storage
 * migrate` switches to another storage only when none does.
 *
 * @throws {ConfigError} as `claimStorage`
 */
export async function useStorage(
  { sql, storage, log, kind }: { sql: Sql; storage: Storage; log: Log; kind: StorageProcess["kind"] },
): Promise<AsyncDisposable> {
  const process = { id: workerName(), kind, host: Deno.hostname(), pid: Deno.pid };
  let last = Promise.resolve();
  const report = () =>
    reportStorageProcess(sql, process).catch((error) => {
      log.warn("the process could not report that it uses the storage; trying again", { error: messageOf(error) });
    });
  // runs already during the claim, whose last checks of a slow storage may take long
  const timer = setInterval(() => last = last.then(report), REPORT_MS);
  const end = async () => {
    clearInterval(timer);
    const removed = last.then(() => removeStorageProcess(sql, process.id)).catch(() => {});
    await withTimeout(removed, REMOVE_MS, () => {});
  };
  try {
    await claimStorage(sql, storage, log, process);
  } catch (error) {
    await end();
    throw error;
  }
  return { [Symbol.asyncDispose]: end };
}
