import { messageOf } from "../core/errors.ts";
import { StorageGoneError } from "../core/disk.ts";
import { IDENTITY_FILE, readLocalIdentity } from "./local_identity.ts";

/**
 * Detects that the storage's volume was unmounted: then the folder is missing, empty, or holds another storage.
 */
export class Presence {
  #rootDir: string;
  #identity: string | null = null;
  #wasUsed = false;

  constructor(rootDir: string) {
    this.#rootDir = rootDir;
  }

  /** Sets the identity that `check` expects. */
  expect(identity: string): void {
    this.#identity = identity;
  }

  /** Notes that the storage holds a file: from now on an empty folder is an error. */
  noteUse(): void {
    this.#wasUsed = true;
  }

  /** @throws {StorageGoneError} */
  async check(): Promise<void> {
    if (this.#identity !== null) return await this.#checkIdentity(this.#identity);
    if (!this.#wasUsed) return; // the first write creates the folder
    try {
      for await (const _ of Deno.readDir(this.#rootDir)) return;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    throw new StorageGoneError(`${this.#rootDir} is empty or gone: ${ADVICE}`);
  }

  async #checkIdentity(expected: string): Promise<void> {
    const found = await readLocalIdentity(this.#rootDir).catch((cause) => {
      if ((cause as { code?: string }).code) throw cause; // an error of the disk
      throw new StorageGoneError(messageOf(cause), { cause });
    });
    if (found === expected) return;
    throw new StorageGoneError(
      found === null
        ? `${this.#rootDir} has no ${IDENTITY_FILE} any more: ${ADVICE}`
        : `${this.#rootDir} is the storage ${found} now and was ${expected}: ${ADVICE}`,
    );
  }
}

const ADVICE = "was its volume unmounted? Nothing is written until it is back";
