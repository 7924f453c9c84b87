import { Readable } from "node:stream";
import { join } from "node:path";
import { FileStore } from "@tus/file-store";
import type { Config } from "../core/settings/config.ts";
import { freeBytes } from "../core/disk.ts";
import { NoSpaceError } from "../core/errors.ts";
import { CHECK_EVERY_BYTES, describeSpace, diskSpace, requireSpace } from "../storage/disk_space.ts";
import type { Storage } from "../storage/storage.ts";
import { LostLockError } from "../db/videos/upload_parts.ts";
import { originalKey } from "./receive.ts";
import type { UnfinishedUploads } from "./unfinished_uploads.ts";
import type { UploadLocks } from "./upload_locks.ts";

type WriteArguments = Parameters<FileStore["write"]>;
type DiskConfig = Pick<Config, "dataDir" | "minFreeBytes">;

/** The folder of unfinished tus uploads: `<id>` holds the bytes, `<id>.json` the metadata from the client. */
export function uploadFolder({ dataDir }: Pick<Config, "dataDir">): string {
  return join(dataDir, "uploads");
}

/** Keeps unfinished uploads in `DATA_DIR/uploads`, which all servers of a database must share. */
export function diskUploads(
  { config, storage, locks }: { config: DiskConfig; storage: Storage; locks: UploadLocks },
): UnfinishedUploads {
  const folder = uploadFolder(config);
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 }); // the store would create it readable for all users
  const fileInfo = (id: string) => Deno.stat(join(folder, id)).catch(() => null);
  const uploads: UnfinishedUploads = {
    store: new DiskUploadStore(config, locks),
    locks,
    tusId: (id) => id,
    idOf: (tusId) => tusId,
    originalKey,
    requireSpace: (neededBytes) => requireSpace(config, neededBytes),

    async receivedBytes(id) {
      return (await fileInfo(id))?.size ?? null;
    },

    /** If the client declared the length late, only tus's `.json` file has it. */
    async lengthOf({ id, sizeBytes }) {
      if (sizeBytes !== null) return sizeBytes;
      const text = await Deno.readTextFile(join(folder, `${id}.json`)).catch(() => "{}");
      return (JSON.parse(text) as { size?: number }).size ?? null;
    },

    async lastReceived({ id }) {
      return (await fileInfo(id))?.mtime ?? null;
    },

    async moveToStorage(id) {
      if (await fileInfo(id)) await storage.putFile(originalKey(id), join(folder, id));
    },

    async remove(id) {
      for (const name of [id, `${id}.json`]) {
        await Deno.remove(join(folder, name)).catch((error) => {
          if (!(error instanceof Deno.errors.NotFound)) throw error;
        });
      }
    },
  };
  return uploads;
}

/**
 * Stores tus uploads as files. If the disk is full, the bytes received so far are kept, so that the upload can resume.
 */
class DiskUploadStore extends FileStore {
  #config: DiskConfig;
  #locks: UploadLocks;

  constructor(config: DiskConfig, locks: UploadLocks) {
    super({ directory: uploadFolder(config) }); // without an expiry: `sweepUploads` removes, tus counts from the start
    this.#config = config;
    this.#locks = locks;
  }

  /** @throws {NoSpaceError} where the disk is full; {LostLockError} where another server may write now */
  override async write(...[body, id, offset]: WriteArguments): Promise<number> {
    let problem: unknown = null;
    const config = this.#config;
    const locks = this.#locks;
    const holder = locks.holderOf(id);
    const watched = Readable.from((async function* () {
      let bytesSinceCheck = 0;
      try {
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          locks.holderOf(id, holder);
          bytesSinceCheck += chunk.length;
          if (bytesSinceCheck >= CHECK_EVERY_BYTES) {
            bytesSinceCheck = 0;
            await requireSpace(config, 0);
          }
          yield chunk;
        }
      } catch (error) {
        if (error instanceof NoSpaceError || error instanceof LostLockError) problem = error;
        throw error;
      }
    })());
    try {
      return await super.write(watched as WriteArguments[0], id, offset);
    } catch (error) {
      // the error of tus does not say what went wrong
      if (problem === null && await freeBytes(uploadFolder(config)) < CHECK_EVERY_BYTES) {
        problem = new NoSpaceError(
          `there is not enough space on the server's disk: ${describeSpace(await diskSpace(config))}`,
        );
      }
      throw problem ?? error;
    }
  }
}
