import { TooLargeError } from "../core/errors.ts";

/** A piece of a body. */
export interface Part {
  /** From 0. */
  index: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Cuts a body into parts of equal size, which some stores want, and a shorter last one. */
export async function* partsOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  partBytes: number,
  maxBytes: number,
): AsyncGenerator<Part, undefined> {
  let bytes = new Uint8Array(0);
  let [index, filled, totalBytes] = [0, 0, 0];
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    let chunk = next.value;
    totalBytes += chunk.length;
    if (totalBytes > maxBytes) throw new TooLargeError(`the body is larger than the ${maxBytes} bytes allowed`);
    while (chunk.length > 0) {
      const neededBytes = Math.min(partBytes, filled + chunk.length);
      if (bytes.length < neededBytes) bytes = grown(bytes, neededBytes, partBytes);
      const taken = chunk.subarray(0, neededBytes - filled);
      bytes.set(taken, filled);
      filled += taken.length;
      chunk = chunk.subarray(taken.length);
      if (filled < partBytes) continue;
      yield { index: index++, bytes };
      bytes = new Uint8Array(0);
      filled = 0;
    }
  }
  if (filled > 0) yield { index, bytes: bytes.subarray(0, filled) };
}

/** A larger copy of a part: doubled, so that short bodies take little memory. */
function grown(part: Uint8Array<ArrayBuffer>, neededBytes: number, partBytes: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(partBytes, Math.max(neededBytes, part.length * 2)));
  larger.set(part);
  return larger;
}
