import { join } from "node:path";
import { newId } from "../core/ids.ts";

/** In the root folder; storage keys never begin with a dot. */
export const IDENTITY_FILE = ".streamforge-storage-id";

/** @returns null if there is no identity file @throws {Error} if the file holds no identity */
export async function readLocalIdentity(rootDir: string): Promise<string | null> {
  const path = join(rootDir, IDENTITY_FILE);
  const text = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
  if (text === null) return null;
  const id = text.trim();
  if (/^[A-Za-z0-9_-]{22}$/.test(id)) return id;
  throw new Error(`${path} holds ${JSON.stringify(id.slice(0, 40))}, which is not the identity of a storage`);
}

/** Writes the file atomically, and leaves one that another process has written. */
export async function writeLocalIdentity(rootDir: string, incoming: string, id: string): Promise<void> {
  const temporary = join(incoming, newId());
  const path = join(rootDir, IDENTITY_FILE);
  try {
    await Deno.writeTextFile(temporary, `${id}\n`, { createNew: true, mode: 0o600 });
    await Deno.link(temporary, path);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(String((error as { code?: string }).code))) throw error;
    await Deno.rename(temporary, path); // for file systems without hard links
  } finally {
    await Deno.remove(temporary).catch(() => {});
  }
  using folder = await Deno.open(rootDir);
  await folder.sync();
}
