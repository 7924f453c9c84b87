import assert from "node:assert/strict";
import { runJobs } from "../../../../src/jobs/loop.ts";
import { testDatabase } from "../../../database.ts";
import { filesBelow, workerContext } from "../worker_fixture.ts";

const { sql } = await testDatabase();

Deno.test("a worker removes half-written files of killed processes, even those that were too new when it started", async () => {
  const dataDir = await Deno.makeTempDir();
  const context = workerContext(sql, dataDir);
  await context.storage.putText("videos/a/original", "whole"); // its first write sweeps old files once
  const left = [`${dataDir}/media/.incoming/half`, `${dataDir}/work/attempt/lock`];
  await Deno.mkdir(`${dataDir}/work/attempt/work`, { recursive: true });
  const anHourAgo = new Date(Date.now() - 3_600_000);
  for (const path of left) await Deno.writeTextFile(path, "half");
  for (const path of [left[0], `${dataDir}/work/attempt`]) await Deno.utime(path, anHourAgo, anHourAgo);
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  const paths = () => filesBelow(dataDir).filter((path) => left.includes(path));
  for (const deadline = Date.now() + 30_000; paths().length > 0 && Date.now() < deadline;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  stop.abort();
  await working;
  assert.deepEqual(paths(), []);
  assert.equal(await context.storage.readText("videos/a/original"), "whole");
  await Deno.remove(dataDir, { recursive: true });
});
