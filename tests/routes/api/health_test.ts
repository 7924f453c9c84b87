import assert from "node:assert/strict";
import { reportWorker } from "../../../src/db/jobs/workers.ts";
import { healthRoutes } from "../../../routes/api/health.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import { createLog } from "../../../src/core/log.ts";
import { quietLog, testDatabase } from "../../database.ts";
import { problemOf, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const test = await startApp(sql);
Deno.test.afterAll(() => test.close());

Deno.test("/health reports the state of the server, /ready whether it can serve requests", async () => {
  await seedVideo(test);
  const response = await test.request("/health");
  assert.equal(response.status, 200);
  const health = await response.json();
  assert.equal(health.status, "ok");
  assert.match(health.version, /^\d+\.\d+\.\d+/);
  assert.equal(health.database, "ok");
  assert.match(health.sandbox.name, /^(bubblewrap|setpriv|none)$/);
  assert.equal(health.sandbox.missing === null, health.sandbox.name === "bubblewrap");
  assert.deepEqual(health.jobs, { queued: 1, running: 0, dead: 0 });
  assert.equal((await test.request("/ready")).status, 200);
  assert.equal((await test.request("/health", { method: "HEAD" })).status, 200);
});

Deno.test("/health lists the workers that reported within a minute, without machine names", async () => {
  const worker = { version: "0.1.0", model: "/srv/models/base", device: "cpu" as const, models: ["tiny.en"] };
  const facts = { sandbox: "setpriv", sandbox_missing: "bwrap is not installed" };
  await reportWorker(test.sql, { ...worker, facts, id: "secret-host/1/a", fallbackReason: "no CUDA here" });
  await reportWorker(test.sql, { ...worker, id: "secret-host/2/b", fallbackReason: null });
  await test.sql`
    update streamforge.workers set seen_at = now() - interval '61 seconds' where id = 'secret-host/2/b'`;
  const text = await (await test.request("/health")).text();
  assert(!text.includes("secret-host") && !text.includes("/srv"));
  const { workers } = JSON.parse(text);
  assert.equal(workers.length, 1);
  const { seen_at, ...shown } = workers[0];
  assert(Math.abs(Date.parse(seen_at) - Date.now()) < 60_000);
  assert.deepEqual(shown, {
    ...{ version: "0.1.0", model: "base", models: ["tiny.en"], device: "cpu" },
    cuda_fallback_reason: "no CUDA here",
    sandbox: { name: "setpriv", missing: "bwrap is not installed" },
  });
});

Deno.test("without its database the server is healthy but not ready", async () => {
  const other = await testDatabase();
  const lost = await startApp(other.sql);
  await lost.close();
  await other.sql.end();
  const health = await lost.request("/health");
  assert.deepEqual([health.status, (await health.json()).database], [200, "unreachable"]);
  await problemOf(await lost.request("/ready"), 503);
});

Deno.test("a database without the migrations is not ready", async () => {
  const empty = await testDatabase({ migrated: false });
  const app = await startApp(empty.sql);
  await problemOf(await app.request("/ready"), 503);
  await app.close();
});

Deno.test("/ready reports a full disk, and only the log has the numbers", async () => {
  const lines: string[] = [];
  const config = { ...readConfig({}), minFreeBytes: Number.MAX_SAFE_INTEGER };
  const routes = healthRoutes({ ...test, log: createLog("warn", (line) => lines.push(line)), config });
  assert.equal(await problemOf(await routes.request("/ready"), 503), "the disk is full");
  assert.match(lines.join("\n"), /the disk is full: \d+ bytes are free/);
});

Deno.test("/ready is 503 if the disk can't be measured", async () => {
  const config = {
    ...readConfig({}),
    get dataDir(): string {
      throw Object.assign(new Error("Input/output error, statfs"), { code: "EIO" });
    },
  };
  const routes = healthRoutes({ ...test, log: quietLog, config });
  assert.match(await problemOf(await routes.request("/ready"), 503), /disk can't be measured/);
});
