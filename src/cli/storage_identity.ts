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
import type { Storage } from "../storage/storage.ts";

/** Whether database and storage have the same identity. */
interface Match {
  /** null: neither has an identity yet, and both may get one. */
  id: string | null;
  isInDatabase: boolean;
  isInStorage: boolean;
}

/**
 * Makes sure that the files of the database lie in this storage, and that it can be written to. The first start on a
 * new database gives both the same identity.
 *
 * @throws {ConfigError} where it is another storage, or a folder that is not mounted: what is wrong and what to do
 */
export async function claimStorage(sql: Sql, storage: Storage, log: Log): Promise<void> {
  await withIdentityLock(sql, async (tx) => {
    const match = await matchStorage(tx, storage);
    const id = match.id ?? newId();
    if (!match.isInStorage) {
      try {
        await usable(storage, () => storage.writeIdentity(id));
      } catch (error) {
        if (!isNoSpace(error)) throw error; // a full disk is no reason, see checkWritable
        return log.warn("the disk is full: the storage gets its identity at the next start", { place: storage.place });
      }
      if (await usable(storage, () => storage.readIdentity()) !== id) {
        throw new ConfigError(`another server began to use ${storage.place} at the same moment: start this one again`);
      }
    }
    if (!match.isInDatabase) await writeStorageIdentity(tx, { id, place: storage.place });
    if (match.isInStorage && match.isInDatabase) return;
    log.info("the database and its storage know each other from now on", { storage: id, place: storage.place });
  });
  await checkWritable(storage);
}

/**
 * Compares database and storage without changing them.
 *
 * @throws {ConfigError} as `claimStorage`
 */
export async function matchStorage(sql: Query, storage: Storage): Promise<Match> {
  const known = await readStorageIdentity(sql);
  const found = await usable(storage, () => storage.readIdentity());
  const match = { id: known?.id ?? found, isInDatabase: known !== null, isInStorage: found !== null };
  if (known && found) {
    if (known.id === found) return match;
    throw new ConfigError(
      `this database's files lie in the storage ${known.id} (first used as ${known.place}), but ${storage.place} is the ` +
        `storage ${found}: ${ADVICE}`,
    );
  }
  const files = await lookForFiles(sql, storage);
  // the same folder, whose identity was not copied along with it, or from before there were identities
  if (files === "some") return match;
  if (known) {
    throw new ConfigError(
      `this database's files lie in the storage ${known.id} (first used as ${known.place}), but ${storage.place} has ` +
        `none of them and is no storage of that name: a volume that is not mounted? ${
          capital(ADVICE)
        }. Only if the files ` +
        `are lost for good: write ${known.id} into ${storage.identityPlace}`,
    );
  }
  if (files === "none") {
    throw new ConfigError(
      `this database has videos, but ${storage.place} has none of their files: a volume that is not mounted? ` +
        capital(ADVICE),
    );
  }
  return match;
}

const ADVICE =
  "set DATA_DIR so that its folder `media` is the one with the files, the same for every server and worker " +
  "of a database, or use another database";

/** Whether the storage has a file that the database names; `unnamed`: it names none. */
async function lookForFiles(sql: Query, storage: Storage): Promise<"some" | "none" | "unnamed"> {
  let answer: "none" | "unnamed" = "unnamed";
  for await (const key of listStorageKeys(sql)) {
    if (await usable(storage, () => storage.stat(key))) return "some";
    answer = "none";
  }
  return answer;
}

/** A full disk is no reason: the server says so to whoever uploads, and people can watch what there is. */
async function checkWritable(storage: Storage): Promise<void> {
  await usable(storage, async () => {
    try {
      await storage.checkWritable();
    } catch (error) {
      if (!isNoSpace(error)) throw error;
    }
  });
}

async function usable<T>(storage: Storage, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw new ConfigError(
      `${storage.place} can't be used as the storage of DATA_DIR: user ${Deno.uid()} must be able to read and write ` +
        `there (${messageOf(error)})`,
      { cause: error },
    );
  }
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
