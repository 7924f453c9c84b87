/** What a shared library for Linux (64 bit) says of itself. */
export interface LibraryFacts {
  /** Its name for other libraries, such as libcublas.so.13. */
  soname: string | null;
  /** The libraries that it can't be loaded without. */
  needed: string[];
}

const DYNAMIC = 2;
const LOAD = 1;
const [NEEDED, STRTAB, SONAME, STRSZ] = [1, 5, 14, 10];

/**
 * Reads the dynamic section of a shared library: nothing runs, and of a large file only a few kB are read.
 *
 * @throws {Error} if it is no library for a 64-bit Linux
 */
export function readLibrary(path: string): LibraryFacts {
  using file = Deno.openSync(path);
  const read = (offset: number, length: number) => {
    const bytes = new Uint8Array(length);
    file.seekSync(offset, Deno.SeekMode.Start);
    for (let at = 0; at < length;) {
      const n = file.readSync(bytes.subarray(at));
      if (n === null) throw new Error(`"${path}" is cut off`);
      at += n;
    }
    return new DataView(bytes.buffer);
  };
  const header = read(0, 64);
  if (header.getUint32(0) !== 0x7f454c46 || header.getUint8(4) !== 2) throw new Error(`"${path}" is no 64-bit library`);
  const [at, size, count] = [
    Number(header.getBigUint64(32, true)),
    header.getUint16(54, true),
    header.getUint16(56, true),
  ];
  const segments = Array.from({ length: count }, (_, i) => {
    const view = read(at + i * size, size);
    const number = (offset: number) => Number(view.getBigUint64(offset, true));
    return { type: view.getUint32(0, true), offset: number(8), address: number(16), length: number(32) };
  });
  const dynamic = segments.find(({ type }) => type === DYNAMIC);
  if (!dynamic) throw new Error(`"${path}" is no shared library`);
  const view = read(dynamic.offset, dynamic.length);
  const entries = Array.from({ length: dynamic.length / 16 }, (_, i) => {
    return [Number(view.getBigUint64(i * 16, true)), Number(view.getBigUint64(i * 16 + 8, true))] as const;
  });
  const value = (tag: number) => entries.find(([t]) => t === tag)?.[1];
  const address = value(STRTAB)!;
  const segment = segments.find(({ type, address: from, length }) => {
    return type === LOAD && address >= from && address < from + length;
  })!;
  const names = new Uint8Array(read(segment.offset + address - segment.address, value(STRSZ)!).buffer);
  const name = (start: number) => new TextDecoder().decode(names.subarray(start, names.indexOf(0, start)));
  const soname = value(SONAME);
  return {
    soname: soname === undefined ? null : name(soname),
    needed: entries.filter(([tag]) => tag === NEEDED).map(([, start]) => name(start)),
  };
}

/** The version of a libonnxruntime.so.1, which its symbols carry (`VERS_1.30.0`); null if it has none. */
export async function runtimeVersion(path: string): Promise<string | null> {
  const text = new TextDecoder("latin1").decode(await Deno.readFile(path));
  return /\bVERS_(\d+\.\d+\.\d+)\0/.exec(text)?.[1] ?? null;
}
