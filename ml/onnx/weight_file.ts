import type { ConstantTensor } from "./tensor.ts";

/** ONNX Runtime maps external data into memory; aligned to pages, it needs no copy. */
const ALIGNMENT_BYTES = 4096;

/**
 * The file beside .onnx files with their large constants ("external data"). It avoids the 2 GiB limit of Protocol
 * Buffers and is memory-mapped. The graphs of one model share it: a constant with a key is written only once.
 */
export class WeightFile {
  #file: Deno.FsFile;
  #offset = 0;
  #storedByKey = new Map<string, StoredTensor>();
  #keyOf: (key: string) => string;

  /**
   * @param fileName without folders: graphs expect it in their own folder
   * @param keyOf changes keys: constants whose changed keys are equal are stored once, as where all layers may have
   * the same random weights
   */
  constructor(folder: string, readonly fileName: string, keyOf: (key: string) => string = (key) => key) {
    this.#file = Deno.openSync(`${folder}/${fileName}`, { write: true, create: true, truncate: true });
    this.#keyOf = keyOf;
  }

  /** The constant that was stored with this key. */
  find(key: string): StoredTensor | undefined {
    return this.#storedByKey.get(this.#keyOf(key));
  }

  add({ dtype, shape, bytes }: ConstantTensor, key?: string): StoredTensor {
    const stored = key && this.find(key);
    if (stored) {
      if (stored.length === bytes.length) return stored;
      throw new RangeError(`"${key}" was stored with ${stored.length} bytes and came again with ${bytes.length}`);
    }
    const place: StoredTensor = { dtype, shape, offset: this.#offset, length: bytes.length };
    this.#file.seekSync(place.offset, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
    this.#offset = Math.ceil((place.offset + place.length) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    if (key) this.#storedByKey.set(this.#keyOf(key), place);
    return place;
  }

  close(): void {
    this.#file.syncDataSync();
    this.#file.close();
  }
}

/** A constant's type and its place in the file, in bytes. */
export interface StoredTensor extends Omit<ConstantTensor, "bytes"> {
  offset: number;
  length: number;
}
