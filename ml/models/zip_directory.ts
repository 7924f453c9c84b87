import type { FileBytes } from "./file_bytes.ts";

/** Where a file of a ZIP archive lies. */
export interface ZipEntry {
  /** Of its first byte. */
  at: number;
  fileBytes: number;
}

const END_BYTES = 22;
const MOST_COMMENT_BYTES = 65535;
const IN_ZIP64 = 0xffffffff;

/**
 * Reads the directory of a ZIP archive whose files are not compressed, as PyTorch writes them, with 64-bit sizes or
 * without: fflate would unpack all of it into memory.
 *
 * @throws {RangeError} if it is damaged, or a file is compressed
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function readZipDirectory(file: FileBytes): Map<string, ZipEntry> {
  const { count, at: start, length } = findDirectory(file);
  if (start + length > file.fileBytes) throw new RangeError("its directory is cut off");
  const bytes = file.read(start, length);
  const view = new DataView(bytes.buffer);
  const entries = new Map<string, ZipEntry>();
  for (let i = 0, at = 0; i < count; i++) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new RangeError("its directory is damaged");
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((n) => view.getUint16(at + n, true));
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if (view.getUint16(at + 10, true) !== 0) throw new RangeError(`${name} is compressed`);
    const sizes = [24, 20, 42].map((n) => view.getUint32(at + n, true)); // unpacked, packed, place
    const extra = new DataView(bytes.buffer, at + 46 + nameLength, extraLength);
    const [fileBytes, , header] = withZip64(sizes, extra);
    entries.set(name, { at: dataAt(file, header), fileBytes });
    at += 46 + nameLength + extraLength + commentLength;
  }
  for (const [name, { at, fileBytes }] of entries) {
    if (at + fileBytes > file.fileBytes) throw new RangeError(`${name} is cut off`);
  }
  return entries;
}

function findDirectory(file: FileBytes): { count: number; at: number; length: number } {
  const tailBytes = Math.min(file.fileBytes, END_BYTES + MOST_COMMENT_BYTES);
  const tailAt = file.fileBytes - tailBytes;
  const view = new DataView(file.read(tailAt, tailBytes).buffer);
  for (let at = tailBytes - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const found = {
      count: view.getUint16(at + 10, true),
      length: view.getUint32(at + 12, true),
      at: view.getUint32(at + 16, true),
    };
    const isZip64 = found.at === IN_ZIP64 || found.length === IN_ZIP64 || found.count === 0xffff;
    return isZip64 ? findZip64(file, tailAt + at) : found;
  }
  throw new RangeError("it has no directory: it is cut off");
}

/** @param end where the ordinary end of the directory is; the locator of the other one stands before it */
function findZip64(file: FileBytes, end: number): { count: number; at: number; length: number } {
  const locator = new DataView(file.read(end - 20, 20).buffer);
  if (locator.getUint32(0, true) !== 0x07064b50) throw new RangeError("its directory is damaged");
  const record = new DataView(file.read(Number(locator.getBigUint64(8, true)), 56).buffer);
  if (record.getUint32(0, true) !== 0x06064b50) throw new RangeError("its directory is damaged");
  const [count, length, at] = [32, 40, 48].map((n) => Number(record.getBigUint64(n, true)));
  return { count, length, at };
}

/** Replaces the sizes that do not fit into 32 bits by those of the extra field. */
function withZip64(sizes: number[], extra: DataView): number[] {
  for (let at = 0; at + 4 <= extra.byteLength;) {
    const [id, length] = [extra.getUint16(at, true), extra.getUint16(at + 2, true)];
    if (id === 1) {
      let next = at + 4;
      return sizes.map((size) => {
        if (size !== IN_ZIP64) return size;
        next += 8;
        return Number(extra.getBigUint64(next - 8, true));
      });
    }
    at += 4 + length;
  }
  return sizes;
}

/** Behind the file's own header, whose name and extra field may differ from the directory's. */
function dataAt(file: FileBytes, header: number): number {
  const view = new DataView(file.read(header, 30).buffer);
  if (view.getUint32(0, true) !== 0x04034b50) throw new RangeError("the header of a file is damaged");
  return header + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}
