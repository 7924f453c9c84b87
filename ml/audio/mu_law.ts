import { SAMPLE_RATE } from "./constants.ts";

/**
 * Reads the samples of a WAV file in mu-law (ITU-T G.711) at 16 kHz, mono.
 *
 * @param name of the file, for the error
 * @throws {Error} if it has another format
 */
export function readMuLaw(bytes: Uint8Array, name: string): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunkId = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  for (let at = 12; at + 8 <= bytes.length; at += 8 + view.getUint32(at + 4, true)) {
    const isOther = view.getUint16(at + 8, true) !== 7 || view.getUint32(at + 12, true) !== SAMPLE_RATE;
    if (chunkId(at) === "fmt " && isOther) throw new Error(`${name} is not mu-law at 16 kHz`);
    if (chunkId(at) === "data") {
      return Float32Array.from(bytes.subarray(at + 8, at + 8 + view.getUint32(at + 4, true)), fromMuLaw);
    }
  }
  throw new Error(`${name} holds no samples`);
}

function fromMuLaw(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = ((((bits & 15) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return (bits & 0x80 ? -magnitude : magnitude) / 32768;
}
