import assert from "node:assert/strict";
import { transaction } from "../../../../src/db/pool/client.ts";
import { listAnalyses, queueAnalyses } from "../../../../src/db/analyses/analyses.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { soundQualitySchema } from "../../../../src/schemas/sound_quality.ts";
import { testDatabase } from "../../../database.ts";
import { CountingEngine, isIdle, makeClip, upload, whileWorking, workerContext, workUntil } from "../worker_fixture.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
const speech = new URL("../../../data/sentence.flac", import.meta.url).pathname;
const clip = await makeClip(`${dataDir}/clip.mp4`, ["-i", speech, "-c:a", "aac"]);
const mute = await makeClip(`${dataDir}/mute.mp4`, ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=1"]);
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

function analyzingContext(engine?: CountingEngine): WorkerContext {
  const context = workerContext(sql, dataDir, engine);
  return { ...context, config: { ...context.config, analyses: ["sound_quality"] } };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!await isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

Deno.test("sound quality (5.3) is measured after the captions, and says what made it and what it took", async () => {
  const context = analyzingContext();
  const { id } = await upload(sql, context.storage, clip);
  await workUntil(context, id, isIdle);
  const [analysis, ...others] = await listAnalyses(sql, id);
  assert.equal(others.length, 0);
  assert.deepEqual(
    [analysis.kind, analysis.state, analysis.error, analysis.revisionId, analysis.isOutdated],
    ["sound_quality", "ready", null, null, false],
  );
  assert.match(analysis.madeBy!, /^sound quality rule \d+$/);
  assert.ok(analysis.seconds! > 0);
  const { loudness, speech, confidence, captions } = soundQualitySchema.parse(analysis.result);
  assert.ok(speech!.snr_db > 20, JSON.stringify(speech));
  assert.deepEqual([confidence, captions], [1, "good"], "the engine of the test is sure of its words");
  assert.ok(loudness!.integrated_lufs! < -10 && loudness!.integrated_lufs! > -40, JSON.stringify(loudness));
});

Deno.test("no analysis is made where ANALYSES switches all off", async () => {
  const context = workerContext(sql, dataDir);
  const { id } = await upload(sql, context.storage, clip);
  await workUntil({ ...context, config: { ...context.config, analyses: [] } }, id, isIdle);
  assert.deepEqual(await listAnalyses(sql, id), []);
});

Deno.test("an analysis that can't be made has failed with its reason, and the video is as before", async () => {
  const context = analyzingContext();
  const { id } = await upload(sql, context.storage, mute);
  const before = await workUntil(context, id, isIdle);
  assert.deepEqual(await listAnalyses(sql, id), [], "there is no sound");
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["sound_quality"]));
  assert.equal((await listAnalyses(sql, id))[0].state, "pending");
  const after = await workUntil(context, id, isIdle);
  const [{ state, error, result }] = await listAnalyses(sql, id);
  assert.deepEqual([state, error, result], ["failed", "there is no sound in this file", null]);
  assert.deepEqual([after.state, after.captionStatus, after.error], [before.state, before.captionStatus, null]);
});

Deno.test("an analysis does not start while captions are written, though a place is free, and is made after them", async () => {
  let first = "";
  const states: string[] = [];
  const engine = new CountingEngine(async (second) => {
    if (second > 0 || first === "") return;
    await transaction(sql, (tx) => queueAnalyses(tx, first, ["sound_quality"]));
    const { job } = await enqueue(sql, { kind: "inspect_audio", videoId: first }); // ordinary work is done meanwhile
    await until(async () =>
      (await sql`select 1 from streamforge.jobs where id = ${job.id} and state = 'done'`).length > 0
    );
    states.push((await listAnalyses(sql, first))[0].state);
  });
  const context = analyzingContext(engine);
  const { id } = await upload(sql, context.storage, clip);
  await workUntil(context, id, isIdle);
  first = id;
  const { id: second } = await upload(sql, context.storage, clip);
  await whileWorking(context, () =>
    until(async () => {
      const [analysis] = await listAnalyses(sql, second);
      return analysis?.state === "ready" && !analysis.madeBy!.endsWith("a quick look");
    }));
  assert.deepEqual(states, ["pending"]);
  await workUntil(context, first, isIdle);
  assert.equal((await listAnalyses(sql, first))[0].state, "ready");
});
