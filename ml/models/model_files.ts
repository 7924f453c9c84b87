import { ModelError } from "../../src/core/errors.ts";
import { writeWhole } from "../../src/core/files.ts";
import type { ModelFile } from "./catalog.ts";
import { hashFile } from "./hashed_file.ts";
import { modelFolder } from "./model_folder.ts";

/** The hashes a model was downloaded with, as `sha256sum` writes them. */
const SUMS_FILE = ".sha256";
/** The folder in a model's own that its files are downloaded to. */
export const PARTIAL_FOLDER = ".partial";

export interface VerifiedFile {
  name: string;
  /** "unknown": there, but nobody has said what its hash should be. */
  state: "ok" | "wrong" | "missing" | "unknown";
  sha256: string | null;
}

/** Reads files of a model and compares their hashes with those that are known, else with those they were downloaded with. */
export async function verifyFiles(
  folder: string,
  files: readonly ModelFile[],
  signal?: AbortSignal,
): Promise<VerifiedFile[]> {
  const sums = readSums(folder);
  const verified: VerifiedFile[] = [];
  for (const { name, sha256 } of files) {
    if (!isFile(`${folder}/${name}`)) {
      verified.push({ name, state: "missing", sha256: null });
      continue;
    }
    const found = await hashFile(`${folder}/${name}`, signal);
    const expected = sha256 ?? sums.get(name);
    verified.push({ name, state: !expected ? "unknown" : found === expected ? "ok" : "wrong", sha256: found });
  }
  return verified;
}

/** Whether a file of the catalog is there in its whole length. */
export function isFileReady(folder: string, { name, fileBytes }: ModelFile): boolean {
  const path = `${folder}/${name}`;
  return isFile(path) && (fileBytes === undefined || Deno.statSync(path).size === fileBytes);
}

/** Renames a checked file to its final name and notes its hash. */
export async function putInPlace(folder: string, name: string, sha256: string): Promise<void> {
  await Deno.rename(`${folder}/${PARTIAL_FOLDER}/${name}`, `${folder}/${name}`);
  const sums = readSums(folder).set(name, sha256);
  const text = [...sums].map(([name, sum]) => `${sum}  ${name}\n`).join("");
  await writeWhole(`${folder}/${SUMS_FILE}`, text, { temporary: `${folder}/${PARTIAL_FOLDER}/${SUMS_FILE}` });
}

function readSums(folder: string): Map<string, string> {
  const path = `${folder}/${SUMS_FILE}`;
  const text = isFile(path) ? Deno.readTextFileSync(path) : "";
  return new Map([...text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)].map(([, sum, name]) => [name, sum]));
}

/** The files of a model of any format; null where there is none, or not the whole of one. */
export function listModelFiles(folder: string): ModelFile[] | null {
  try {
    return modelFolder(folder).files.map((name) => ({ name }));
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}

/** What they take, in bytes. */
export function totalBytes(folder: string, files: readonly ModelFile[]): number {
  return files.reduce((n, { name }) => n + Deno.statSync(`${folder}/${name}`).size, 0);
}

function isFile(path: string): boolean {
  return stat(path)?.isFile ?? false;
}

/** Its bytes; 0 where there is none. */
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
