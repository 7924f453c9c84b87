import { join } from "node:path";

const BASE_BYTES = 1 << 30; // the database, compiled graphs, and the files of a short run
const BYTES_PER_MINUTE = 40 << 20;

/** Disk space for a run of some minutes. */
export function bytesFor(minutes: number): number {
  return BASE_BYTES + Math.round(minutes * BYTES_PER_MINUTE);
}

/** The file system of the data folder: a separate tmpfs, if possible, so that it can be filled. */
export class Disk {
  /** Why it can't be filled; null if it can. */
  readonly unavailableReason: string | null;
  /** The parent of the data folder. */
  readonly folder: string;
  #filler: string;
  #isMounted: boolean;

  private constructor(folder: string, whyNot: string | null) {
    this.folder = folder;
    this.unavailableReason = whyNot;
    this.#isMounted = whyNot === null;
    this.#filler = join(folder, "filler");
  }

  /** Mounts a tmpfs of `bytes` at `folder`, if possible. */
  static async make(folder: string, bytes: number): Promise<Disk> {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.chmod(folder, 0o711); // the database may run as another user, who needs to pass through
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
        await new Promise((resolve) => setTimeout(resolve, 50)); // fills space that others free, too
      }
    } finally {
      await file.truncate(); // frees the space now: a file that is just being closed keeps it for a moment
      file.close();
      await Deno.remove(this.#filler);
    }
  }

  /** @throws {Error} if it can't be unmounted */
  async remove(): Promise<void> {
    if (!this.#isMounted) return;
    // lazily: a file that is just being closed keeps a file system busy for a moment
    const { success, stderr } = await new Deno.Command("umount", { args: ["--lazy", this.folder] }).output();
    if (!success) throw new Error(`umount ${this.folder}: ${new TextDecoder().decode(stderr).trim()}`);
    this.#isMounted = false;
  }
}

async function writeUntilFull(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  try {
    for (;;) if (await file.write(bytes) < bytes.length) return;
  } catch { /* no space is left */ }
}
