const decoder = new TextDecoder();

/**
 * The compiled map of characters of a .spm file, such as nmt_nfkc: which bytes of UTF-8 are replaced by which text. The
 * map is a trie as a double array (darts-clone), with the replacements behind it, each ended by a zero.
 *
 * @see https://github.com/google/sentencepiece/blob/master/src/normalizer.cc, DecodePrecompiledCharsMap
 */
export class CharsMap {
  #units: Uint32Array;
  #texts: Uint8Array;

  /** @param bytes empty: nothing is replaced. @throws {RangeError} if it is cut off */
  constructor(bytes: Uint8Array) {
    if (bytes.length === 0) {
      this.#units = new Uint32Array();
      this.#texts = bytes;
      return;
    }
    const trieBytes = bytes.length < 4 ? NaN : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    if (!(trieBytes % 4 === 0 && 4 + trieBytes < bytes.length)) {
      throw new RangeError("the map of characters is cut off");
    }
    this.#units = new Uint32Array(bytes.slice(4, 4 + trieBytes).buffer);
    this.#texts = bytes.subarray(4 + trieBytes);
  }

  /**
   * Finds the longest replaced run of bytes at a place.
   *
   * @returns null if there is none
   */
  match(bytes: Uint8Array, from: number): { length: number; text: string } | null {
    const units = this.#units;
    if (units.length === 0) return null;
    let node = offsetOf(units[0]);
    let found: { length: number; place: number } | null = null;
    for (let at = from; at < bytes.length; at++) {
      node ^= bytes[at];
      const unit = units[node] ?? 0;
      if ((unit & 0x800000ff) >>> 0 !== bytes[at]) break;
      node ^= offsetOf(unit);
      if (unit >>> 8 & 1) found = { length: at + 1 - from, place: units[node] & 0x7fffffff };
    }
    if (!found) return null;
    const end = this.#texts.indexOf(0, found.place);
    return { length: found.length, text: decoder.decode(this.#texts.subarray(found.place, end)) };
  }
}

function offsetOf(unit: number): number {
  return unit >>> 10 << ((unit & 1 << 9) >>> 6);
}
