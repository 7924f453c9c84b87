import { dirname, join } from "node:path";
import { newId } from "./ids.ts";

/**
 * Makes a file or a folder under a temporary name and renames it to `path`, so that readers see the old one or the new
 * one, never half of it. If that fails, what was made is removed.
 *
 * @param make gets the temporary path, which is free unless `temporary` is given
 * @param options.temporary the temporary path, on the same file system; a new hidden name beside `path` if absent
 * @throws what `make` throws
 */
export async function replaceWhole(
  path: string,
  make: (temporary: string) => Promise<unknown>,
  { temporary = join(dirname(path), `.${newId()}.tmp`) }: { temporary?: string } = {},
): Promise<void> {
  try {
    await make(temporary);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary, { recursive: true }).catch(() => {});
    throw error;
  }
}

export type FileContent = string | Uint8Array | ReadableStream<Uint8Array>;

/**
 * Writes a file so that readers see the old content or the new, never half of it: see `replaceWhole`.
 *
 * @param options.mode the file's permissions, whatever the umask; 0o666 less the umask if absent
 * @param options.isFlushed whether the content is on the disk before the file gets its name, for power cuts
 */
export async function writeWhole(
  path: string,
  content: FileContent,
  { mode, isFlushed = false, temporary }: { mode?: number; isFlushed?: boolean; temporary?: string } = {},
): Promise<void> {
  const body = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await replaceWhole(path, async (temporary) => {
    await Deno.writeFile(temporary, body, { mode });
    if (!isFlushed) return;
    using file = await Deno.open(temporary, { write: true });
    await file.sync();
  }, { temporary });
}
