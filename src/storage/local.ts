import { access, constants } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NotFoundError, TooLargeError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import { IDENTITY_FILE, readLocalIdentity, writeLocalIdentity } from "./local_identity.ts";
import { Presence } from "./presence.ts";
import { ignoreNotFound, sweepFiles } from "./scratch.ts";
import { type ByteRange, checkKey, type Storage, type StoredObject } from "./storage.ts";

const READ_BYTES = 256 * 1024;
/** The folder of unfinished objects; storage keys never begin with a dot. */
const INCOMING = ".incoming";

/**
 * A storage in a folder of this machine: a key is a path below it.
 *
 * A body is written to a temporary file, flushed to the disk and renamed, so that readers see the old object or the new
 * one, after a power cut too. The first write and `sweep` remove unfinished files of killed processes.
 * @param rootDir absolute; the first write creates it if it is missing, later writes do not
 */
export function localStorage(rootDir: string): Storage {
  const pathOf = (key: string) => join(rootDir, checkKey(key));
  const incoming = join(rootDir, INCOMING);
  const presence = new Presence(rootDir);
  let swept: Promise<void> | null = null;

  /** Prepares the storage for a write. A sweep that failed, on a full disk say, is tried again by the next write. */
  async function prepareWrite(): Promise<void> {
    await presence.check();
    await Deno.mkdir(incoming, { recursive: true, mode: 0o700 });
    presence.noteUse();
    await (swept ??= sweepFiles(incoming).catch((error) => {
      swept = null;
      throw error;
    }));
  }

  /**
   * Moves a written file into its place, after a check that the storage is still there: `place` would make its folders.
   */
  async function moveIn(from: string, to: string): Promise<StoredObject> {
    await presence.check();
    return await place(from, to);
  }

  /** The error for a missing object. @throws {StorageGoneError} if the whole storage is missing */
  async function missing(key: string): Promise<NotFoundError> {
    await presence.check();
    return new NotFoundError(`there is nothing stored as "${key}"`);
  }

  /** Opens a temporary file, calls `fill` with it, and moves it into its place. */
  async function write(key: string, fill: (file: Deno.FsFile) => Promise<void>): Promise<StoredObject> {
    const path = pathOf(key);
    await prepareWrite();
    const temporary = join(incoming, newId());
    const file = await Deno.open(temporary, { write: true, createNew: true, mode: 0o600 });
    try {
      await file.lock(true); // other processes do not sweep a locked file
      await fill(file);
      await file.sync();
      return await moveIn(temporary, path);
    } catch (error) {
      await Deno.remove(temporary).catch(ignoreNotFound);
      throw error;
    } finally {
      file.close();
    }
  }

  async function open(key: string): Promise<{ file: Deno.FsFile; size: number }> {
    const file = await Deno.open(pathOf(key)).catch(async (error) => {
      throw isMissing(error) ? await missing(key) : error;
    });
    const info = await file.stat();
    if (info.isFile) return { file, size: info.size };
    file.close();
    throw await missing(key);
  }

  const storage: Storage = {
    place: `${Deno.hostname()}:${rootDir}`,
    identityPlace: join(rootDir, IDENTITY_FILE),
    advice: {
      choose: "set DATA_DIR so that its folder `media` is the one with the files",
      missing: "a volume that is not mounted?",
      access: `user ${Deno.uid()} must be able to read and write there`,
    },
    checkPresent: () => presence.check(),

    async readIdentity() {
      const id = await readLocalIdentity(rootDir);
      if (id !== null) presence.expect(id);
      return id;
    },

    async writeIdentity(id) {
      await prepareWrite();
      await writeLocalIdentity(rootDir, incoming, id);
    },

    async put(key, body, { maxBytes = Infinity } = {}) {
      try {
        return await write(key, async (file) => {
          let bytes = 0;
          for await (const chunk of body) {
            bytes += chunk.length;
            if (bytes > maxBytes) throw new TooLargeError(`the body is larger than the ${maxBytes} bytes allowed`);
            await writeAll(file, chunk);
          }
        });
      } finally {
        // tells the sender that nobody reads any more; without effect on a body that has ended
        if (!body.locked) await body.cancel().catch(() => {});
      }
    },

    async putFile(key, path) {
      const target = pathOf(key);
      await prepareWrite();
      const file = await Deno.open(path, { read: true });
      try {
        await file.sync();
        return await moveIn(path, target);
      } catch (error) {
        if ((error as { code?: string }).code !== "EXDEV") throw error;
        // it is on another file system: copy it
        const stored = await write(key, (copy) => file.readable.pipeTo(copy.writable, { preventClose: true }));
        await Deno.remove(path);
        return stored;
      } finally {
        closeQuietly(file);
      }
    },

    putText: (key, text) => write(key, (file) => writeAll(file, new TextEncoder().encode(text))),

    async stat(key) {
      const info = await statOrNull(pathOf(key));
      if (!info) await presence.check();
      return info?.isFile ? describe(info) : null;
    },

    async read(key, range) {
      const { file, size } = await open(key);
      try {
        return await streamOf(file, range ?? { start: 0, end: size - 1 }, size);
      } catch (error) {
        file.close();
        throw error;
      }
    },

    async readText(key) {
      return await new Response(await storage.read(key)).text();
    },

    signedUrl: () => Promise.resolve(null),

    list: (prefix) => listFiles(rootDir, prefix.replace(/\/$/, "")),

    async withLocalFile(key, use) {
      const { file } = await open(key);
      file.close();
      try {
        return await use(pathOf(key));
      } catch (error) {
        await presence.check(); // if the storage is gone, that is the cause
        throw error;
      }
    },

    async delete(key) {
      await Deno.remove(pathOf(key)).catch(async (error) => {
        if (!isMissing(error)) throw error;
        await presence.check();
      });
    },

    async deletePrefix(prefix) {
      const path = pathOf(prefix.replace(/\/$/, ""));
      const info = await statOrNull(path);
      if (!info) await presence.check();
      if (info?.isDirectory) await Deno.remove(path, { recursive: true }).catch(ignoreNotFound);
    },

    async checkWritable() {
      await prepareWrite();
      await access(rootDir, constants.W_OK); // objects are moved into it
      const temporary = join(incoming, newId());
      try {
        await Deno.writeTextFile(temporary, "x", { createNew: true, mode: 0o600 });
      } finally {
        await Deno.remove(temporary).catch(ignoreNotFound);
      }
    },

    sweep: () => sweepFiles(incoming),
  };
  return storage;
}

async function* listFiles(rootDir: string, folder: string): AsyncGenerator<{ key: string; size: number }> {
  const entries = await Array.fromAsync(Deno.readDir(join(rootDir, folder && checkKey(folder)))).catch((error) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const { name, isDirectory } of entries) {
    if (name.startsWith(".")) continue; // no key begins with a dot: unfinished objects
    const key = folder ? `${folder}/${name}` : name;
    if (isDirectory) yield* listFiles(rootDir, key);
    else {
      const info = await statOrNull(join(rootDir, key));
      if (info?.isFile && name !== IDENTITY_FILE) yield { key, size: info.size };
    }
  }
}

async function statOrNull(path: string): Promise<Deno.FileInfo | null> {
  return await Deno.stat(path).catch((error) => {
    if (isMissing(error)) return null;
    throw error;
  });
}

/** Renames the file and flushes the folder: otherwise a power cut could lose the name. */
async function place(from: string, to: string): Promise<StoredObject> {
  await Deno.mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await Deno.rename(from, to);
  const folder = await Deno.open(dirname(to));
  try {
    await folder.sync();
  } finally {
    folder.close();
  }
  return describe(await Deno.stat(to));
}

/** The tag contains the inode, so a new file of the same size and millisecond gets another tag. */
function describe({ size, mtime, ino }: Deno.FileInfo): StoredObject {
  const modified = mtime ?? new Date(0);
  const tag = [size, modified.getTime(), Number(ino ?? 0)].map((n) => n.toString(36)).join("-");
  return { size, etag: `"${tag}"`, modified };
}

async function streamOf(file: Deno.FsFile, { start, end }: ByteRange, size: number) {
  const isEmpty = size === 0 && start === 0;
  if (!isEmpty && !(start >= 0 && start <= end && start < size)) {
    throw new RangeError(`the range is ${start}-${end}: it must begin within the object's ${size} bytes`);
  }
  await file.seek(start, Deno.SeekMode.Start);
  let left = Math.min(end, size - 1) - start + 1;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        if (left > 0) {
          const buffer = new Uint8Array(Math.min(left, READ_BYTES));
          const count = await file.read(buffer);
          if (count === null) throw new Error("a stored object became shorter while it was read");
          left -= count;
          controller.enqueue(buffer.subarray(0, count));
          if (left > 0) return;
        }
        file.close();
        controller.close();
      } catch (error) {
        closeQuietly(file);
        throw error;
      }
    },
    cancel: () => closeQuietly(file),
  }, { highWaterMark: 0 });
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
}

/** Also for a path through a file: `a/b` where `a` is an object. */
function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

function closeQuietly(file: Deno.FsFile): void {
  try {
    file.close();
  } catch {
    // a stream that was read to its end has closed it
  }
}
