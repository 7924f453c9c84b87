import { writeWhole } from "../../src/core/files.ts";
import { hashFile } from "./hashed_file.ts";

/** A file as it was when it was hashed. A change of its content changes one of these. */
interface Stamp {
  sha256: string;
  fileBytes: number;
  inode: number | null;
  mtimeMs: number | null;
  ctimeMs: number | null;
}

/**
 * Hashes of files, each read once as long as the file is the same: weights are gigabytes, and are loaded often. They
 * outlive the process in `MODELS_DIR/.known/NAME.checked.json`, if that can be written.
 */
export class CheckedFiles {
  #stamps = new Map<string, Stamp>();
  #read = new Set<string>();

  constructor(private modelsDir: string) {}

  /** @returns the SHA-256 of a model's file in hex */
  async hashOf(model: string, name: string, signal?: AbortSignal): Promise<string> {
    await this.#readOnce(model);
    const path = `${this.modelsDir}/${model}/${name}`;
    const before = await stampOf(path);
    const known = this.#stamps.get(`${model}/${name}`);
    if (known && isSameFile(known, before)) return known.sha256;
    const sha256 = await hashFile(path, signal);
    this.#stamps.set(`${model}/${name}`, { sha256, ...before });
    await this.#write(model).catch(() => {}); // a folder that only others may write to: it is read again next time
    return sha256;
  }

  #path(model: string): string {
    return `${this.modelsDir}/.known/${model}.checked.json`;
  }

  async #readOnce(model: string): Promise<void> {
    if (this.#read.has(model)) return;
    this.#read.add(model);
    try {
      const stamps = JSON.parse(await Deno.readTextFile(this.#path(model)));
      for (const [name, stamp] of Object.entries(stamps)) this.#stamps.set(`${model}/${name}`, stamp as Stamp);
    } catch { /* there is none, or it is damaged: the files are hashed */ }
  }

  async #write(model: string): Promise<void> {
    const own = [...this.#stamps].filter(([path]) => path.startsWith(`${model}/`))
      .map(([path, stamp]) => [path.slice(model.length + 1), stamp]);
    await Deno.mkdir(`${this.modelsDir}/.known`, { recursive: true });
    await writeWhole(this.#path(model), `${JSON.stringify(Object.fromEntries(own), null, 2)}\n`);
  }
}

async function stampOf(path: string): Promise<Omit<Stamp, "sha256">> {
  const { size, ino, mtime, ctime } = await Deno.stat(path);
  return { fileBytes: size, inode: ino, mtimeMs: mtime?.getTime() ?? null, ctimeMs: ctime?.getTime() ?? null };
}

function isSameFile(a: Omit<Stamp, "sha256">, b: Omit<Stamp, "sha256">): boolean {
  return a.fileBytes === b.fileBytes && a.inode === b.inode && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;
}
