/** Linux's number: the pages go; one that is read again comes from the file. */
const MADV_DONTNEED = 4;
const LIBC = "libc.so.6"; // of glibc, which ONNX Runtime needs

interface Mapping {
  address: bigint;
  bytes: number;
  residentBytes: number;
  /** Pages that the process wrote to: they are no longer the file's. */
  writtenBytes: number;
}

/**
 * Runs `change`, which maps or unmaps a file. `releaseMappedPages()` waits for no lock and does nothing meanwhile, in
 * whatever thread: an address that it has read of may be another mapping's by the time that it gives back its pages.
 *
 * @param path absolute, without links
 */
export async function whileMappingChanges<T>(path: string, change: () => Promise<T>): Promise<T> {
  // without the file, or where the file system has no locks, no pages are given back
  using file = await Deno.open(path).catch(() => null);
  await file?.lock(false).catch(() => {});
  return await change(); // closing the file unlocks it
}

/**
 * Gives back the memory of a file's mapped pages. ONNX Runtime maps weights into memory and packs most of them for its
 * products; where these are in the body of a Loop, it keeps the pages that it has read. They count as memory of the
 * process, once for each session.
 *
 * A page that is read later is mapped again. Mappings with pages that were written to stay as they are. While a thread
 * maps or unmaps the file (`whileMappingChanges`), nothing is given back: that thread does so when it is done.
 * @param path absolute, without links
 * @returns the bytes that were given back; 0 where the system does not allow it
 */
export function releaseMappedPages(path: string): number {
  if (Deno.build.os !== "linux") return 0;
  try {
    using file = Deno.openSync(path);
    if (!file.tryLockSync(true)) return 0;
    return adviseMappings(parseMappings(Deno.readTextFileSync("/proc/self/smaps"), path));
  } catch {
    return 0; // no locks, no /proc, or another libc: the pages stay
  }
}

function adviseMappings(mappings: Mapping[]): number {
  const unwritten = mappings.filter(({ residentBytes, writtenBytes }) => residentBytes > 0 && writtenBytes === 0);
  if (unwritten.length === 0) return 0;
  const libc = Deno.dlopen(LIBC, { madvise: { parameters: ["pointer", "usize", "i32"], result: "i32" } });
  let released = 0;
  for (const { address, bytes, residentBytes } of unwritten) {
    const pointer = Deno.UnsafePointer.create(address);
    if (libc.symbols.madvise(pointer, BigInt(bytes), MADV_DONTNEED) === 0) released += residentBytes;
  }
  libc.close();
  return released;
}

/** The mappings of a file, from /proc/self/smaps. */
export function parseMappings(smaps: string, path: string): Mapping[] {
  const mappings: Mapping[] = [];
  let current: Mapping | null = null;
  for (const line of smaps.split("\n")) {
    const head = /^([0-9a-f]+)-([0-9a-f]+) \S+ \S+ \S+ \S+\s*(.*)$/.exec(line);
    if (head) {
      const [address, end] = [BigInt(`0x${head[1]}`), BigInt(`0x${head[2]}`)];
      current = { address, bytes: Number(end - address), residentBytes: 0, writtenBytes: 0 };
      if (head[3] !== path) current = null;
      else mappings.push(current);
      continue;
    }
    const field = current && /^(\w+):\s+(\d+) kB$/.exec(line);
    if (!field) continue;
    const bytes = 1024 * Number(field[2]);
    if (field[1] === "Rss") current!.residentBytes = bytes;
    if (field[1] === "Anonymous" || field[1] === "Swap") current!.writtenBytes += bytes;
  }
  return mappings;
}
