import { createHash } from "node:crypto";
import { ConfigError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { type Sql, type Transaction, transaction } from "./client.ts";

const LOCK = 7_263_551_001; // advisory lock: held by the process that migrates this database

/**
 * Applies the new files of `migrations/`, in order, in one transaction. If several processes start at once, one does it
 * and the others wait.
 *
 * @returns the names of the applied files
 * @throws {ConfigError} if a file has changed since it was applied, or a newer StreamForge has migrated the database
 */
export async function migrate(
  sql: Sql,
  log: Log,
  folder: URL = new URL("../../../migrations/", import.meta.url),
): Promise<string[]> {
  const files = await readMigrations(folder);
  return await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCK})`;
    await tx`create schema if not exists streamforge`;
    await tx`
      create table if not exists streamforge.migrations (
        name text primary key, sha256 text not null, applied_at timestamptz not null default now())`;
    const applied = await tx<{ name: string; sha256: string }[]>`select name, sha256 from streamforge.migrations`;
    for (const { name, sha256 } of applied) {
      const file = files.find((file) => file.name === name);
      if (!file) {
        throw new ConfigError(
          `the database has had the migration ${name}, which this version of StreamForge does not know: ` +
            "use the newer version that made it, or another database",
        );
      }
      if (file.sha256 !== sha256) {
        throw new ConfigError(
          `the migration ${name} differs from the one that this database has had: ` +
            "a migration never changes once it is applied; put it back and write a new one",
        );
      }
    }
    const missing = files.filter((file) => !applied.some(({ name }) => name === file.name));
    for (const { name, sha256, text } of missing) {
      await tx.unsafe(text);
      await tx`insert into streamforge.migrations (name, sha256) values (${name}, ${sha256})`;
      log.info("migration applied", { name });
    }
    if (missing.length > 0) await enableRowSecurity(tx);
    return missing.map(({ name }) => name);
  });
}

/** Enables row level security on tables that the migrations made after 0030_client_views.sql, which defines it. */
async function enableRowSecurity(tx: Transaction): Promise<void> {
  const [{ exists }] = await tx<{ exists: boolean }[]>`
    select to_regprocedure('streamforge.enable_row_security()') is not null as exists`;
  if (exists) await tx`select streamforge.enable_row_security()`;
}

async function readMigrations(folder: URL): Promise<{ name: string; sha256: string; text: string }[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (/^\d{4}_\w+\.sql$/.test(entry.name)) names.push(entry.name);
  }
  return await Promise.all(
    names.sort().map(async (name) => {
      const text = await Deno.readTextFile(new URL(name, folder));
      return { name, text, sha256: createHash("sha256").update(text).digest("hex") };
    }),
  );
}
