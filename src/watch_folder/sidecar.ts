import { type FileHandle, open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { newId } from "../core/ids.ts";
import { stemOf } from "./file_names.ts";

/** Codes of Whisper that players know by another name. */
const PLAYER_CODES: Record<string, string> = { jw: "jv" };

/** The path of the captions beside a file: `/media/A film.en.srt`. */
export function sidecarPath(path: string, language: string): string {
  return join(dirname(path), `${stemOf(basename(path))}.${PLAYER_CODES[language] ?? language}.srt`);
}

/**
 * Checks that files can be made in a folder.
 *
 * @throws what the system says
 */
export async function checkWritableFolder(folder: string): Promise<void> {
  const path = join(folder, `.streamforge-${newId()}.tmp`);
  await Deno.writeTextFile(path, "", { createNew: true });
  await Deno.remove(path);
}

/**
 * Writes a file so that others see the whole of it or none, and never in place of one that is there. It gets the rights
 * of its folder without those to execute, and the folder's owner and group as far as this user may set them.
 *
 * @param temporary a name in the same folder that only this call uses
 * @returns false if there is a file of that name
 */
export async function writeBeside(path: string, text: string, temporary: string): Promise<boolean> {
  const work = join(dirname(path), temporary);
  await removeIfThere(work); // an earlier attempt may have left it
  try {
    // by the open file alone: others may write to the folder, and put a link to another file in place of this one
    const file = await open(work, "wx", 0o600);
    try {
      await file.writeFile(text);
      await fitRights(file, await Deno.stat(dirname(path)));
      await file.sync();
    } finally {
      await file.close();
    }
    return await nameOnce(work, path);
  } finally {
    await removeIfThere(work);
  }
}

async function fitRights(file: FileHandle, folder: Deno.FileInfo): Promise<void> {
  // some network shares have neither owners nor rights
  await file.chmod((folder.mode ?? 0o755) & 0o666).catch(ignoreRefusal);
  const owner = Deno.uid() === 0 ? folder.uid : Deno.uid();
  if (owner !== null && folder.gid !== null) await file.chown(owner, folder.gid).catch(ignoreRefusal);
}

async function removeIfThere(path: string): Promise<void> {
  await Deno.remove(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

function ignoreRefusal(error: unknown): void {
  const isRefused = error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotSupported ||
    ["EPERM", "EACCES", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EINVAL"].includes((error as { code?: string }).code ?? "");
  if (!isRefused) throw error;
}

/** Gives a file its name unless it is taken. A new link refuses a taken name; a rename would replace the file. */
async function nameOnce(from: string, to: string): Promise<boolean> {
  try {
    await Deno.link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    ignoreRefusal(error); // exFAT and some network shares have no links
  }
  if (await Deno.lstat(to).then(() => true, () => false)) return false;
  await Deno.rename(from, to);
  return true;
}
