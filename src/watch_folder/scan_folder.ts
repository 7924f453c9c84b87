import { messageOf } from "../core/errors.ts";
import type { FileIdentity } from "../db/watched_files/watched_files.ts";
import { FolderCaptions, isCandidate, isIgnoredFolder } from "./file_names.ts";

export interface FolderScan {
  files: FileIdentity[];
  /** What could not be read, by path. */
  problems: Map<string, string>;
}

/**
 * Lists the files below a folder that may be media. Links are not followed: one that leads outside would give away the
 * files of others, and one that leads inside names a file twice. Neither is a folder that was seen before.
 *
 * @param options.withoutCaptions leave out files that have captions beside them
 * @throws if the folder itself can't be read
 */
export async function scanFolder(
  root: string,
  { withoutCaptions = false, signal }: { withoutCaptions?: boolean; signal?: AbortSignal } = {},
): Promise<FolderScan> {
  const scan: FolderScan = { files: [], problems: new Map() };
  const seen = new Set<string>();
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal?.throwIfAborted();
    try {
      const { dev, ino } = await Deno.stat(folder);
      if (ino !== null && seen.has(`${dev} ${ino}`)) continue; // mounted a second time
      seen.add(`${dev} ${ino}`);
      folders.push(...await scanOne(folder, scan, withoutCaptions));
    } catch (error) {
      if (folder === root) throw error;
      if (!(error instanceof Deno.errors.NotFound)) scan.problems.set(folder, messageOf(error)); // else it was removed
    }
  }
  return scan;
}

/** @returns the folders in it */
async function scanOne(folder: string, { files, problems }: FolderScan, withoutCaptions: boolean): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const names = entries.map(({ name }) => name);
  const lowerNames = new Set(names.map((name) => name.toLowerCase()));
  const captions = withoutCaptions ? new FolderCaptions(names) : null;
  const folders: string[] = [];
  for (const { name, isDirectory, isFile } of entries) {
    const path = `${folder === "/" ? "" : folder}/${name}`;
    if (isDirectory && !isIgnoredFolder(name)) folders.push(path);
    if (!isFile || !isCandidate(name, lowerNames)) continue;
    if (captions && captions.of(name) !== null) continue;
    try {
      const { size, mtime, isFile } = await Deno.lstat(path);
      if (isFile && size > 0) files.push({ path, sizeBytes: size, modifiedMs: mtime?.getTime() ?? 0 });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) problems.set(path, messageOf(error));
      else if (name.includes("\ufffd")) problems.set(path, "its name is not valid UTF-8");
    }
  }
  return folders;
}
