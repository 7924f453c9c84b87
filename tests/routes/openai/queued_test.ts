import assert from "node:assert/strict";
import OpenAI, { APIError, BadRequestError } from "openai";
import {
  appendSegments,
  finishTranscription,
  startTranscription,
} from "../../../src/db/transcriptions/transcriptions.ts";
import { claim, fail } from "../../src/jobs/queue.ts";
import { finish } from "../../../src/db/jobs/outcomes.ts";
import type { Job } from "../../../src/db/jobs/job_rows.ts";
import { reportWorker } from "../../../src/db/jobs/workers.ts";
import { testDatabase } from "../../database.ts";
import { speak } from "../../src/captions/make.ts";
import { hurry } from "../../src/db/rows.ts";
import { startApp, TOKEN } from "../harness.ts";

// there is no worker: a job waits until a test acts as the worker
const { sql } = await testDatabase();
const app = await startApp(sql);
const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.app.fetch);
Deno.test.afterAll(async () => {
  await server.shutdown();
  await app.close();
});
const baseURL = `http://127.0.0.1:${server.addr.port}/v1`;
const client = new OpenAI({ apiKey: TOKEN, baseURL, maxRetries: 0, timeout: 20_000 }); // otherwise it waits forever
const bytes = await Deno.readFile(new URL("../../data/sentence.flac", import.meta.url));
const file = new File([bytes], "sentence.flac");

/** Reports a worker with these models. */
async function haveAtHand(...models: string[]): Promise<void> {
  await reportWorker(sql, { id: "host/1/a", version: "0", model: "base", device: null, fallbackReason: null, models });
}

/** Claims the job of the last request once it is queued. */
async function claimNext(): Promise<Job> {
  for (let tries = 0; tries < 1000; tries++) {
    const job = await claim(sql, { kinds: ["transcribe_audio"], worker: "test" });
    if (job) return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("no job was queued");
}

/** Fails a job on every attempt. */
async function failForGood(job: Job, message: string): Promise<void> {
  let attempt = job;
  while (await fail(sql, attempt, { message }) === "queued") {
    await hurry(sql, job.id);
    attempt = await claimNext();
  }
}

Deno.test("a request for another language from an English-only model is refused before it is queued, and the field is named", async () => {
  const ask = { file, model: "tiny.en" };
  const { transcriptions, translations } = client.audio;
  const requests: [() => Promise<unknown>, string, RegExp][] = [
    [() => transcriptions.create({ ...ask, language: "de" }), "language", /the language is "de"/],
    [() => transcriptions.create({ ...ask, language: "es", stream: true }), "language", /the language is "es"/],
    [() => translations.create(ask), "model", /task is "translate"/],
  ];
  for (const [request, param, message] of requests) {
    await haveAtHand("base", "tiny.en");
    let met: unknown = null;
    await request().catch((error) => met = error);
    assert(met instanceof BadRequestError, `${met}`);
    assert.equal(met.param, param);
    assert.match(met.message, /"tiny\.en", which knows English alone/);
    assert.match(met.message, message);
  }
  const [{ count }] = await sql`
    select (select count(*) from streamforge.jobs) + (select count(*) from streamforge.transcriptions) as count`;
  assert.equal(count, 0);
  assert.deepEqual((await app.files()).filter((path) => path.includes("/media/transcriptions/")), []);
});

Deno.test("a stream holds events with data alone: OpenAI's client for Python reads each as JSON", async () => {
  const form = new FormData();
  form.set("file", file);
  form.set("stream", "true");
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const answer = await fetch(`${baseURL}/audio/transcriptions`, { method: "POST", body: form, headers });
  const job = await claimNext();
  await startTranscription(sql, job);
  await appendSegments(sql, job, 0, [speak("Hello there.")]);
  await finish(
    sql,
    job,
    (tx) => finishTranscription(tx, job.id, { language: "en", languageProbability: 1, duration: 3 }),
  );
  const blocks = (await answer.text()).split("\n\n").filter((block) => block !== "" && block !== ":");
  assert.ok(blocks.length >= 2 && blocks.every((block) => /^event: .*\ndata: \{.*\}$/.test(block)), blocks.join("|"));
});

Deno.test("an English-only model accepts English and an unspecified language", async () => {
  const result = { language: "en", languageProbability: 1, duration: 1 };
  for (const language of ["en", "English", "auto", "auto-segment", undefined]) {
    await haveAtHand("base", "tiny.en");
    const answer = client.audio.transcriptions.create({ file, model: "tiny.en", language });
    const job = await Promise.race([claimNext(), answer.then(() => assert.fail("nobody has worked"))]);
    assert.equal(job.payload.model, "tiny.en");
    await finish(sql, job, (tx) => finishTranscription(tx, job.id, result));
    assert.equal((await answer).text, "", `language ${language}`);
  }
});

Deno.test("a stream whose job fails ends in an error, after the text so far", async () => {
  const stream = await client.audio.transcriptions.create({ file, model: "whisper-1", stream: true });
  const job = await claimNext();
  await startTranscription(sql, job);
  await appendSegments(sql, job, 0, [speak("Hello there.")]);
  const deltas: string[] = [];
  let met: unknown = null;
  const reading = (async () => {
    for await (const event of stream) if (event.type === "transcript.text.delta") deltas.push(event.delta);
  })().catch((error) => met = error);
  await failForGood(job, "the disk is full");
  await reading;
  assert.deepEqual(deltas, ["Hello there."]);
  assert(met instanceof APIError, `${met}`);
  assert.deepEqual([met.type, met.param], ["server_error", null]);
  assert.match(met.message, /the transcription failed: the disk is full/);
});

Deno.test("in a stream, a refusal of the engine is an event named error, in OpenAI's shape", async () => {
  const form = new FormData();
  form.set("file", file);
  form.set("stream", "true");
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const response = await fetch(`${baseURL}/audio/transcriptions`, { method: "POST", body: form, headers });
  await fail(sql, await claimNext(), { message: "this model does not know it", permanent: true });
  const [last] = (await response.text()).trim().split("\n\n").slice(-1);
  const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(last)!;
  assert.equal(name, "error");
  const error = { message: "this model does not know it", type: "invalid_request_error", param: null, code: null };
  assert.deepEqual(JSON.parse(data), { error });
});
