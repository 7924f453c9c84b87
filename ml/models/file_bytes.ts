import { ModelError } from "../../src/core/errors.ts";

/** A file of weights that is read in parts, because it may be larger than memory. */
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
   * Reads a part of the file into new memory.
   *
   * @throws {ModelError} if the file is shorter
   */
  read(at: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    this.readInto(bytes, at);
    return bytes;
  }

  /** As `read`, into given memory. */
  readInto(bytes: Uint8Array, at: number): void {
    // Opened for each read, so that a checkpoint needs no close()
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
