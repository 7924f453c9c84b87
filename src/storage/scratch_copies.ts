import { basename, join } from "node:path";
import { rejectOnAbort } from "../core/async.ts";
import { isNoSpace } from "../core/disk.ts";
import { messageOf, NoSpaceError, TooLargeError } from "../core/errors.ts";
import { limitToSpace, requireSpace } from "./disk_space.ts";
import { scratch, sweepScratch } from "./scratch.ts";
import type { TransferOptions } from "./storage.ts";

/** A version of a stored object. */
export interface ObjectVersion {
  key: string;
  etag: string;
  size: number;
}

export interface ScratchOptions {
  /** The folder of the copies, which the first one makes. */
  rootDir: string;
  /** Bytes that all copies may have at once: SCRATCH_BYTES. */
  maxBytes: number;
  minFreeBytes?: number | null;
  /** Seconds that a caller waits for room: two jobs that each hold a copy could wait for each other's for ever. */
  waitSeconds?: number;
}

/** Reads the bytes of exactly this version. It fails if the object has become another one. */
export type ReadVersion = (object: ObjectVersion, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;

interface Copy {
  users: number;
  made: Promise<{ path: string; remove(): Promise<void> }>;
  /** Ends the download when nobody waits for it any more. */
  stop: AbortController;
  listeners: Set<() => void>;
}

/**
 * Local copies of stored objects, for ffmpeg. Callers that use the same version at once share a copy, and the last of
 * them removes it. All copies of this process have at most `maxBytes` together.
 */
export class ScratchCopies {
  #options: Required<ScratchOptions>;
  #read: ReadVersion;
  #copies = new Map<string, Copy>();
  #usedBytes = 0;
  /** In the order in which they came, so that a large copy gets its turn too. */
  #waiting: { bytes: number; grant: () => void }[] = [];

  constructor(options: ScratchOptions, read: ReadVersion) {
    this.#options = { minFreeBytes: null, waitSeconds: 600, ...options };
    this.#read = read;
  }

  /**
   * Calls `use` with the path of a copy, which is valid until `use` has ended.
   *
   * @throws {TooLargeError} if the object is larger than all copies may be; {NoSpaceError} if the disk is full, or no
   *   room was made in time; what reading the object throws
   */
  async use<T>(
    object: ObjectVersion,
    use: (path: string) => Promise<T>,
    { signal, onProgress }: TransferOptions = {},
  ): Promise<T> {
    const id = `${object.key} ${object.etag}`;
    const copy = this.#copies.get(id) ?? this.#start(id, object);
    const listener = () => onProgress?.();
    copy.users++;
    copy.listeners.add(listener);
    try {
      const { path } = await rejectOnAbort(copy.made, signal);
      return await use(path);
    } finally {
      copy.listeners.delete(listener);
      if (--copy.users === 0) {
        this.#forget(id, copy);
        copy.stop.abort(new Error("nobody needs the copy any more"));
        await copy.made.then((made) => made.remove(), () => {});
      }
    }
  }

  /** Removes the copies of processes that were killed. */
  async sweep(): Promise<void> {
    await sweepScratch(this.#options.rootDir);
  }

  #start(id: string, object: ObjectVersion): Copy {
    const stop = new AbortController();
    const listeners = new Set<() => void>();
    const onProgress = () => listeners.forEach((listener) => listener());
    const copy = { users: 0, stop, listeners, made: this.#make(object, { signal: stop.signal, onProgress }) };
    copy.made.catch(() => this.#forget(id, copy)); // the next caller tries again
    this.#copies.set(id, copy);
    return copy;
  }

  #forget(id: string, copy: Copy): void {
    if (this.#copies.get(id) === copy) this.#copies.delete(id);
  }

  async #make(object: ObjectVersion, transfer: Required<TransferOptions>) {
    await this.#takeRoom(object, transfer.signal);
    try {
      const folder = await scratch(this.#options.rootDir);
      try {
        const path = join(folder.path, basename(object.key));
        await this.#download(object, path, transfer);
        const remove = async () => {
          try {
            await folder[Symbol.asyncDispose]();
          } finally {
            this.#giveRoom(object.size);
          }
        };
        return { path, remove };
      } catch (error) {
        await folder[Symbol.asyncDispose]();
        throw error;
      }
    } catch (error) {
      this.#giveRoom(object.size);
      if (!isNoSpace(error) || error instanceof NoSpaceError) throw error;
      const message = `there is no space for a copy of ${object.key} in ${this.#options.rootDir}: ${messageOf(error)}`;
      throw new NoSpaceError(message, { cause: error });
    }
  }

  async #download(object: ObjectVersion, path: string, { signal, onProgress }: Required<TransferOptions>) {
    const place = { dataDir: this.#options.rootDir, minFreeBytes: this.#options.minFreeBytes };
    await requireSpace(place, object.size);
    const body = limitToSpace(await this.#read(object, signal), place);
    using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
    let bytes = 0;
    for await (const chunk of body) {
      signal.throwIfAborted();
      for (let written = 0; written < chunk.length;) written += await file.write(chunk.subarray(written));
      bytes += chunk.length;
      onProgress();
    }
    if (bytes !== object.size) throw new Error(`${object.key} came with ${bytes} of its ${object.size} bytes`);
  }

  /** Waits until the copy of an object has room beside the others. */
  async #takeRoom({ key, size }: ObjectVersion, signal: AbortSignal): Promise<void> {
    const { maxBytes, waitSeconds } = this.#options;
    if (size > maxBytes) {
      throw new TooLargeError(
        `${key} has ${size} bytes, and copies for ffmpeg may have ${maxBytes}: set SCRATCH_BYTES to more`,
      );
    }
    if (this.#waiting.length === 0 && this.#usedBytes + size <= maxBytes) {
      this.#usedBytes += size;
      return;
    }
    const room = Promise.withResolvers<void>();
    const waiting = { bytes: size, grant: room.resolve };
    this.#waiting.push(waiting);
    const timer = setTimeout(() => {
      room.reject(
        new NoSpaceError(
          `no room for a copy of ${key} (${size} bytes) within ${waitSeconds} s: other copies have ` +
            `${this.#usedBytes} of the ${maxBytes} bytes of SCRATCH_BYTES`,
        ),
      );
    }, waitSeconds * 1000);
    try {
      await rejectOnAbort(room.promise, signal);
    } catch (error) {
      if (this.#waiting.includes(waiting)) this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      else this.#giveRoom(size); // it was granted at the same moment
      this.#grantRoom();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #giveRoom(bytes: number): void {
    this.#usedBytes -= bytes;
    this.#grantRoom();
  }

  #grantRoom(): void {
    while (this.#waiting.length > 0 && this.#usedBytes + this.#waiting[0].bytes <= this.#options.maxBytes) {
      const { bytes, grant } = this.#waiting.shift()!;
      this.#usedBytes += bytes;
      grant();
    }
  }
}
