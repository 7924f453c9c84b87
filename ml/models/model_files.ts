import { ModelError } from "../../src/core/errors.ts";
import { writeWhole } from "../../src/core/files.ts";
import type { ModelFile } from "./catalog.ts";
import { hashFile } from "./hashed_file.ts";
import { modelFolder } from "./model_folder.ts";

/** Hashes of the downloaded files, in the format of `sha256sum`. */
const SUMS_FILE = ".sha256";
/** Folder for unfinished downloads, in the model's folder. */
export const PARTIAL_FOLDER = ".partial";

export interface VerifiedFile {
  name: string;
  /** "unknown": the file exists, but there is no hash to compare with. */
  state: "ok" | "wrong" | "missing" | "unknown";
  sha256: string | null;
  /** What the hash should be; null where nobody knows. */
  expected: string | null;
}

/**
 * Compares the hashes of a model's files with the pinned hashes, or else with those of the first download, or else with
 * those beside the files.
 *
 * @param recorded the hashes of the first download, by the name of the file
 * @param hashOf reads a file's hash
 */
export async function verifyFiles(
  folder: string,
  files: readonly ModelFile[],
  { recorded = {}, signal, hashOf = (name) => hashFile(`${folder}/${name}`, signal) }: {
    recorded?: Record<string, string>;
    signal?: AbortSignal;
    hashOf?: (name: string) => Promise<string>;
  } = {},
): Promise<VerifiedFile[]> {
  const sums = readSums(folder);
  const verified: VerifiedFile[] = [];
  for (const { name, sha256 } of files) {
    if (!isFile(`${folder}/${name}`)) {
      verified.push({ name, state: "missing", sha256: null, expected: null });
      continue;
    }
    const actual = await hashOf(name);
    const expected = sha256 ?? recorded[name] ?? sums.get(name) ?? null;
    const state = expected === null ? "unknown" : actual === expected ? "ok" : "wrong";
    verified.push({ name, state, sha256: actual, expected });
  }
  return verified;
}

/** Whether a file exists, with the size in the catalog if there is one. */
export function isFileReady(folder: string, { name, fileBytes }: ModelFile): boolean {
  const path = `${folder}/${name}`;
  return isFile(path) && (fileBytes === undefined || Deno.statSync(path).size === fileBytes);
}

/** Renames a checked file to its final name and stores its hash. */
export async function putInPlace(folder: string, name: string, sha256: string): Promise<void> {
  await Deno.rename(`${folder}/${PARTIAL_FOLDER}/${name}`, `${folder}/${name}`);
  await storeSums(folder, { [name]: sha256 });
}

/** Stores hashes of files beside them. */
export async function storeSums(folder: string, hashes: Record<string, string>): Promise<void> {
  const sums = new Map([...readSums(folder), ...Object.entries(hashes)]);
  const text = [...sums].map(([name, sum]) => `${sum}  ${name}\n`).join("");
  await writeWhole(`${folder}/${SUMS_FILE}`, text);
}

function readSums(folder: string): Map<string, string> {
  const path = `${folder}/${SUMS_FILE}`;
  const text = isFile(path) ? Deno.readTextFileSync(path) : "";
  return new Map([...text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)].map(([, sum, name]) => [name, sum]));
}

/** Lists the files of a model of any format; null if there is no complete model. */
export function listModelFiles(folder: string): ModelFile[] | null {
  try {
    return modelFolder(folder).files.map((name) => ({ name }));
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}

/** Adds up the sizes of files. */
export function totalBytes(folder: string, files: readonly ModelFile[]): number {
  return files.reduce((n, { name }) => n + Deno.statSync(`${folder}/${name}`).size, 0);
}

function isFile(path: string): boolean {
  return stat(path)?.isFile ?? false;
}

/** Size of a file in bytes; 0 if there is none. */
export function fileSize(path: string): number {
  return stat(path)?.size ?? 0;
}

export function isFolder(path: string): boolean {
  return stat(path)?.isDirectory ?? false;
}

function stat(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw error;
  }
}
