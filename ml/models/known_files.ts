import { ModelError } from "../../src/core/errors.ts";
import { writeWhole } from "../../src/core/files.ts";

/** What the first download of a model was. */
export interface KnownFiles {
  /** The hub's commit; null where it did not say. */
  commit: string | null;
  /** SHA-256 in lowercase hex, by the name of the file. */
  files: Record<string, string>;
}

/** Where it is recorded: outside the model's folder, so that it outlives the model. */
export function knownFilesPath(modelsDir: string, model: string): string {
  return `${modelsDir}/.known/${model}.json`;
}

/** @throws {ModelError} if the record is damaged: without it a changed model would be taken for the first one */
export async function readKnownFiles(modelsDir: string, model: string): Promise<KnownFiles> {
  const path = knownFilesPath(modelsDir, model);
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { commit: null, files: {} };
    throw new ModelError(`${path}, which has the hashes of "${model}", could not be read`, { cause: error });
  }
  const known = parse(text);
  if (known) return known;
  throw new ModelError(
    `${path}, which has the hashes of "${model}", is damaged: put it back from a copy; or, if you trust what is there ` +
      `now, "streamforge models accept ${model}" begins a new record`,
  );
}

function parse(text: string): KnownFiles | null {
  try {
    const { commit, files } = JSON.parse(text);
    const isCommit = commit === null || /^[0-9a-f]{40}$/.test(commit);
    const areHashes = Object.values(files).every((hash) => /^[0-9a-f]{64}$/.test(String(hash)));
    return isCommit && areHashes && !Array.isArray(files) ? { commit, files: { ...files } } : null;
  } catch {
    return null;
  }
}

export async function writeKnownFiles(modelsDir: string, model: string, known: KnownFiles): Promise<void> {
  await Deno.mkdir(`${modelsDir}/.known`, { recursive: true });
  await writeWhole(knownFilesPath(modelsDir, model), `${JSON.stringify(known, null, 2)}\n`, { isFlushed: true });
}

/** Forgets a model's first download: the next one may be another. @returns whether there was a record */
export async function forgetKnownFiles(modelsDir: string, model: string): Promise<boolean> {
  try {
    await Deno.remove(knownFilesPath(modelsDir, model));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
