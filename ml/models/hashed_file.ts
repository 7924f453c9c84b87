import { createHash, type Hash } from "node:crypto";

const CHUNK_BYTES = 1 << 18;

/** A file that is hashed while it is written, from its start or from its end. */
export class HashedFile {
  #file: Deno.FsFile;
  #hash: Hash;
  fileBytes: number;

  private constructor(file: Deno.FsFile, hash: Hash, fileBytes: number) {
    this.#file = file;
    this.#hash = hash;
    this.fileBytes = fileBytes;
  }

  /** Opens a file for appending; reads its present content for the hash. */
  static async resume(path: string, signal?: AbortSignal): Promise<HashedFile> {
    const file = await Deno.open(path, { read: true, write: true, create: true });
    try {
      const hash = createHash("sha256");
      const buffer = new Uint8Array(CHUNK_BYTES);
      let fileBytes = 0;
      for (let n; (n = await file.read(buffer)) !== null; fileBytes += n) {
        signal?.throwIfAborted();
        hash.update(buffer.subarray(0, n));
      }
      return new HashedFile(file, hash, fileBytes);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  async restart(): Promise<void> {
    await this.#file.truncate(0);
    await this.#file.seek(0, Deno.SeekMode.Start);
    this.#hash = createHash("sha256");
    this.fileBytes = 0;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) done += await this.#file.write(bytes.subarray(done));
    this.#hash.update(bytes);
    this.fileBytes += bytes.length;
  }

  /** For callers that get the bytes in a synchronous callback. */
  writeSync(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) done += this.#file.writeSync(bytes.subarray(done));
    this.#hash.update(bytes);
    this.fileBytes += bytes.length;
  }

  /** SHA-256 of the content so far, in hex. */
  sha256(): string {
    return this.#hash.copy().digest("hex");
  }

  /** Flushes to the disk, so that a rename after it can't leave an empty file in place. */
  async sync(): Promise<void> {
    await this.#file.syncData();
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** SHA-256 of a file in hex. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  using file = await Deno.open(path);
  const hash = createHash("sha256");
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let n; (n = await file.read(buffer)) !== null;) {
    signal?.throwIfAborted();
    hash.update(buffer.subarray(0, n));
  }
  return hash.digest("hex");
}
