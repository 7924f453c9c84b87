/** How a container's own statement of its size fits the file. */
export interface FileExtent {
  /** Bytes that the container announces and the file lacks; 0 if it is whole or announces none. */
  missingBytes: number;
  /** The offset of a second file of the same kind behind the first; null if there is none. */
  secondAt: number | null;
}

const WHOLE: FileExtent = { missingBytes: 0, secondAt: null };
const EBML = [0x1a, 0x45, 0xdf, 0xa3];
const SEGMENT = 0x18538067;
/** The boxes of the top level of an MP4 (ISO/IEC 14496-12) and of QuickTime. */
const TOP_BOXES = [
  ...["ftyp", "moov", "mdat", "free", "skip", "wide", "pnot", "udta", "uuid", "meta", "pdin"],
  ...["styp", "sidx", "ssix", "moof", "mfra", "prft", "emsg"],
];
/** Boxes or chunks of the top level that are looked at: a file may consist of nothing but empty ones. */
const MAX_PARTS = 100_000;
/** Some programs count the head of a RIFF chunk as its content. */
const RIFF_HEAD_BYTES = 8;
const SCAN_BYTES = 1 << 20;
/** What programs state that write a WAV to a pipe: at least this. */
const PIPED_BYTES = 0xffff_f000;

/**
 * Reads how long an MP4, a Matroska, WebM, WAV or AVI file says it is: a shorter one was cut off, and what follows
 * it is another recording that was only appended, which ffmpeg does not read.
 *
 * Only headers are read, except in a live WebM, which states no size and so is searched for a second header.
 * @returns no fault for other formats, and for structures that are not understood
 */
export async function readExtent(path: string): Promise<FileExtent> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const head = await readAt(file, 0, 12);
  const tag = latin1(head);
  if (/^RIFF....(WAVE|AVI )/s.test(tag)) return await riffExtent(file, size);
  if (EBML.every((byte, i) => head[i] === byte)) return await matroskaExtent(file, size);
  if (tag.slice(4, 8) === "ftyp") return await mp4Extent(file, size);
  return WHOLE;
}

async function riffExtent(file: Deno.FsFile, size: number): Promise<FileExtent> {
  let end = 0;
  for (let chunks = 0; chunks < MAX_PARTS; chunks++) {
    const chunk = await readAt(file, end, 12);
    const tag = latin1(chunk);
    if (!tag.startsWith("RIFF") || chunk.length < 12) return WHOLE;
    if (end > 0 && tag.endsWith("WAVE")) return { missingBytes: 0, secondAt: end };
    const stated = view(chunk).getUint32(4, true);
    if (stated === 0 || stated >= PIPED_BYTES) return WHOLE;
    end += 8 + stated + stated % 2; // an AVI of more than 1 GB goes on in further chunks, which ffmpeg reads
    if (end > size + RIFF_HEAD_BYTES) return { missingBytes: end - size, secondAt: null };
  }
  return WHOLE;
}

async function mp4Extent(file: Deno.FsFile, size: number): Promise<FileExtent> {
  let secondAt: number | null = null;
  let at = 0;
  for (let boxes = 0; at + 8 <= size && boxes < MAX_PARTS; boxes++) {
    const box = await readAt(file, at, 16);
    const type = latin1(box.subarray(4, 8));
    let length = view(box).getUint32(0);
    if (length === 1 && box.length === 16) length = Number(view(box).getBigUint64(8));
    if (!TOP_BOXES.includes(type) || (length < 8 && length !== 0)) return WHOLE; // something else was appended
    if (type === "ftyp" && at > 0) secondAt ??= at;
    if (type === "moov" && secondAt !== null) return { missingBytes: 0, secondAt };
    if (length === 0) return WHOLE; // to the end of the file
    at += length;
    if (at > size) return { missingBytes: at - size, secondAt: null };
  }
  return WHOLE;
}

async function matroskaExtent(file: Deno.FsFile, size: number): Promise<FileExtent> {
  const header = element(await readAt(file, 0, 16), 0);
  if (!header || header.size === null) return WHOLE;
  const at = header.contentAt + header.size;
  const segment = element(await readAt(file, at, 16), at);
  if (segment?.id !== SEGMENT) return WHOLE;
  if (segment.size === null) return { missingBytes: 0, secondAt: await findEbml(file, segment.contentAt) };
  const end = segment.contentAt + segment.size;
  if (end > size) return { missingBytes: end - size, secondAt: null };
  return { missingBytes: 0, secondAt: await isEbmlAt(file, end) ? end : null };
}

/** Parses the head of an EBML element (RFC 8794) at an offset in the file; its size is null where it is unknown. */
function element(bytes: Uint8Array, at: number): { id: number; contentAt: number; size: number | null } | null {
  const idLength = Math.clz32(bytes[0]) - 23;
  const sizeLength = Math.clz32(bytes[idLength]) - 23;
  if (!(idLength >= 1 && idLength <= 4 && sizeLength >= 1 && sizeLength <= 8)) return null;
  if (bytes.length < idLength + sizeLength) return null;
  const id = bytes.subarray(0, idLength).reduce((sum, byte) => sum * 256 + byte, 0);
  const sizeBytes = bytes.slice(idLength, idLength + sizeLength);
  sizeBytes[0] &= 0xff >> sizeLength;
  const size = sizeBytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return { id, contentAt: at + idLength + sizeLength, size: size >= 2 ** (7 * sizeLength) - 1 ? null : size };
}

/** Finds the next EBML header from an offset on. */
async function findEbml(file: Deno.FsFile, from: number): Promise<number | null> {
  for (let at = from;; at += SCAN_BYTES) {
    const bytes = await readAt(file, at, SCAN_BYTES + EBML.length - 1);
    for (let i = bytes.indexOf(EBML[0]); i >= 0 && i < SCAN_BYTES; i = bytes.indexOf(EBML[0], i + 1)) {
      if (EBML.every((byte, k) => bytes[i + k] === byte) && await isEbmlAt(file, at + i)) return at + i;
    }
    if (bytes.length < SCAN_BYTES) return null;
  }
}

/** Whether a Matroska or WebM file begins at an offset. */
async function isEbmlAt(file: Deno.FsFile, at: number): Promise<boolean> {
  const head = await readAt(file, at, 80);
  return EBML.every((byte, i) => head[i] === byte) && /matroska|webm/.test(latin1(head));
}

/** Reads up to `length` bytes; fewer at the end of the file. */
async function readAt(file: Deno.FsFile, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await file.seek(offset, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < length) {
    const n = await file.read(bytes.subarray(filled));
    if (n === null) break;
    filled += n;
  }
  return bytes.subarray(0, filled);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
