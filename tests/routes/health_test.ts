import assert from "node:assert/strict";
import { testDatabase } from "../database.ts";
import { problemOf, seedVideo, startApp } from "./harness.ts";

const { sql } = await testDatabase();
const test = await startApp(sql);
Deno.test.afterAll(() => test.close());

Deno.test("/health tells how the server is, /ready that it can work", async () => {
  await seedVideo(test);
  const response = await test.request("/health");
  assert.equal(response.status, 200);
  const health = await response.json();
  assert.equal(health.status, "ok");
  assert.match(health.version, /^\d+\.\d+\.\d+/);
  assert.equal(health.database, "ok");
  assert.deepEqual(health.jobs, { queued: 1, running: 0, dead: 0 });
  assert.equal((await test.request("/ready")).status, 200);
  assert.equal((await test.request("/health", { method: "HEAD" })).status, 200);
});

Deno.test("without its database the server lives and is not ready", async () => {
  const other = await testDatabase();
  const lost = await startApp(other.sql);
  await lost.close();
  await other.sql.end();
  const health = await lost.request("/health");
  assert.deepEqual([health.status, (await health.json()).database], [200, "unreachable"]);
  await problemOf(await lost.request("/ready"), 503);
});

Deno.test("a database that has not had the migrations is not ready", async () => {
  const empty = await testDatabase({ migrated: false });
  const app = await startApp(empty.sql);
  await problemOf(await app.request("/ready"), 503);
  await app.close();
});
