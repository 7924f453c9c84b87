import { createLog, type Log } from "../src/core/log.ts";
import { newId } from "../src/core/ids.ts";
import { connect, type Database, type Sql } from "../src/db/pool/client.ts";
import { type EmbeddedPostgres, startPostgres } from "../src/db/embedded/mod.ts";
import { migrate } from "../src/db/pool/migrate.ts";

/** Logs errors only. */
export const quietLog: Log = createLog("error");

export interface TestDatabase {
  sql: Sql;
  database: Database;
  /** Drops the database. */
  close(): Promise<void>;
}

/**
 * Makes a new, migrated database on a real Postgres that all test processes of this user share: the first one starts it,
 * the last one stops it. `TEST_POSTGRES_BIN=/usr/lib/postgresql/15/bin` runs the tests on another one.
 *
 * Call it at the top of a test file, outside of tests: it is closed after the file's tests.
 * @example
 * const { sql } = await testDatabase();
 */
export async function testDatabase({ migrated = true }: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const binDir = Deno.env.get("TEST_POSTGRES_BIN");
  const dataDir = `/tmp/streamforge-test-databases-${Deno.uid()}${binDir?.replaceAll("/", "-") ?? ""}`;
  const postgres = await startPostgres({ dataDir, cacheDir: `${dataDir}/cache`, log: quietLog, binDir });
  const name = `t_${newId().replaceAll("-", "$")}`;
  await asAdmin(postgres, async (admin) => {
    await admin`alter system set fsync = off`; // test data need not survive a power cut
    await admin`select pg_reload_conf()`;
    await admin`create database ${admin(name)}`;
  });
  const database = { ...postgres.database as Exclude<Database, string>, database: name };
  const sql = connect(database);
  if (migrated) await migrate(sql, quietLog);
  const close = async () => {
    await sql.end({ timeout: 1 });
    await asAdmin(postgres, (admin) => admin`drop database if exists ${admin(name)} with (force)`);
    await postgres.stop();
  };
  Deno.test.afterAll(close);
  return { sql, database, close };
}

async function asAdmin(postgres: EmbeddedPostgres, work: (admin: Sql) => Promise<unknown>): Promise<void> {
  const admin = connect(postgres.database, { max: 1 });
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
