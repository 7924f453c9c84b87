import { ConfigError, messageOf } from "../core/errors.ts";
import { newId } from "../core/ids.ts";

export function ownerTokenPath(dataDir: string): string {
  return `${dataDir}/owner_token`;
}

/**
 * Returns the token in `DATA_DIR/owner_token`; the first call writes that file, readable by this user only.
 *
 * @throws {ConfigError} if the file can neither be read nor written, or holds no token
 */
export async function makeOwnerToken(dataDir: string): Promise<string> {
  const path = ownerTokenPath(dataDir);
  return await asConfigError(path, async () => {
    await Deno.mkdir(dataDir, { recursive: true });
    return await readToken(path) ?? await linkNewToken(path);
  });
}

/** Returns the token in `DATA_DIR/owner_token`, or null if there is no such file. @throws as `makeOwnerToken` */
export async function readOwnerToken(dataDir: string): Promise<string | null> {
  const path = ownerTokenPath(dataDir);
  return await asConfigError(path, () => readToken(path));
}

/** Writes another token to `DATA_DIR/owner_token`. @throws as `makeOwnerToken` */
export async function replaceOwnerToken(dataDir: string): Promise<string> {
  const path = ownerTokenPath(dataDir);
  return await asConfigError(path, async () => {
    await Deno.mkdir(dataDir, { recursive: true });
    await Deno.rename(await writeTemporary(path), path);
    return (await readToken(path))!;
  });
}

async function asConfigError<T>(path: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`the owner's token in ${path} can't be had: ${messageOf(error)}; or set OWNER_TOKEN`, {
      cause: error,
    });
  }
}

async function readToken(path: string): Promise<string | null> {
  try {
    const token = (await Deno.readTextFile(path)).trim();
    if (/^[\x21-\x7e]{16,}$/.test(token)) return token;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  throw new ConfigError(
    `${path} holds no token of at least 16 visible characters: "streamforge token new" makes a new one`,
  );
}

/** Writes a temporary file and links it into place: two processes that start at once use the same token. */
async function linkNewToken(path: string): Promise<string> {
  const temporary = await writeTemporary(path);
  try {
    await Deno.link(temporary, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  } finally {
    await Deno.remove(temporary);
  }
  return (await readToken(path))!;
}

/** @returns the path of a file with a new token, which only this user may read */
async function writeTemporary(path: string): Promise<string> {
  const temporary = `${path}.${newId()}`;
  await Deno.writeTextFile(temporary, `${newId()}${newId()}\n`, { mode: 0o600, createNew: true });
  return temporary;
}
