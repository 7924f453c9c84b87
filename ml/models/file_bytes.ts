import { ModelError } from "../../src/core/errors.ts";

/** A file of weights, read piece by piece: weights may be larger than memory. */
export class FileBytes {
  private constructor(readonly path: string, readonly fileBytes: number) {}

  /** @throws {ModelError} if there is no such file, or it can't be read */
  static open(path: string): FileBytes {
    try {
      using file = Deno.openSync(path);
      return new FileBytes(path, file.statSync().size);
    } catch (cause) {
      throw new ModelError(`${path} could not be read: it must be a file of the model`, { cause });
    }
  }

  /**
   * A piece of the file in memory of its own.
   *
   * @throws {ModelError} if the file ends before
   */
  read(at: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    this.readInto(bytes, at);
    return bytes;
  }

  /** As `read`, into memory that is there already. */
  readInto(bytes: Uint8Array, at: number): void {
    // The file is opened for each piece: no one has to close a checkpoint
    using file = Deno.openSync(this.path);
    file.seekSync(at, Deno.SeekMode.Start);
    for (let done = 0; done < bytes.length;) {
      const n = file.readSync(bytes.subarray(done));
      if (n === null) {
        throw new ModelError(`${this.path} ended before byte ${at + bytes.length} while it was read: it was cut off`);
      }
      done += n;
    }
  }
}
