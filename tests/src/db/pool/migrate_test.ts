import assert from "node:assert/strict";
import { ConfigError } from "../../../../src/core/errors.ts";
import { connect } from "../../../../src/db/pool/client.ts";
import { migrate } from "../../../../src/db/pool/migrate.ts";
import { quietLog, testDatabase } from "../../../database.ts";

const { sql, database } = await testDatabase({ migrated: false });

async function folderOf(files: Record<string, string>): Promise<URL> {
  const folder = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${folder}/${name}`, text);
  return new URL(`file://${folder}/`);
}

const THINGS = {
  "0001_init.sql": "create table streamforge.things (id integer); insert into streamforge.things values (1);",
};

Deno.test("four processes that migrate at once apply each file once", async () => {
  const pools = [1, 2, 3, 4].map(() => connect(database, { max: 1 }));
  try {
    const applied = await Promise.all(pools.map((pool) => migrate(pool, quietLog)));
    const all = await Array.fromAsync(Deno.readDir(new URL("../../../../migrations/", import.meta.url)));
    assert.deepEqual(applied.flat().sort(), all.map(({ name }) => name).sort());
  } finally {
    for (const pool of pools) await pool.end();
  }
  assert.deepEqual(await migrate(sql, quietLog), []);
});

Deno.test("migrate() refuses a file that has changed since it was applied", async () => {
  await sql`drop schema streamforge cascade`;
  await migrate(sql, quietLog, await folderOf(THINGS));
  const changed = await folderOf({ "0001_init.sql": `${THINGS["0001_init.sql"]} -- changed` });
  await assert.rejects(migrate(sql, quietLog, changed), (error: Error) => {
    assert(error instanceof ConfigError);
    assert.match(error.message, /0001_init\.sql differs/);
    return true;
  });
});

Deno.test("migrate() refuses a database of a newer version", async () => {
  await sql`drop schema streamforge cascade`;
  await migrate(sql, quietLog, await folderOf({ ...THINGS, "0002_more.sql": "select 1" }));
  await assert.rejects(
    migrate(sql, quietLog, await folderOf(THINGS)),
    /0002_more\.sql, which this version .* does not know/,
  );
});

Deno.test("a failed migration leaves nothing behind", async () => {
  await sql`drop schema streamforge cascade`;
  const broken = await folderOf({
    ...THINGS,
    "0002_more.sql": "create table streamforge.more (id integer); select 1/0",
  });
  await assert.rejects(migrate(sql, quietLog, broken), /division by zero/);
  const [{ found }] = await sql<{ found: number }[]>`
    select count(*) as found from information_schema.tables where table_schema = 'streamforge'`;
  assert.equal(found, 0);
  assert.deepEqual(await migrate(sql, quietLog, await folderOf(THINGS)), ["0001_init.sql"]);
});
