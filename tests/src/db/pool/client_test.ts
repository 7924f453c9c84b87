import assert from "node:assert/strict";
import { ConfigError } from "../../../../src/core/errors.ts";
import { connect, type Database, isUnreachable, transaction, withRetry } from "../../../../src/db/pool/client.ts";
import { testDatabase } from "../../../database.ts";

const { sql, database } = await testDatabase();
const server = database as Exclude<Database, string>;

Deno.test("a pool whose connections are cut at any moment only fails single statements, and recovers", async () => {
  await sql`create table public.counts (n integer)`;
  const admin = connect({ ...server, database: "streamforge" }, { max: 1 });
  const pool = connect(database, { max: 4 });
  let isCutting = true;
  let done = 0;
  const others: unknown[] = [];
  const work = async (once: () => Promise<unknown>) => {
    while (isCutting) {
      try {
        await once();
        done++;
      } catch (error) {
        if (!isUnreachable(error)) others.push(error);
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  const large = "x".repeat(5000); // sent at once, unlike small statements
  const working = [
    work(() => pool`select 1`),
    work(() => pool`select length(${large})`),
    work(() => pool.begin((tx) => tx`insert into public.counts values (1)`)),
    work(() => pool.begin(async (tx) => await tx`select ${large}::text` && await tx`select pg_sleep(0.002)`)),
    work(() => pool.begin((tx) => Promise.all([tx`select 1`, tx`select 2`, tx`select ${large}::text`]))),
    work(() => withRetry(() => pool`select count(*) from public.counts`)),
  ];
  for (let cut = 0; cut < 80; cut++) {
    await new Promise((resolve) => setTimeout(resolve, 5 + cut % 40));
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${server.database}`;
  }
  isCutting = false;
  await Promise.all(working);
  assert.deepEqual(others, []);
  assert(done > 0);
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) => withRetry(() => pool`select ${i}::integer as i`)),
  );
  assert.deepEqual(answers.map(([{ i }]) => i), Array.from({ length: 12 }, (_, i) => i));
  await Promise.all([admin.end(), pool.end()]);
});

Deno.test("a transaction that lost a deadlock is repeated", async () => {
  await sql`create table public.pair (id integer primary key, n integer)`;
  await sql`insert into public.pair values (1, 0), (2, 0)`;
  const add = (first: number, second: number) =>
    transaction(sql, async (tx) => {
      await tx`update public.pair set n = n + 1 where id = ${first}`;
      await tx`select pg_sleep(0.1)`;
      await tx`update public.pair set n = n + 1 where id = ${second}`;
    });
  await Promise.all([add(1, 2), add(2, 1)]);
  assert.deepEqual((await sql`select n from public.pair`).map(({ n }) => n), [2, 2]);
});

Deno.test("bigint is read as number, columns in camelCase, and undefined is written as null", async () => {
  const [row] = await sql`select 5000000000::bigint as size_bytes, ${undefined as unknown as null}::text as nothing`;
  assert.deepEqual({ ...row }, { sizeBytes: 5_000_000_000, nothing: null });
});

Deno.test("a missing database is reported, and a wrong sslmode is named", async () => {
  const nobody = connect("postgres://nobody@127.0.0.1:1/none", { max: 1 });
  await assert.rejects(nobody`select 1`, (error) => isUnreachable(error));
  await nobody.end({ timeout: 1 });
  assert.throws(() => connect("postgres://nobody@127.0.0.1:1/none?sslmode=maybe"), (error) => {
    assert(error instanceof ConfigError);
    assert.match(error.message, /sslmode in DATABASE_URL is "maybe"/);
    return true;
  });
});

Deno.test("only errors of a database's socket count as an unreachable database, whatever their code", async () => {
  for (const code of ["ETIMEDOUT", "EPIPE", "ECONNRESET", "ENOENT"]) {
    const error = Object.assign(new Error("a pipe to ffmpeg broke"), { code });
    assert.equal(isUnreachable(error), false, code);
  }
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  for (const nowhere of [{ ...server, host: "/nowhere" }, `postgres://x:y@127.0.0.1:${port}/z`]) {
    const pool = connect(nowhere, { max: 1 });
    const error = await pool`select 1`.catch((error) => error);
    assert.ok(["ENOENT", "ECONNREFUSED"].includes(error.code), error.code);
    assert.equal(isUnreachable(error), true, error.code);
    await pool.end({ timeout: 0 });
  }
});
