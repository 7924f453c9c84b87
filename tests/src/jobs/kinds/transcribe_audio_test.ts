import assert from "node:assert/strict";
import { ValidationError } from "../../../../src/core/errors.ts";
import { newId } from "../../../../src/core/ids.ts";
import { cancel, claim } from "../queue.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import type { Job } from "../../../../src/db/jobs/job_rows.ts";
import {
  appendSegments,
  createTranscription,
  enqueueTranscription,
  pollTranscription,
  readSegments,
  startTranscription,
} from "../../../../src/db/transcriptions/transcriptions.ts";
import { listWorkers } from "../../../../src/db/jobs/workers.ts";
import { startHeartbeat } from "../../../../src/jobs/supervision/heartbeat.ts";
import { runJobs } from "../../../../src/jobs/loop.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { removeExpiredTranscriptions } from "../../../../src/jobs/sweeps/expired_transcriptions.ts";
import { transcriptionKey } from "../../../../src/storage/object_keys.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { hurry } from "../../db/rows.ts";
import { CountingEngine, makeClip, SilentEngine, workerContext } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
const clip = await makeClip(`${dataDir}/clip.wav`, ["-f", "lavfi", "-i", "sine=frequency=300:duration=3"]);
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

/** Does what the route does: stores the file and queues the job. */
async function ask({ storage }: WorkerContext, payload = {}, file = clip): Promise<string> {
  const id = newId();
  await createTranscription(sql, id);
  await storage.put(transcriptionKey(id), (await Deno.open(file)).readable);
  await enqueueTranscription(sql, id, payload);
  return id;
}

async function workUntilEnded(context: WorkerContext, id: string) {
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  for (;;) {
    const now = await pollTranscription(sql, id);
    if (now.state !== "queued" && now.state !== "running") {
      stop.abort();
      await working;
      return now;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Expires a transcription, as if its client had stopped polling a minute ago. */
async function expire(id: string): Promise<void> {
  await sql`update streamforge.transcriptions set expires_at = now() - interval '1 second' where id = ${id}`;
}

Deno.test("a file is transcribed without a video, and deleted", async () => {
  const context = workerContext(sql, dataDir);
  const id = await ask(context, { language: "de" });
  const done = await workUntilEnded(context, id);
  assert.deepEqual([done.state, done.language, done.durationSeconds], ["done", "de", 3]);
  const segments = await readSegments(sql, id);
  assert.deepEqual(segments.map(({ text }) => text), [" second0.", " second1.", " second2."]);
  assert.deepEqual(segments[1].words.map(({ start }) => start), [1.1]);
  assert.deepEqual(await readSegments(sql, id, 3), []);
  assert.equal(await context.storage.stat(transcriptionKey(id)), null);
});

Deno.test("a file without speech has no segments and no language", async () => {
  const context = workerContext(sql, dataDir, new SilentEngine());
  const id = await ask(context);
  const { state, language, durationSeconds } = await workUntilEnded(context, id);
  assert.deepEqual([state, language, durationSeconds], ["done", null, 3]);
  assert.deepEqual(await readSegments(sql, id), []);
});

Deno.test("a request that can't be done fails at once and is marked as refused; its file is deleted", async () => {
  const refusing = new CountingEngine(() => {
    throw new ValidationError("this model knows English only");
  });
  const context = workerContext(sql, dataDir, refusing);
  const id = await ask(context);
  const { state, isRefused, error } = await workUntilEnded(context, id);
  assert.deepEqual([state, isRefused, error], ["dead", true, "this model knows English only"]);
  assert.equal((await getJob(sql, id)).attempt, 1);
  assert.equal(await context.storage.stat(transcriptionKey(id)), null);
});

Deno.test("a failed allocation is retried, although V8 throws a RangeError for it, as for a wrong argument", async () => {
  let isFirst = true;
  const faulty = new CountingEngine(() => {
    if (isFirst) {
      isFirst = false;
      new ArrayBuffer(Number.MAX_SAFE_INTEGER);
    }
  });
  const id = await ask(workerContext(sql, dataDir));
  const ended = workUntilEnded(workerContext(sql, dataDir, faulty), id);
  let failed = await getJob(sql, id);
  for (; failed.failures === 0; failed = await getJob(sql, id)) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([failed.state, failed.error], ["queued", "Array buffer allocation failed"]);
  await hurry(sql, id);
  assert.equal((await ended).state, "done");
  const { attempt, failures } = await getJob(sql, id);
  assert.deepEqual([attempt, failures], [2, 1]);
});

Deno.test("a second attempt starts from the beginning, and the first can no longer write", async () => {
  const context = workerContext(sql, dataDir);
  const id = await ask(context);
  const segment = { id: 0, start: 0, end: 1, text: " Old.", tokens: [], words: [] } as never;
  const first = await claimOnly(id);
  await startTranscription(sql, first);
  await appendSegments(sql, first, 0, [segment, segment, segment, segment]);
  await sql`update streamforge.jobs set state = 'queued', lease_until = null where id = ${id}`;
  assert.equal((await workUntilEnded(context, id)).state, "done");
  await assert.rejects(appendSegments(sql, first, 4, [segment]), { name: "LostJobError" });
  assert.deepEqual((await readSegments(sql, id)).map(({ text }) => text), [" second0.", " second1.", " second2."]);
});

async function claimOnly(id: string): Promise<Job> {
  const job = await claim(sql, { kinds: ["transcribe_audio"], worker: "test" });
  assert.equal(job?.id, id);
  return job!;
}

Deno.test("a job that is cancelled while the engine is silent stops within two seconds", async () => {
  let stopped = () => {};
  const hasStopped = new Promise<void>((resolve) => stopped = resolve);
  let begun = () => {};
  const hasBegun = new Promise<void>((resolve) => begun = resolve);
  const transcribed: number[] = [];
  const slow = new CountingEngine(async (second, signal) => {
    transcribed.push(second);
    begun();
    await new Promise<void>((resolve) => signal!.addEventListener("abort", () => resolve(), { once: true }));
    stopped();
  });
  const context = workerContext(sql, dataDir, slow);
  const id = await ask(context);
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  await hasBegun;
  await new Promise((resolve) => setTimeout(resolve, 1100)); // by now its last report is written
  const cancelledAt = Date.now();
  await cancel(sql, id);
  await hasStopped; // although it had nothing to report
  const tookMs = Date.now() - cancelledAt;
  stop.abort();
  await working;
  assert.equal((await getJob(sql, id)).state, "cancelled");
  // the job looks for it every 1.5 s; timers are late on a machine with all cores busy
  assert(tookMs < 4000, `${tookMs} ms`);
  assert.deepEqual(transcribed, [0], "no later second was started");
});

Deno.test("a transcription without a waiting client is cancelled and deleted, with its file", async () => {
  const context = workerContext(sql, dataDir);
  const [waiting, wanted] = [await ask(context), await ask(context)];
  const finished = await ask(context);
  await sql`update streamforge.jobs set state = 'done' where id = ${finished}`;
  const cutOff = newId(); // the server was killed during the upload
  await createTranscription(sql, cutOff, { expiresInSeconds: -1 });
  await context.storage.putText(transcriptionKey(cutOff), "half");
  await expire(waiting);
  await expire(finished);
  assert.equal(await removeExpiredTranscriptions(context), 3);
  for (const id of [waiting, finished]) {
    await assert.rejects(pollTranscription(sql, id), /has expired/);
    await assert.rejects(getJob(sql, id), /there is no job/);
  }
  for (const id of [waiting, finished, cutOff]) assert.equal(await context.storage.stat(transcriptionKey(id)), null);
  assert(await context.storage.stat(transcriptionKey(wanted)));
  assert.equal((await pollTranscription(sql, wanted)).state, "queued");
});

Deno.test("polling postpones the expiry", async () => {
  const context = workerContext(sql, dataDir);
  const id = await ask(context);
  await sql`update streamforge.transcriptions set expires_at = now() + interval '1 second' where id = ${id}`;
  await pollTranscription(sql, id);
  const [{ seconds }] = await sql<{ seconds: number }[]>`
    select extract(epoch from expires_at - now())::float8 as seconds from streamforge.transcriptions where id = ${id}`;
  assert(seconds > 50 && seconds <= 60, `${seconds}`);
});

Deno.test("a worker reports its device, and removes itself from the list", async () => {
  const engines = { status: { device: "cpu" as const, fallbackReason: "no CUDA here" } };
  const [settings, localModels] = [{ whisperModel: "base" }, () => ["base"]];
  const heartbeat = startHeartbeat({ sql, log: quietLog, worker: "host/1/a", settings, engines, localModels });
  let workers = await listWorkers(sql);
  while (workers.length === 0) workers = await listWorkers(sql);
  const { id, model, device, fallbackReason, models } = workers[0];
  assert.deepEqual([id, model, device, fallbackReason, models], ["host/1/a", "base", "cpu", "no CUDA here", ["base"]]);
  await heartbeat.stop();
  assert.deepEqual(await listWorkers(sql), []);
});
