import assert from "node:assert/strict";
import {
  connect,
  type Database,
  isDatabaseTrouble,
  isUnreachable,
  transaction,
  withRetry,
} from "../../../../src/db/pool/client.ts";
import { createLog } from "../../../../src/core/log.ts";
import { openDatabase } from "../../../../src/db/pool/open.ts";
import { DatabaseWatch } from "../../../../src/db/pool/watch.ts";
import { quietLog, testDatabase } from "../../../database.ts";

const { sql, database } = await testDatabase({ migrated: false });
const server = database as Exclude<Database, string>;
const silentLog = { ...quietLog, error: () => {} }; // the watch logs that the database is away

/** A proxy to the database that can drop all data, and can refuse a parameter as a pooler does. */
function line({ refuses }: { refuses?: string } = {}) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const conns = new Set<Deno.Conn>();
  let swallows = false;
  let opened = 0;
  let old = 0; // connections whose data is dropped
  const pass = async (from: Deno.Conn, to: Deno.Conn, first: Uint8Array | null, number: number) => {
    const buffer = new Uint8Array(16_384);
    if (first) await to.write(first);
    for (let n; (n = await from.read(buffer)) !== null;) {
      if (!swallows && number > old) await to.write(buffer.slice(0, n));
    }
  };
  const close = (conn: Deno.Conn) => {
    conns.delete(conn);
    try {
      conn.close();
    } catch { /* it has ended */ }
  };
  (async () => {
    for await (const near of listener) {
      const number = ++opened;
      conns.add(near);
      (async () => {
        const buffer = new Uint8Array(16_384);
        const startup = buffer.slice(0, await near.read(buffer) ?? 0);
        if (refuses && new TextDecoder().decode(startup).includes(refuses)) {
          const fields = `SFATAL\0C08P01\0Munsupported startup parameter: ${refuses}\0\0`;
          const error = new Uint8Array(5 + fields.length);
          error[0] = 69; // "E"
          new DataView(error.buffer).setUint32(1, fields.length + 4);
          error.set(new TextEncoder().encode(fields), 5);
          await near.write(error);
          return close(near);
        }
        const far = await Deno.connect({ transport: "unix", path: `${server.host}/.s.PGSQL.${server.port}` });
        conns.add(far);
        await Promise.race([pass(near, far, startup, number), pass(far, near, null, number)]).catch(() => {});
        [near, far].forEach(close);
      })().catch(() => close(near));
    }
  })();
  return {
    url: `postgres://${server.user}@127.0.0.1:${
      (listener.addr as Deno.NetAddr).port
    }/${server.database}?sslmode=disable`,
    swallow: (on: boolean) => swallows = on,
    swallowOld: () => old = opened,
    opened: () => opened,
    close: () => {
      listener.close();
      [...conns].forEach(close);
    },
  };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });

test("when the network drops all data, waiting statements fail, new ones fail at once, and the pool recovers", async () => {
  const wire = line();
  const pool = connect(wire.url, { max: 2 });
  const watch = new DatabaseWatch({ sql: pool, database: wire.url, log: silentLog });
  assert.deepEqual([...await pool`select 1 as n`], [{ n: 1 }]);
  wire.swallow(true);
  const waiting = [1, 2, 3, 4, 5].map((n) =>
    n % 2 ? pool`select ${n}::integer` : transaction(pool, (tx) => tx`select 1`)
  );
  for (const result of await Promise.allSettled(waiting)) {
    assert(result.status === "rejected" && isUnreachable(result.reason), JSON.stringify(result));
  }
  assert.equal(watch.isAway, true);
  const patient = withRetry(async () => [...await pool`select 4 as n`], { keepsTrying: true });
  const opened = wire.opened();
  await assert.rejects(pool`select 1`, { code: "DATABASE_AWAY" });
  await assert.rejects(transaction(pool, (tx) => tx`select 1`), { code: "DATABASE_AWAY" });
  assert(wire.opened() <= opened + 1, "only the watch tries to connect, not the pool");
  wire.swallow(false);
  await until(() => !watch.isAway);
  assert.deepEqual([...await pool`select 2 as n`], [{ n: 2 }]);
  assert.deepEqual(await patient, [{ n: 4 }], "withRetry waits for the database");
  watch.stop();
  await pool.end({ timeout: 1 });
  wire.close();
});

const warnings = (lines: string[]) => createLog("warn", (line) => lines.push(line));

test("slow statements that hold a whole pool are ended, in the database too, and others run", async () => {
  const pool = connect(database, { max: 3 });
  const lines: string[] = [];
  const watch = new DatabaseWatch({ sql: pool, database, log: warnings(lines) });
  await pool`select 1`;
  const slow = Promise.allSettled([61, 62, 63].map((seconds) => pool`select pg_sleep(${seconds})`.execute()));
  const others = [1, 2, 3, 4].map(async (n) => [...await pool`select ${n}::integer as n`]);
  assert.deepEqual(await Promise.all(others), [1, 2, 3, 4].map((n) => [{ n }]));
  for (const result of await slow) {
    assert(result.status === "rejected" && isDatabaseTrouble(result.reason), JSON.stringify(result));
    assert.equal(result.reason.code, "57014", "the server ended it");
  }
  assert.equal(watch.isAway, false);
  assert.match(lines.join("\n"), /slow statements hold all connections/);
  const running = await sql`
    select query from pg_stat_activity
    where datname = current_database() and state = 'active' and query like '%pg_sleep%' and pid <> pg_backend_pid()`;
  assert.equal(running.length, 0, "no statement still runs in the database");
  await new Promise((resolve) => setTimeout(resolve, 1500)); // for checks that had begun
  const lastAsked = async () =>
    (await sql`
    select max(query_start) as at from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`)[0].at.getTime();
  const before = await lastAsked();
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(await lastAsked(), before, "the watch sends no more queries");
  watch.stop();
  await pool.end({ timeout: 1 });
});

test("a pool with dead connections gets new ones if new ones are answered", async () => {
  const wire = line();
  const pool = connect(wire.url, { max: 2 });
  const watch = new DatabaseWatch({ sql: pool, database: wire.url, log: quietLog });
  await Promise.all([pool`select pg_sleep(0.1)`, pool`select pg_sleep(0.1)`]);
  wire.swallowOld();
  const waiting = Promise.allSettled([pool`select 1`, pool`select 2`]);
  assert.deepEqual([...await withRetry(async () => await pool`select 3 as n`)], [{ n: 3 }]);
  for (const result of await waiting) assert(result.status === "rejected" && isUnreachable(result.reason));
  assert.equal(watch.isAway, false);
  watch.stop();
  await pool.end({ timeout: 1 });
  wire.close();
});

test("a single slow statement is not ended", async () => {
  const pool = connect(database, { max: 2 });
  const watch = new DatabaseWatch({ sql: pool, database, log: quietLog });
  await pool`select pg_sleep(5)`;
  assert.equal(watch.isAway, false);
  watch.stop();
  await pool.end({ timeout: 1 });
});

test("the server ends a statement that takes too long, and that counts as trouble of the database", async () => {
  const pool = connect(database, { max: 1, statementSeconds: 1 });
  await assert.rejects(pool`select pg_sleep(60)`, (error) => {
    assert.equal((error as { code?: string }).code, "57014");
    return isDatabaseTrouble(error) && !isUnreachable(error);
  });
  assert.deepEqual([...await pool`select 1 as n`], [{ n: 1 }]);
  let tries = 0;
  const outlasting = withRetry(async () => await pool`select pg_sleep(${tries++ === 0 ? 60 : 0})`, {
    keepsTrying: true,
  });
  assert.equal((await outlasting).length, 1, "withRetry runs it again");
  await pool.end({ timeout: 1 });
});

test("behind a pooler that refuses the time limit as a parameter, transactions set it, and the client gives up single statements", async () => {
  const wire = line({ refuses: "statement_timeout" });
  const pool = await openDatabase(wire.url, { statementSeconds: 1, waitSeconds: 0, log: quietLog, max: 2 });
  await assert.rejects(pool.begin((tx) => tx`show no_such_setting`)); // an ordinary pool
  const inTransaction = pool.begin(async (tx) => [...await tx`show statement_timeout`]);
  assert.deepEqual(await inTransaction, [{ statementTimeout: "0" }], "the session has no limit");
  const [{ statementTimeout }] = await transaction(pool, async (tx) => [...await tx`show statement_timeout`]);
  assert.equal(statementTimeout, "1s");
  await assert.rejects(transaction(pool, (tx) => tx`select pg_sleep(60)`), { code: "57014" });
  await assert.rejects(pool`select pg_sleep(60)`, isUnreachable);
  await pool.end({ timeout: 1 });
  wire.close();
});

test("a database without a free connection counts as unreachable", async () => {
  const role = `r_${server.database.replaceAll("$", "_")}`;
  await sql.unsafe(`create role "${role}" login connection limit 1`);
  const only = connect({ ...server, user: role }, { max: 1 });
  await only`select 1`;
  const next = connect({ ...server, user: role }, { max: 1 });
  await assert.rejects(next`select 1`, (error) => {
    assert.equal((error as { code?: string }).code, "53300");
    return isUnreachable(error);
  });
  await Promise.all([only.end({ timeout: 1 }), next.end({ timeout: 1 })]);
  await sql.unsafe(`drop role "${role}"`);
});

test("openDatabase() waits for a database, and throws its error if it does not start in time", async () => {
  const probe = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = probe.addr as Deno.NetAddr;
  probe.close();
  const url = `postgres://nobody@127.0.0.1:${port}/none`;
  let waited = 0;
  const log = { ...quietLog, warn: () => void waited++ };
  await assert.rejects(openDatabase(url, { waitSeconds: 1, log }), { code: "ECONNREFUSED" });
  assert.equal(waited, 1);
  const stop = new AbortController();
  const waiting = openDatabase(url, { waitSeconds: 600, log, signal: stop.signal });
  stop.abort(new Error("asked to end"));
  await assert.rejects(waiting, /asked to end/);
});
