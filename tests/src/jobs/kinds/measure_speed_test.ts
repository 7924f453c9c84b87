import assert from "node:assert/strict";
import { delay } from "../../../../src/core/async.ts";
import { newId } from "../../../../src/core/ids.ts";
import { isEngineAwaited, listEngineSpeeds, queueSpeedMeasure } from "../../../../src/db/jobs/engine_speeds.ts";
import { reportWorker } from "../../../../src/db/jobs/workers.ts";
import type { Sql } from "../../../../src/db/pool/client.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { buildAssetsIfStale } from "../../../../tasks/assets.ts";
import { testDatabase } from "../../../database.ts";
import { addVideo } from "../../db/rows.ts";
import { withFolder } from "../../../temporary_folder.ts";
import { CountingEngine, enginesOf, whileWorking, workerContext } from "../worker_fixture.ts";

await buildAssetsIfStale();

const host = Deno.hostname();

/** Runs a worker that has the model until `isDone`. */
async function work(
  { sql, engine, localModels }: { sql: Sql; engine: CountingEngine; localModels: string[] },
  isDone: () => Promise<boolean>,
): Promise<void> {
  await withFolder(async (folder) => {
    const context: WorkerContext = { ...workerContext(sql, folder, engine), localModels: () => localModels };
    context.engines = enginesOf(engine);
    await whileWorking(context, async () => {
      while (!await isDone()) await delay(20);
    });
  });
}

async function jobs(sql: Sql) {
  return await sql<{ state: string; error: string | null }[]>`
    select state, error from streamforge.jobs where kind = 'measure_speed' order by created_at`;
}

Deno.test("a worker that has the model measures its speed once, with the sample", async () => {
  const { sql, close } = await testDatabase();
  let heard = 0;
  const engine = new CountingEngine(async () => {
    heard++;
    await delay(2);
  });
  const isMeasured = async () => (await listEngineSpeeds(sql)).length > 0;
  await work({ sql, engine, localModels: ["base"] }, isMeasured);
  const [speed] = await listEngineSpeeds(sql);
  assert.deepEqual([speed.host, speed.model, speed.device], [host, "base", "cpu"]);
  assert.ok(speed.timesRealTime > 0 && speed.timesRealTime < 500, `${speed.timesRealTime} times`);
  assert.equal(heard, 1 + 53); // a second that loads the model, and the sample
  await work({ sql, engine, localModels: ["base"] }, () => delay(500).then(() => true));
  assert.deepEqual((await jobs(sql)).map(({ state }) => state), ["done"]);
  await close();
});

Deno.test("a worker without the weights downloads nothing to measure its speed", async () => {
  const { sql, close } = await testDatabase();
  await work({ sql, engine: new CountingEngine(), localModels: ["tiny"] }, () => delay(500).then(() => true));
  assert.equal((await jobs(sql)).length, 0);
  await close();
});

Deno.test("measuring gives way to captions that wait, and goes on later", async () => {
  const { sql, close } = await testDatabase();
  let isSlow = false;
  const engine = new CountingEngine(async (_second, signal) => {
    if (isSlow) await delay(200, signal);
    isSlow = true;
  });
  const isPostponed = async () => (await jobs(sql)).some(({ state, error }) => state === "queued" && error !== null);
  const working = work({ sql, engine, localModels: ["base"] }, isPostponed);
  while (!(await jobs(sql)).some(({ state }) => state === "running")) await delay(20);
  assert.equal(await isEngineAwaited(sql), false);
  await sql`
    insert into streamforge.jobs (id, kind, payload, run_at)
    values (${newId()}, 'transcribe_audio', '{"host": "another machine"}', now())`;
  assert.equal(await isEngineAwaited(sql), true);
  await working;
  assert.deepEqual([...await jobs(sql)], [{ state: "queued", error: "captions come first" }]);
  assert.deepEqual(await listEngineSpeeds(sql), []);
  await close();
});

Deno.test("a failed measurement is not tried for ever, and another device is measured anew", async () => {
  const { sql, close } = await testDatabase();
  await reportWorker(sql, {
    ...{ id: `${host}/1/a`, version: "0.1.0", model: "base", device: "cuda", fallbackReason: null, models: ["base"] },
  });
  await sql`
    insert into streamforge.engine_speeds (host, model, device, sound_seconds, run_seconds)
    values (${host}, 'base', 'cuda', 53, 1), ('gone', 'base', 'cpu', 53, 10)`;
  const now = async () => (await listEngineSpeeds(sql)).map(({ host, device }) => `${host} ${device}`);
  await work({ sql, engine: new CountingEngine(), localModels: ["base"] }, async () => {
    // the device is known once an engine was made
    await sql`insert into streamforge.jobs (id, kind, payload)
      select ${newId()}, 'measure_speed', ${sql.json({ model: "base", host })}
      where not exists (select 1 from streamforge.jobs)`;
    return (await now()).includes(`${host} cpu`);
  });
  assert.deepEqual(await now(), [`${host} cpu`]); // and the machine that is gone is forgotten
  await sql`delete from streamforge.engine_speeds`;
  await sql`update streamforge.jobs set state = 'dead'`;
  await work({ sql, engine: new CountingEngine(), localModels: ["base"] }, () => delay(500).then(() => true));
  assert.deepEqual((await jobs(sql)).map(({ state }) => state), ["dead"]);
  await close();
});

Deno.test("the engine is awaited by jobs that will run: not by cancelled ones or those of deleted videos", async () => {
  const { sql, close } = await testDatabase();
  const { id: video } = await addVideo(sql);
  const job = newId();
  await sql`
    insert into streamforge.jobs (id, kind, video_id, run_at) values (${job}, 'caption_stretch', ${video}, now())`;
  assert.equal(await isEngineAwaited(sql), true);
  await sql`update streamforge.videos set delete_at = now() + interval '1 minute' where id = ${video}`;
  assert.equal(await isEngineAwaited(sql), false);
  await sql`update streamforge.videos set delete_at = null where id = ${video}`;
  await sql`update streamforge.jobs set cancel_requested = true where id = ${job}`;
  assert.equal(await isEngineAwaited(sql), false);
  await close();
});

Deno.test("measuring that waits for a machine that is gone is given up; others' stays", async () => {
  const { sql, close } = await testDatabase();
  await reportWorker(sql, {
    ...{ id: "there/1/a", version: "0.1.0", model: "base", device: "cpu", fallbackReason: null, models: ["base"] },
  });
  for (const host of ["gone", "there", "here"]) await queueSpeedMeasure(sql, { host, model: "base", device: "cpu" });
  await queueSpeedMeasure(sql, { host: "here", model: "base", device: "cpu" });
  const hosts = await sql<{ host: string }[]>`select payload ->> 'host' as host from streamforge.jobs order by host`;
  assert.deepEqual(hosts.map(({ host }) => host), ["here", "there"]);
  await close();
});
