import { createHash } from "node:crypto";
import type { Config } from "../core/settings/config.ts";
import { messageOf } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { Sql } from "../db/pool/client.ts";
import { readOwnerKeys, type StoredOwnerKeys, withOwnerKeysLock, writeOwnerKeys } from "../db/pool/owner_keys.ts";
import { makeOwnerToken, ownerTokenPath, readOwnerToken, replaceOwnerToken } from "./owner_token.ts";

/** A new token holds on every server after so long. */
const REFRESH_MS = 10_000;

/** What verifies the owner's token. */
export interface OwnerKeys {
  /** In base64url. */
  tokenSha256: string;
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

export function ownerKeysOf(token: string): OwnerKeys {
  return { tokenSha256: sha256(token) };
}

/** The owner's token and its keys, as one server knows them. */
export interface OpenOwnerKeys {
  /** null: another machine has it, see `place`. */
  token: string | null;
  /** Where the token is, for people. */
  place: string;
  current(): OwnerKeys;
  /** Reads the keys again if they are old, so that a new token holds for the next request. */
  refresh(): Promise<void>;
}

type KeyDeps = { sql: Sql; config: Pick<Config, "dataDir" | "databaseUrl" | "ownerToken">; log: Log };

/**
 * Returns the keys that all servers of a database share. OWNER_TOKEN overrides the rest. Otherwise the first start
 * writes a token to `DATA_DIR/owner_token`; a database of its own (`DATABASE_URL`) keeps the hashes for the other
 * servers.
 *
 * @throws {ConfigError} if the file can neither be read nor written, or holds no token
 */
export async function openOwnerKeys({ sql, config, log }: KeyDeps): Promise<OpenOwnerKeys> {
  const { dataDir, databaseUrl, ownerToken } = config;
  const place = placeOf(dataDir);
  if (ownerToken !== null) return fixedKeys(ownerToken, "OWNER_TOKEN");
  if (databaseUrl === null) return fixedKeys(await makeOwnerToken(dataDir), place);
  const { stored, token } = await withOwnerKeysLock(sql, async (tx) => {
    const present = await readOwnerKeys(tx);
    if (present) return { stored: present, token: await readOwnerToken(dataDir) };
    const made = await makeOwnerToken(dataDir);
    await writeOwnerKeys(tx, { ...ownerKeysOf(made), place });
    return { stored: { ...ownerKeysOf(made), place }, token: made };
  });
  const isCurrent = token !== null && sha256(token) === stored.tokenSha256;
  if (token === null && stored.place === place) {
    log.warn('the file with the owner\'s token is gone: "streamforge token new" makes another', { file: place });
  }
  if (token !== null && !isCurrent) {
    log.warn("the token in this file is not the one of this database", {
      file: ownerTokenPath(dataDir),
      current: stored.place,
    });
  }
  return { token: isCurrent ? token : null, place: stored.place, ...refreshed(sql, stored, log) };
}

function fixedKeys(token: string, place: string): OpenOwnerKeys {
  const keys = ownerKeysOf(token);
  return { token, place, current: () => keys, refresh: () => Promise.resolve() };
}

/** Keys that are read again before a request, so that `streamforge token new` needs no restart of the other servers. */
function refreshed(sql: Sql, first: StoredOwnerKeys, log: Log): Pick<OpenOwnerKeys, "current" | "refresh"> {
  let keys: OwnerKeys = first;
  let readAtMs = performance.now();
  let reading = Promise.resolve();
  return {
    current: () => keys,
    refresh() {
      if (performance.now() - readAtMs <= REFRESH_MS) return reading;
      readAtMs = performance.now();
      reading = readOwnerKeys(sql).then((stored) => {
        keys = stored ?? keys;
      }).catch((error) => {
        log.debug("the owner's keys could not be read again", { error: messageOf(error) });
      });
      return reading;
    },
  };
}

/**
 * Makes a new token in `DATA_DIR/owner_token`, which ends every session.
 *
 * @param sql of the database that several servers share; null for the embedded one
 */
export async function renewOwnerToken(sql: Sql | null, dataDir: string): Promise<string> {
  if (!sql) return await replaceOwnerToken(dataDir);
  return await withOwnerKeysLock(sql, async (tx) => {
    const token = await replaceOwnerToken(dataDir);
    await writeOwnerKeys(tx, { ...ownerKeysOf(token), place: placeOf(dataDir) });
    return token;
  });
}

function placeOf(dataDir: string): string {
  return `${Deno.hostname()}:${ownerTokenPath(dataDir)}`;
}
