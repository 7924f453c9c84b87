/** ONNX Runtime maps external data into memory; a page's alignment lets it do so without a copy. */
const ALIGNMENT_BYTES = 4096;

/**
 * The file beside .onnx files that holds their large constants ("external data"). It lifts the 2 GiB limit of Protocol
 * Buffers, is mapped instead of read, and is shared: a constant that was added under a key is written once, so the graphs
 * of one model do not repeat each other's weights.
 */
export class WeightFile {
  #file: Deno.FsFile;
  #offset = 0;
  #known = new Map<string, { offset: number; length: number }>();

  /** @param fileName without folders: graphs find it in their own folder */
  constructor(folder: string, readonly fileName: string) {
    this.#file = Deno.openSync(`${folder}/${fileName}`, { write: true, create: true, truncate: true });
  }

  add(bytes: Uint8Array, key?: string): { offset: number; length: number } {
    const known = key && this.#known.get(key);
    if (known) {
      if (known.length === bytes.length) return known;
      throw new RangeError(`"${key}" was stored with ${known.length} bytes and came again with ${bytes.length}`);
    }
    const place = { offset: this.#offset, length: bytes.length };
    this.#file.seekSync(place.offset, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
    this.#offset = Math.ceil((place.offset + place.length) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    if (key) this.#known.set(key, place);
    return place;
  }

  close(): void {
    this.#file.syncDataSync();
    this.#file.close();
  }
}
