import assert from "node:assert/strict";
import { WindowAttention } from "../../../../src/core/attention.ts";
import { findMachineRevision, listAttention } from "../../../../src/db/videos/attention.ts";
import { cancel } from "../queue.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import { runJobs } from "../../../../src/jobs/loop.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { testDatabase } from "../../../database.ts";
import { until } from "../../../browser.ts";
import { realParts } from "../../../routes/api/explained.ts";
import { currentTracks } from "../../../../src/db/tracks/tracks.ts";
import { readCues } from "../../../../src/db/tracks/cues.ts";
import { filesBelow, isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
const speech = new URL("../../../data/sentence.flac", import.meta.url).pathname;
const clip = await makeClip(`${dataDir}/clip.mp4`, ["-i", speech, "-c:a", "aac"]);
const tone = await makeClip(`${dataDir}/tone.m4a`, [
  "-f",
  "lavfi",
  "-i",
  "sine=frequency=300:duration=2",
  "-c:a",
  "aac",
]);
const context = realParts(workerContext(sql, dataDir));
Deno.test.afterAll(async () => {
  await context.engines.close();
  await Deno.remove(dataDir, { recursive: true });
});

async function captioned(context: WorkerContext, file = clip): Promise<string> {
  const { id } = await upload(sql, context.storage, file);
  await workUntil(context, id, isIdle);
  return id;
}

async function explain(id: string, t: number) {
  const { job } = await enqueue(sql, { kind: "explain_window", videoId: id, payload: { t } });
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  try {
    return await until("it has ended", async () => {
      const now = await getJob(sql, job.id);
      return now.state === "queued" || now.state === "running" ? null : now;
    }, 120_000);
  } finally {
    stop.abort();
    await working;
  }
}

async function attentionOf(key: string): Promise<WindowAttention> {
  const unpacked = (await context.storage.read(key)).pipeThrough(
    new DecompressionStream("gzip") as unknown as TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>,
  );
  return new WindowAttention(new Uint8Array(await new Response(unpacked).arrayBuffer()));
}

Deno.test("attention is computed for the words of the captions, and a second run replaces the first", async () => {
  const id = await captioned(context);
  const job = await explain(id, 1);
  assert.deepEqual([job.state, job.error], ["done", null]);
  const revision = await findMachineRevision(sql, id);
  assert.equal(revision?.model, "tiny.en");
  const windows = await listAttention(sql, id, revision!.id);
  assert.equal(windows.length, 1);
  const [{ storageKey, startSeconds, endSeconds, fromSeconds, toSeconds }] = windows;
  assert.ok(fromSeconds <= 1 && toSeconds > 1 && startSeconds < endSeconds);
  assert.ok((await context.storage.stat(storageKey))!.size < 200_000);

  const { header } = await attentionOf(storageKey);
  const [track] = await currentTracks(sql, id);
  const words = (await readCues(sql, track.revisionId)).flatMap(({ words }) => words);
  assert.ok(words.length > 8);
  assert.deepEqual(
    header.words.map(({ text, start, end }) => [text, start, end]),
    words.map(({ word, start, end }) => [word, start, end]),
  );
  // equal within the path's frames of 20 ms, except the first word, which begins where the voice does
  const off = header.words.slice(1).map(({ tokens: [from], start }) =>
    Math.abs(header.start + header.path[from] * header.position_seconds + header.lead_seconds - start)
  );
  assert.ok(off.filter((seconds) => seconds < 0.05).length >= off.length - 1, `${off}`);

  const again = await explain(id, 3600);
  assert.equal(again.state, "done", again.error ?? "");
  const [replaced, ...more] = await listAttention(sql, id, revision!.id);
  assert.deepEqual(more, []);
  assert.notEqual(replaced.storageKey, storageKey);
  assert.ok(replaced.toSeconds > 3600, "past the end the last window is shown");
  assert.equal(await context.storage.stat(storageKey), null, "the first is removed");
  assert.deepEqual(filesBelow(`${dataDir}/work`), []);
});

Deno.test("a job that is cancelled while it computes leaves nothing", async () => {
  const id = await captioned(context);
  const { job } = await enqueue(sql, { kind: "explain_window", videoId: id, payload: { t: 0 } });
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  try {
    await until("the model computes", async () => (await getJob(sql, job.id)).stage?.startsWith("looking at"), 60_000);
    assert.equal(await cancel(sql, job.id), true);
    await until("its folder is gone", () => filesBelow(`${dataDir}/work`).length === 0);
  } finally {
    stop.abort();
    await working;
  }
  assert.equal((await getJob(sql, job.id)).state, "cancelled");
  assert.deepEqual(filesBelow(`${dataDir}/media/videos/${id}/attention`), []);
  assert.deepEqual(await listAttention(sql, id, (await findMachineRevision(sql, id))!.id), []);
});

Deno.test("without captions by a model the job fails at once and says what to do", async () => {
  const id = await captioned(context, tone);
  const job = await explain(id, 0);
  assert.deepEqual([job.state, job.failures], ["dead", 1]);
  assert.match(job.error!, /no captions that a model wrote: generate them/);
});
