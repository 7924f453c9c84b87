import { basename } from "node:path";
import { ToolError } from "../core/errors.ts";

/**
 * The `codecs` parameter (RFC 6381) of an MP4, from its `moov` box.
 *
 * @param header an fMP4 initialisation segment, or the beginning of a fast-start MP4
 * @returns as `avc1.640028,mp4a.40.2`; empty where there is neither H.264 nor AAC
 */
export function codecsOf(header: Uint8Array): string {
  const codecs: string[] = [];
  const avc = contentOf(header, "avcC");
  // ISO/IEC 14496-15: a version, then profile, constraints and level: the six digits of the name.
  if (avc) codecs.push(`avc1.${[...avc.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);
  const esds = contentOf(header, "esds");
  const object = esds && audioObjectType(esds.subarray(4));
  if (object) codecs.push(`mp4a.40.${object}`);
  return codecs.join(",");
}

/**
 * Copies the display matrix, the rotation of the picture, from the first track of `from` to that of `to`. Both begin
 * with their `moov`; `to` is changed in place.
 *
 * @returns whether `to` had another matrix
 */
export function copyDisplayMatrix(from: Uint8Array, to: Uint8Array): boolean {
  const [source, target] = [from, to].map((bytes) => {
    const header = contentOf(bytes, "tkhd");
    // ISO/IEC 14496-12: times and duration have 64 bits in version 1; the matrix begins 16 bytes later.
    return header?.subarray(...(header[0] === 1 ? [52, 88] : [40, 76]));
  });
  if (source?.length !== 36 || target?.length !== 36 || source.every((byte, i) => byte === target[i])) return false;
  target.set(source);
  return true;
}

/** The content of the first box of a type. */
function contentOf(bytes: Uint8Array, type: string): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const code = [...type].reduce((sum, letter) => sum * 256 + letter.charCodeAt(0), 0);
  for (let i = 4; i + 4 <= bytes.length; i++) {
    if (view.getUint32(i) === code) return bytes.subarray(i + 4, i - 4 + view.getUint32(i - 4));
  }
  return null;
}

/** The audio object type inside an ES descriptor: 2 for AAC-LC, 5 for HE-AAC (ISO/IEC 14496-1 and -3). */
function audioObjectType(bytes: Uint8Array): number | null {
  // ES_Descriptor 3 (id, flags) > DecoderConfigDescriptor 4 (13 bytes) > DecoderSpecificInfo 5
  const skip: Record<number, number> = { 3: 3, 4: 13 };
  for (let i = 0; i < bytes.length;) {
    const tag = bytes[i++];
    while (bytes[i] & 0x80) i++; // a length in base 128; its last byte has no high bit
    i++;
    if (tag === 5) {
      const type = bytes[i] >> 3;
      return type === 31 ? 32 + ((bytes[i] & 7) << 3 | bytes[i + 1] >> 5) : type;
    }
    if (!(tag in skip)) return null;
    i += skip[tag];
  }
  return null;
}

/**
 * Checks that an MP4 or a segment which ffmpeg wrote is complete: its last box ends with the file, and it has an index.
 * ffmpeg sometimes ends with code 0 although it could not write.
 *
 * @throws {ToolError} where the file is incomplete
 */
export async function checkComplete(path: string): Promise<void> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const header = new Uint8Array(16);
  let at = 0;
  let hasIndex = false;
  while (at < size) {
    await file.seek(at, Deno.SeekMode.Start);
    const count = await file.read(header) ?? 0;
    const view = new DataView(header.buffer);
    hasIndex ||= /^moo[vf]$/.test(new TextDecoder("latin1").decode(header.subarray(4, 8)));
    const bytes = view.getUint32(0) === 1 ? Number(view.getBigUint64(8)) : view.getUint32(0);
    at = count < 8 || bytes < 8 ? Infinity : at + bytes;
  }
  if (at === size && hasIndex) return;
  const reason = `it wrote ${basename(path)} only in part`;
  throw new ToolError(`ffmpeg could not go on: ${reason}`, { kind: "machine", reason });
}
