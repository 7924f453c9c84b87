/** Samples as ffmpeg decoded them, with their time. */
export interface PcmBlock {
  seconds: number;
  bytes: Uint8Array<ArrayBuffer>;
}

// elements of Matroska (RFC 9559): containers first, then the elements that are read
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const BLOCK_GROUP = 0xa0;
const CLUSTER_TIME = 0xe7;
const SIMPLE_BLOCK = 0xa3;
const BLOCK = 0xa1;

/**
 * Reads the blocks of one track of uncompressed sound from the Matroska that ffmpeg writes to a pipe: raw samples would
 * have no times.
 *
 * @param stream its time unit must be a millisecond, as ffmpeg writes it
 */
export async function* readPcmBlocks(stream: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncIterable<PcmBlock> {
  let pending: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  let skip = 0;
  let clusterMs = 0;
  for await (const piece of stream) {
    const bytes = pending.length > 0 ? concat(pending, piece) : piece;
    let at = 0;
    for (;;) {
      const skipped = Math.min(skip, bytes.length - at);
      at += skipped;
      skip -= skipped;
      const element = skip > 0 ? null : elementAt(bytes, at);
      if (!element) break;
      const { id, size, start } = element;
      const end = start + size;
      if (id === SEGMENT || id === CLUSTER || id === BLOCK_GROUP) {
        at = start;
      } else if (id !== CLUSTER_TIME && id !== SIMPLE_BLOCK && id !== BLOCK) {
        at = start;
        skip = size;
      } else if (end > bytes.length) {
        break;
      } else {
        const content = bytes.subarray(start, end);
        at = end;
        if (id === CLUSTER_TIME) clusterMs = content.reduce((sum, byte) => sum * 256 + byte, 0);
        // a track number of one byte, the time within the cluster, flags
        else yield { seconds: (clusterMs + (content[1] << 24 >> 16 | content[2])) / 1000, bytes: content.subarray(4) };
      }
    }
    pending = bytes.slice(at);
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The element that begins at `at`, or null where its header is still incomplete. */
function elementAt(bytes: Uint8Array, at: number): { id: number; size: number; start: number } | null {
  if (at >= bytes.length) return null;
  const idBytes = Math.clz32(bytes[at]) - 23; // leading zero bits say how many bytes follow
  if (idBytes > 4) {
    throw new RangeError("ffmpeg's Matroska could not be read: an element has an id of more than 4 bytes");
  }
  const sizeAt = at + idBytes;
  if (sizeAt >= bytes.length) return null;
  const sizeBytes = Math.clz32(bytes[sizeAt]) - 23;
  if (bytes.length < sizeAt + sizeBytes) return null;
  let id = 0;
  for (let i = at; i < sizeAt; i++) id = id * 256 + bytes[i];
  let size = bytes[sizeAt] & (0xff >> sizeBytes);
  for (let i = 1; i < sizeBytes; i++) size = size * 256 + bytes[sizeAt + i];
  return { id, size, start: sizeAt + sizeBytes };
}
