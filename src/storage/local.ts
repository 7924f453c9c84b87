import { access, constants } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NotFoundError, TooLargeError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import { IDENTITY_FILE, readLocalIdentity, writeLocalIdentity } from "./local_identity.ts";
import { Presence } from "./presence.ts";
import { ignoreNotFound, sweepFiles } from "./scratch.ts";
import { type ByteRange, checkKey, type Storage, type StoredObject } from "./storage.ts";

const READ_BYTES = 256 * 1024;
/** Below the root, and no key begins with a dot: what is being written. */
const INCOMING = ".incoming";

/**
 * Storage in a folder of this machine: a key is a path below it.
 *
 * A body is written to a temporary file, flushed to the disk and renamed, so that readers see the old object or the new
 * one, after a power cut too. What a killed process left is removed before the first writing, and by `sweep`.
 * @param rootDir absolute; made where it is missing at the first writing, and never again
 */
export function localStorage(rootDir: string): Storage {
  const pathOf = (key: string) => join(rootDir, checkKey(key));
  const incoming = join(rootDir, INCOMING);
  const presence = new Presence(rootDir);
  let swept: Promise<void> | null = null;

  /** Makes the storage ready for a writing. What failed once, on a full disk say, is tried again. */
  async function ready(): Promise<void> {
    await presence.check();
    await Deno.mkdir(incoming, { recursive: true, mode: 0o700 });
    presence.noteUse();
    await (swept ??= sweepFiles(incoming).catch((error) => {
      swept = null;
      throw error;
    }));
  }

  /** Moves a file into its place, unless the storage went away while it was written: folders are made there. */
  async function moveIn(from: string, to: string): Promise<StoredObject> {
    await presence.check();
    return await place(from, to);
  }

  /** The error for an object that is absent, if it is the object alone and not the storage. */
  async function absent(key: string): Promise<NotFoundError> {
    await presence.check();
    return new NotFoundError(`there is nothing stored as "${key}"`);
  }

  /** Opens a temporary file, hands it to `fill`, and puts it into its place. */
  async function write(key: string, fill: (file: Deno.FsFile) => Promise<void>): Promise<StoredObject> {
    const path = pathOf(key);
    await ready();
    const temporary = join(incoming, newId());
    const file = await Deno.open(temporary, { write: true, createNew: true, mode: 0o600 });
    try {
      await file.lock(true); // says to others that it is not abandoned
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
      throw isAbsent(error) ? await absent(key) : error;
    });
    const info = await file.stat();
    if (info.isFile) return { file, size: info.size };
    file.close();
    throw await absent(key);
  }

  const storage: Storage = {
    place: `${Deno.hostname()}:${rootDir}`,
    identityPlace: join(rootDir, IDENTITY_FILE),
    checkPresent: () => presence.check(),

    async readIdentity() {
      const id = await readLocalIdentity(rootDir);
      if (id !== null) presence.expect(id);
      return id;
    },

    async writeIdentity(id) {
      await ready();
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
        // Whoever sends learns that nobody reads any more; one that was read to its end does not mind.
        if (!body.locked) await body.cancel().catch(() => {});
      }
    },

    async putFile(key, path) {
      const target = pathOf(key);
      await ready();
      const file = await Deno.open(path, { read: true });
      try {
        await file.sync();
        return await moveIn(path, target);
      } catch (error) {
        if ((error as { code?: string }).code !== "EXDEV") throw error;
        // From another file system: a copy, and then the same way.
        const made = await write(key, (copy) => file.readable.pipeTo(copy.writable, { preventClose: true }));
        await Deno.remove(path);
        return made;
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

    async withLocalFile(key, use) {
      const { file } = await open(key);
      file.close();
      try {
        return await use(pathOf(key));
      } catch (error) {
        await presence.check(); // then it was not the file
        throw error;
      }
    },

    async delete(key) {
      await Deno.remove(pathOf(key)).catch(async (error) => {
        if (!isAbsent(error)) throw error;
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
      await ready();
      await access(rootDir, constants.W_OK); // objects are renamed into it
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

async function statOrNull(path: string): Promise<Deno.FileInfo | null> {
  return await Deno.stat(path).catch((error) => {
    if (isAbsent(error)) return null;
    throw error;
  });
}

/** Renames, and flushes the folder, without which the name could be lost in a power cut. */
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

/** A new file has another inode, so even one of the same size and millisecond gets another tag. */
function describe({ size, mtime, ino }: Deno.FileInfo): StoredObject {
  const modified = mtime ?? new Date(0);
  const parts = [size, modified.getTime(), Number(ino ?? 0)];
  return { size, etag: `"${parts.map((n) => n.toString(36)).join("-")}"`, modified };
}

async function streamOf(file: Deno.FsFile, { start, end }: ByteRange, size: number) {
  const isEmpty = size === 0 && start === 0;
  if (!isEmpty && !(start >= 0 && start <= end && start < size)) {
    throw new RangeError(`the range is ${start}-${end}: it must begin within the ${size} bytes that there are`);
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

/** A path through a file, as `a/b` where `a` is an object, holds nothing either. */
function isAbsent(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

function closeQuietly(file: Deno.FsFile): void {
  try {
    file.close();
  } catch {
    // A stream that was read to its end has closed it.
  }
}
