import { ConfigError, messageOf } from "../core/errors.ts";
import { newId } from "../core/ids.ts";

/**
 * The owner's token: as configured, else the one in `DATA_DIR/owner_token`, which the first start makes for this user's
 * eyes only.
 *
 * @throws {ConfigError} if the file can neither be read nor made, or holds no token
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

/** Written aside and linked into place: of two processes that start at once, both use the first one's. */
async function makeToken(path: string): Promise<string> {
  const aside = `${path}.${newId()}`;
  await Deno.writeTextFile(aside, `${newId()}${newId()}\n`, { mode: 0o600, createNew: true });
  try {
    await Deno.link(aside, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  } finally {
    await Deno.remove(aside);
  }
  return (await readToken(path))!;
}
