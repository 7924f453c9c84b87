import { join } from "node:path";

const FIRST_BYTES = 1 << 30; // the database, compiled graphs, and the files of a short run
const MINUTE_BYTES = 40 << 20;

/** What a run of so many minutes needs. */
export function bytesFor(minutes: number): number {
  return FIRST_BYTES + Math.round(minutes * MINUTE_BYTES);
}

/** The file system that the data folder lies in; one of its own where that can be had, for it to be filled. */
export class Disk {
  /** Why it can't be filled; null where it can. */
  readonly whyNot: string | null;
  /** Where the data folder goes. */
  readonly folder: string;
  #filler: string;
  #isMounted: boolean;

  private constructor(folder: string, whyNot: string | null) {
    this.folder = folder;
    this.whyNot = whyNot;
    this.#isMounted = whyNot === null;
    this.#filler = join(folder, "filler");
  }

  /** Mounts a tmpfs of `bytes` at `folder`, or says why it could not. */
  static async make(folder: string, bytes: number): Promise<Disk> {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.chmod(folder, 0o711); // the database may run as another user, who has to get through
    if (Deno.build.os !== "linux" || Deno.uid() !== 0) return new Disk(folder, "only root on Linux can mount one");
    const available = Deno.systemMemoryInfo().available;
    if (available < 3 * bytes) return new Disk(folder, `it would take ${bytes >> 20} MB of memory`);
    const args = ["-t", "tmpfs", "-o", `size=${bytes},mode=711`, "streamforge-soak", folder];
    const { code, stderr } = await new Deno.Command("mount", { args }).output();
    return new Disk(folder, code === 0 ? null : new TextDecoder().decode(stderr).trim());
  }

  /** Fills it to the last byte and keeps it full until `ms` have passed or `signal` is aborted. */
  async fill(ms: number, signal: AbortSignal): Promise<void> {
    const file = await Deno.open(this.#filler, { create: true, write: true, append: true });
    try {
      const deadline = Date.now() + ms;
      while (Date.now() < deadline && !signal.aborted) {
        for (const bytes of [1 << 20, 4096, 1]) await writeUntilFull(file, new Uint8Array(bytes));
        await new Promise((resolve) => setTimeout(resolve, 50)); // what others delete is taken, too
      }
    } finally {
      file.close();
      await Deno.remove(this.#filler);
    }
  }

  async remove(): Promise<void> {
    if (this.#isMounted) await new Deno.Command("umount", { args: [this.folder] }).output();
    this.#isMounted = false;
  }
}

async function writeUntilFull(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  try {
    for (;;) if (await file.write(bytes) < bytes.length) return;
  } catch { /* no space is left */ }
}
