import { ConfigError, messageOf } from "../core/errors.ts";
import { isNoSpace } from "../core/disk.ts";
import { newId } from "../core/ids.ts";
import type { Log } from "../core/log.ts";
import type { Query, Sql } from "../db/pool/client.ts";
import {
  listStorageKeys,
  readStorageIdentity,
  withIdentityLock,
  writeStorageIdentity,
} from "../db/pool/storage_identity.ts";
import { reportStorageProcess, type StorageProcess } from "../db/pool/storage_processes.ts";
import type { Storage } from "../storage/storage.ts";

/** Whether database and storage have the same identity. */
interface Match {
  /** null: neither has an identity yet, and both may get one. */
  id: string | null;
  isInDatabase: boolean;
  isInStorage: boolean;
}

/**
 * Makes sure that the files of the database are in this storage, and that it can be written to. The first start on a
 * new database gives both the same identity.
 *
 * @param process who will use the storage: recorded under the lock under which `storage migrate` looks who does
 * @throws {ConfigError} if the storage is another one, not mounted or not writable; the message says what to do
 */
export async function claimStorage(sql: Sql, storage: Storage, log: Log, process?: StorageProcess): Promise<void> {
  await withIdentityLock(sql, async (tx) => {
    await identifyStorage(tx, storage, log);
    if (process) await reportStorageProcess(tx, process);
  });
  await checkWritable(storage);
}

/** Gives database and storage the same identity, or finds that they have it. @throws {ConfigError} */
async function identifyStorage(tx: Query, storage: Storage, log: Log): Promise<void> {
  const match = await matchStorage(tx, storage);
  const id = match.id ?? newId();
  if (!match.isInStorage) {
    try {
      await asConfigError(storage, () => storage.writeIdentity(id));
    } catch (error) {
      if (!isNoSpace(error)) throw error; // a full disk does not stop the start, see checkWritable
      return log.warn("the disk is full: the storage gets its identity at the next start", { place: storage.place });
    }
    if (await asConfigError(storage, () => storage.readIdentity()) !== id) {
      throw new ConfigError(`another server began to use ${storage.place} at the same moment: start this one again`);
    }
  }
  if (!match.isInDatabase) await writeStorageIdentity(tx, { id, place: storage.place });
  if (match.isInStorage && match.isInDatabase) return;
  log.info("the database and its storage know each other from now on", { storage: id, place: storage.place });
}

/**
 * Compares database and storage without changing them.
 *
 * @throws {ConfigError} as `claimStorage`
 */
export async function matchStorage(sql: Query, storage: Storage): Promise<Match> {
  const registered = await readStorageIdentity(sql);
  const storageId = await asConfigError(storage, () => storage.readIdentity());
  const match = { id: registered?.id ?? storageId, isInDatabase: registered !== null, isInStorage: storageId !== null };
  if (registered && storageId) {
    if (registered.id === storageId) return match;
    throw new ConfigError(
      `this database's files lie in the storage ${registered.id} (first used as ${registered.place}), but ` +
        `${storage.place} is the storage ${storageId}: ${advice(storage)}`,
    );
  }
  const files = await lookForFiles(sql, storage);
  // the right storage without an identity: it was not copied, or the files are of a version before identities
  if (files === "some") return match;
  if (registered) {
    throw new ConfigError(
      `this database's files lie in the storage ${registered.id} (first used as ${registered.place}), but ` +
        `${storage.place} has none of them and is no storage of that name: ${storage.advice.missing} ` +
        `${
          capitalize(advice(storage))
        }. Only if the files are lost for good: write ${registered.id} into ${storage.identityPlace}`,
    );
  }
  if (files === "none") {
    throw new ConfigError(
      `this database has videos, but ${storage.place} has none of their files: ${storage.advice.missing} ` +
        capitalize(advice(storage)),
    );
  }
  return match;
}

function advice({ advice: { choose } }: Storage): string {
  return `${choose}, the same for every server and worker of a database, or use another database`;
}

/** Whether the storage has a file that the database names; `unnamed`: the database names no files. */
async function lookForFiles(sql: Query, storage: Storage): Promise<"some" | "none" | "unnamed"> {
  let answer: "none" | "unnamed" = "unnamed";
  for await (const key of listStorageKeys(sql)) {
    if (await asConfigError(storage, () => storage.stat(key))) return "some";
    answer = "none";
  }
  return answer;
}

/** A full disk does not stop the start: uploads are refused with a reason, and stored videos still play. */
async function checkWritable(storage: Storage): Promise<void> {
  await asConfigError(storage, async () => {
    try {
      await storage.checkWritable();
    } catch (error) {
      if (!isNoSpace(error)) throw error;
    }
  });
}

async function asConfigError<T>(storage: Storage, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw new ConfigError(
      `${storage.place} can't be used as the storage: ${storage.advice.access} (${messageOf(error)})`,
      { cause: error },
    );
  }
}

function capitalize(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
