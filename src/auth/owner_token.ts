import { ConfigError, messageOf } from "../core/errors.ts";
import { newId } from "../core/ids.ts";

/**
 * Returns the configured token, or the one in `DATA_DIR/owner_token`; the first start writes that file, readable by
 * this user only.
 *
 * @throws {ConfigError} if the file can neither be read nor written, or holds no token
 */
export async function ownerToken(dataDir: string, configured: string | null): Promise<string> {
  if (configured !== null) return configured;
  const path = `${dataDir}/owner_token`;
  try {
    await Deno.mkdir(dataDir, { recursive: true });
    return await readToken(path) ?? await makeToken(path);
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
  throw new ConfigError(`${path} holds no token of at least 16 visible characters: delete it, and a new one is made`);
}

/** Writes a temporary file and links it into place: two processes that start at once use the same token. */
async function makeToken(path: string): Promise<string> {
  const temporary = `${path}.${newId()}`;
  await Deno.writeTextFile(temporary, `${newId()}${newId()}\n`, { mode: 0o600, createNew: true });
  try {
    await Deno.link(temporary, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  } finally {
    await Deno.remove(temporary);
  }
  return (await readToken(path))!;
}
