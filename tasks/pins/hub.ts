import type { Pins } from "../../ml/models/catalog.ts";
import { ask, bytesOf, hashOf, jsonOf, NoAnswerError } from "./sources.ts";

/** An entry of `/api/models/REPOSITORY/tree/COMMIT`. */
interface TreeEntry {
  type: string;
  path: string;
  size: number;
  /** Of git: SHA-1 of the blob. */
  oid: string;
  /** Of a large file, whose blob is a pointer: its SHA-256 and its size. */
  lfs?: { oid: string; size: number };
}

/**
 * Asks the Hugging Face hub for the present commit of a model, and the sizes and SHA-256 of its files.
 *
 * The hub has the SHA-256 of large files. Small ones are read, and compared with git's hash.
 * @param hubUrl without a slash at its end
 * @throws {NoAnswerError} naming the address that does not answer, or does not have what it should
 */
export async function pinsOfModel(hubUrl: string, repository: string, names: readonly string[]): Promise<Pins> {
  const at = `${hubUrl}/api/models/${repository}/revision/main`;
  const { sha: revision } = Object(await jsonOf(await ask(at), at));
  if (!/^[0-9a-f]{40}$/.test(String(revision))) throw new NoAnswerError(`${at} names no commit`);
  const entries = await readTree(`${hubUrl}/api/models/${repository}/tree/${revision}`);
  const files: Pins["files"] = [];
  for (const name of names) {
    const entry = entries.find(({ type, path }) => type === "file" && path === name);
    if (!entry) throw new NoAnswerError(`${repository} has no ${name} at ${revision}`);
    files.push({ name, ...await fileOf(`${hubUrl}/${repository}/resolve/${revision}/${name}`, entry) });
  }
  return { revision, files };
}

/** The list comes in pages, each of which names the next one in `Link`. */
async function readTree(url: string): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const seen = new Set<string>();
  for (let at: string | null = url; at !== null && !seen.has(at);) {
    seen.add(at);
    const response: Response = await ask(at);
    const next = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
    const page = await jsonOf(response, at);
    if (!Array.isArray(page)) throw new NoAnswerError(`${at} is no list of files`);
    entries.push(...page);
    at = next ? new URL(next, at).href : null;
  }
  return entries;
}

async function fileOf(url: string, { lfs, oid, size }: TreeEntry): Promise<{ fileBytes: number; sha256: string }> {
  if (lfs) {
    if (!/^[0-9a-f]{64}$/.test(lfs.oid) || !(lfs.size > 0)) throw new NoAnswerError(`the hub has no SHA-256 of ${url}`);
    return { fileBytes: lfs.size, sha256: lfs.oid };
  }
  const bytes = await bytesOf(await ask(url), url);
  if (bytes.length !== size || hashOf("sha1", `blob ${bytes.length}\0`, bytes) !== oid) {
    throw new NoAnswerError(`${url} is not the file that the hub lists`);
  }
  return { fileBytes: bytes.length, sha256: hashOf("sha256", bytes) };
}
