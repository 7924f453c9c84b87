const BLOCK_BYTES = 512;
const decoder = new TextDecoder();

/**
 * Unpacks a gzipped tar file (ustar with GNU or pax long names: files, folders, symbolic links) into the folder `into`.
 *
 * @throws {Error} where an entry would land outside `into`, or the file is cut off
 */
export async function untar(file: string, into: string): Promise<void> {
  const source = await Deno.open(file); // its stream closes it
  const reader = new ByteReader(source.readable.pipeThrough(new DecompressionStream("gzip")));
  try {
    let long: { path?: string; linkpath?: string } = {};
    for (;;) {
      const header = await reader.read(BLOCK_BYTES);
      if (header.length === 0 || header.every((byte) => byte === 0)) return;
      const bytes = octal(header, 124, 12);
      const body = await reader.read(bytes);
      await reader.read((BLOCK_BYTES - bytes % BLOCK_BYTES) % BLOCK_BYTES);
      if (header.length < BLOCK_BYTES || body.length < bytes) throw new Error(`${file} is cut off`);

      const type = String.fromCharCode(header[156] || 48);
      if (type === "L") long.path = zeroEnded(body);
      else if (type === "K") long.linkpath = zeroEnded(body);
      else if (type === "x") long = { ...long, ...paxRecords(body) };
      else {
        const prefix = text(header, 345, 155);
        const name = long.path ?? (prefix && `${prefix}/`) + text(header, 0, 100);
        const link = long.linkpath ?? text(header, 157, 100);
        long = {};
        const parts = name.split("/").filter((part) => part !== "" && part !== ".");
        if (parts.includes("..") || link.startsWith("/") || link.split("/").includes("..")) {
          throw new Error(`${file} holds ${name}, which would lie outside the folder`);
        }
        const path = [into, ...parts].join("/");
        await Deno.mkdir(type === "5" ? path : path.slice(0, path.lastIndexOf("/")), { recursive: true });
        if (type === "0") await Deno.writeFile(path, body);
        else if (type === "2") await Deno.symlink(link, path);
      }
    }
  } finally {
    await reader.cancel();
  }
}

function zeroEnded(bytes: Uint8Array): string {
  return decoder.decode(bytes).replace(/\0.*$/s, "");
}

function text(header: Uint8Array, start: number, length: number): string {
  return zeroEnded(header.subarray(start, start + length));
}

function octal(header: Uint8Array, start: number, length: number): number {
  return parseInt(text(header, start, length).trim() || "0", 8);
}

/** `LENGTH KEY=VALUE\n` ..., lengths in bytes. */
function paxRecords(body: Uint8Array): Record<string, string> {
  const records: Record<string, string> = {};
  for (let at = 0; at < body.length;) {
    const bytes = parseInt(decoder.decode(body.subarray(at, at + 20)), 10);
    if (!(bytes > 0)) break;
    const [, key, value] = /^\d+ ([^=]+)=(.*)\n$/s.exec(decoder.decode(body.subarray(at, at + bytes))) ?? [];
    if (key) records[key] = value;
    at += bytes;
  }
  return records;
}

class ByteReader {
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** `length` bytes; fewer only at the end. */
  async read(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const out = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#reader.read();
        if (done) return out.slice(0, filled);
        this.#rest = value as Uint8Array<ArrayBuffer>;
      }
      const part = this.#rest.subarray(0, length - filled);
      out.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return out;
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {}); // a stream that broke says so in read()
  }
}
