/** ONNX Runtime maps external data into memory; aligned to pages, it needs no copy. */
const ALIGNMENT_BYTES = 4096;

/**
 * The file beside .onnx files with their large constants ("external data"). It avoids the 2 GiB limit of Protocol
 * Buffers and is memory-mapped. The graphs of one model share it: a constant with a key is written only once.
 */
export class WeightFile {
  #file: Deno.FsFile;
  #offset = 0;
  #placesByKey = new Map<string, { offset: number; length: number }>();

  /** @param fileName without folders: graphs expect it in their own folder */
  constructor(folder: string, readonly fileName: string) {
    this.#file = Deno.openSync(`${folder}/${fileName}`, { write: true, create: true, truncate: true });
  }

  add(bytes: Uint8Array, key?: string): { offset: number; length: number } {
    const stored = key && this.#placesByKey.get(key);
    if (stored) {
      if (stored.length === bytes.length) return stored;
      throw new RangeError(`"${key}" was stored with ${stored.length} bytes and came again with ${bytes.length}`);
    }
    const place = { offset: this.#offset, length: bytes.length };
    this.#file.seekSync(place.offset, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
    this.#offset = Math.ceil((place.offset + place.length) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    if (key) this.#placesByKey.set(key, place);
    return place;
  }

  close(): void {
    this.#file.syncDataSync();
    this.#file.close();
  }
}
