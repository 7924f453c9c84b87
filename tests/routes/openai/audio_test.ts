import assert from "node:assert/strict";
import OpenAI, { APIError, APIUserAbortError, AuthenticationError, BadRequestError, NotFoundError } from "openai";
import { parseSrt, parseVtt } from "../../../src/captions/mod.ts";
import type { Job, JobPayload } from "../../../src/db/jobs/job_rows.ts";
import { testDatabase } from "../../database.ts";
import { TOKEN } from "../harness.ts";
import { startSpeechServer } from "./speech_server.ts";

const MAX_UPLOAD_BYTES = 5_000_000;
const SENTENCE = "The old gardener planted three rows of beans behind the kitchen wall.";

const { sql } = await testDatabase();
const { app, baseUrl, close } = await startSpeechServer(sql, { maxUploadBytes: MAX_UPLOAD_BYTES });
Deno.test.afterAll(close);
const client = new OpenAI({ apiKey: TOKEN, baseURL: baseUrl, maxRetries: 0 });
const sentence = await recording("sentence.flac");
const model = "whisper-1";

async function recording(name: string, times = 1): Promise<File> {
  const bytes = await Deno.readFile(new URL(`../../data/${name}`, import.meta.url));
  return new File(Array(times).fill(bytes), name);
}

/** ffmpeg reads concatenated Ogg files as one: minutes of speech, long enough to disconnect in the middle. */
const longTalk = await recording("sentences.opus", 4);

/** Asserts that OpenAI's client throws an error of this class, and returns it. */
async function refusal<T extends APIError>(
  kind: new (...args: never[]) => T,
  request: Promise<unknown>,
): Promise<T> {
  let met: unknown = null;
  await request.catch((error) => met = error);
  assert(met instanceof kind, `${kind.name} was expected and not ${met}`);
  return met;
}

async function newestJob(): Promise<Pick<Job, "id" | "state" | "stage">> {
  const [job] = await sql<Pick<Job, "id" | "state" | "stage">[]>`
    select id, state, stage from streamforge.jobs order by created_at desc limit 1`;
  return job;
}

async function newestPayload(): Promise<JobPayload> {
  const [{ payload }] = await sql<Job[]>`select payload from streamforge.jobs order by created_at desc limit 1`;
  return payload;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!await isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function storedFiles(): Promise<string[]> {
  return (await app.files()).filter((path) => path.includes("/media/transcriptions/"));
}

Deno.test("json contains the text", async () => {
  const { text, usage } = await client.audio.transcriptions.create({ file: sentence, model });
  assert.equal(text, SENTENCE);
  assert.deepEqual(usage, { type: "duration", seconds: 5 });
  await until(async () => (await storedFiles()).length === 0); // the file is gone once the job has ended
});

Deno.test("text is one line, srt and vtt are captions with times", async () => {
  const request = { file: sentence, model: "base" };
  assert.equal(await client.audio.transcriptions.create({ ...request, response_format: "text" }), `${SENTENCE}\n`);
  const srt = parseSrt(await client.audio.transcriptions.create({ ...request, response_format: "srt" }));
  const vtt = parseVtt(await client.audio.transcriptions.create({ ...request, response_format: "vtt" }));
  for (const { cues } of [srt, vtt]) {
    assert.equal(cues.map(({ text }) => text.replaceAll("\n", " ")).join(" "), SENTENCE);
    assert(cues[0].start < 0.6 && cues.at(-1)!.end > 3 && cues.at(-1)!.end <= 4.1);
  }
});

Deno.test("verbose_json has segments, and words if requested", async () => {
  const request = { file: sentence, model, response_format: "verbose_json" as const };
  const both = await client.audio.transcriptions.create({ ...request, timestamp_granularities: ["word", "segment"] });
  assert.equal(both.language, "english");
  assert(Math.abs(both.duration - 4.065) < 0.1);
  assert.equal(both.segments!.map(({ text }) => text).join("").trim(), SENTENCE);
  const { tokens, temperature, avg_logprob, compression_ratio, no_speech_prob, seek } = both.segments![0];
  assert(tokens.length > 10 && temperature === 0 && avg_logprob > -0.5 && compression_ratio < 2.4);
  assert(no_speech_prob < 0.1 && Number.isInteger(seek));
  assert.deepEqual(both.words!.map(({ word }) => word), SENTENCE.split(" "));
  assert(both.words!.every(({ start, end }) => start < end));

  const { words, segments } = await client.audio.transcriptions.create(request);
  assert.deepEqual([words, segments!.length], [undefined, both.segments!.length]);

  const alone = await client.audio.transcriptions.create({ ...request, timestamp_granularities: ["word"] });
  assert.deepEqual([alone.words, alone.segments], [both.words, undefined]);
});

Deno.test("chunking_strategy is accepted in every form that clients send", async () => {
  for (const chunking_strategy of ["auto", { type: "server_vad", prefix_padding_ms: 300, threshold: 0.5 }] as const) {
    const { text } = await client.audio.transcriptions.create({ file: sentence, model, chunking_strategy });
    assert.equal(text, SENTENCE);
  }
});

Deno.test("without word times segments have the same text and plausible times", async () => {
  const file = await recording("passage.flac");
  const request = { file, model, response_format: "verbose_json" as const };
  const plain = await client.audio.transcriptions.create(request);
  assert.deepEqual(await newestPayload(), { word_timestamps: false });
  const timed = await client.audio.transcriptions.create({ ...request, timestamp_granularities: ["word", "segment"] });
  assert.deepEqual(await newestPayload(), {});
  assert.equal(plain.text, timed.text);
  assert.equal(plain.segments!.length, timed.segments!.length);
  plain.segments!.forEach(({ start, end }, i) => {
    const other = timed.segments![i];
    assert(start < end && start >= (plain.segments![i - 1]?.end ?? 0), `segment ${i}`);
    // Whisper's own times: a segment may include the pauses before and after it
    const [before, after] = [timed.segments![i - 1]?.end ?? 0, timed.segments![i + 1]?.start ?? Infinity];
    assert(start > before - 0.5 && start < other.start + 0.8, `segment ${i} starts at ${start}`);
    assert(end > other.end - 0.5 && end < Math.min(after + 0.5, other.end + 2), `segment ${i} ends at ${end}`);
  });
  assert.deepEqual((plain as unknown as { dropped: unknown[] }).dropped, []);
});

Deno.test("prompt and temperature reach the engine, and so do hotwords and beam_size of other servers", async () => {
  const more = { hotwords: "kitchen", beam_size: 2 };
  const request = { file: sentence, model, prompt: "About gardens.", temperature: 0.1, language: "en", ...more };
  const { text } = await client.audio.transcriptions.create(request);
  assert.match(text, /gardener planted/);
  assert.deepEqual(await newestPayload(), {
    ...{ language: "en", prompt: "About gardens.", temperature: 0.1, hotwords: "kitchen", beam_size: 2 },
    word_timestamps: false,
  });
});

Deno.test("stream sends the text as it is decoded, and the whole text at the end", async () => {
  const stream = await client.audio.transcriptions.create({
    file: await recording("passage.flac"),
    model,
    stream: true,
  });
  const deltas: string[] = [];
  let whole = "";
  for await (const event of stream) {
    if (event.type === "transcript.text.delta") deltas.push(event.delta);
    if (event.type === "transcript.text.done") whole = event.text;
  }
  assert(deltas.length > 5, `${deltas.length} deltas`);
  assert.equal(deltas.join(""), whole);
  assert.match(whole, /^The baker in our street .* coffee in the morning\.$/);
});

Deno.test("translations are in English", async () => {
  const file = await recording("spanish.flac");
  const { text } = await client.audio.translations.create({ file, model });
  for (const word of ["professor", "doctor", "hospital", "president"]) assert(text.toLowerCase().includes(word), text);
  const verbose = await client.audio.translations.create({ file, model, response_format: "verbose_json" });
  assert.equal((verbose as OpenAI.Audio.TranslationVerbose).language, "english");
  const spoken = await client.audio.transcriptions.create({ file, model, language: "es" });
  assert.match(spoken.text.toLowerCase(), /profesor/);
});

Deno.test("models are the available ones; OpenAI's names stand for the configured one", async () => {
  const names = (await client.models.list()).data.map(({ id }) => id);
  assert.deepEqual(names, ["base", "tiny.en"]);
  assert.equal((await client.models.retrieve("tiny.en")).object, "model");
  assert.equal((await client.models.retrieve("gpt-4o-transcribe")).id, "gpt-4o-transcribe");
  await refusal(NotFoundError, client.models.retrieve("large-v3"));
});

Deno.test("a request that the model can't do gets an error status", async () => {
  const request = { file: sentence, model: "base", language: "yue" }; // Cantonese is only in later models
  const error = await refusal(BadRequestError, client.audio.transcriptions.create(request));
  assert.match(error.message, /this model does not know it/);
  await until(async () => (await storedFiles()).length === 0);
});

Deno.test("a wrong token is 401 in OpenAI's shape", async () => {
  const stranger = new OpenAI({ apiKey: "wrong", baseURL: baseUrl, maxRetries: 0 });
  const error = await refusal(AuthenticationError, stranger.audio.transcriptions.create({ file: sentence, model }));
  assert.equal(error.code, "invalid_api_key");
  const nobody = await fetch(`${baseUrl}/audio/transcriptions`, { method: "POST", body: new FormData() });
  assert.equal(nobody.status, 401);
  const { message, type, param } = (await nobody.json()).error;
  assert.deepEqual([typeof message, type, param], ["string", "invalid_request_error", null]);
});

Deno.test("invalid values are 400 and name the field", async () => {
  const wrong: [Record<string, unknown>, string, RegExp][] = [
    [{ response_format: "diarized_json" }, "response_format", /one of json, text, srt, verbose_json, vtt/],
    [{ language: "klingon" }, "language", /klingon/],
    [{ temperature: 1.5 }, "temperature", /from 0 to 1/],
    [{ temperature: -1 }, "temperature", /temperature is "-1": it must be a number from 0 to 1/],
    [{ beam_size: 50 }, "beam_size", /from 1 to 10/],
    [{ hotwords: "x".repeat(3000) }, "hotwords", /at most 2000 characters/],
    [{ timestamp_granularities: ["letter"], response_format: "verbose_json" }, "timestamp_granularities", /letter/],
    [{ stream: true, response_format: "srt" }, "stream", /must then be one of json, text/],
    [{ vad_filter: "perhaps" }, "vad_filter", /vad_filter is "perhaps": it must be true or false/],
  ];
  for (const [fields, param, message] of wrong) {
    const request = client.audio.transcriptions.create({ file: sentence, model, ...fields } as never);
    const error = await refusal(BadRequestError, request);
    assert.equal(error.param, param);
    assert.match(error.message, message);
  }
  const error = await refusal(NotFoundError, client.audio.transcriptions.create({ file: sentence, model: "/etc" }));
  assert.deepEqual([error.code, error.param], ["model_not_found", "model"]);
});

Deno.test("a file that is no media, or has no audio, is 400 and leaves nothing", async () => {
  for (const content of ["this is text", ""]) {
    const file = new File([content], "talk.mp3");
    const error = await refusal(BadRequestError, client.audio.transcriptions.create({ file, model }));
    assert.equal(error.param, "file");
  }
  const form = new FormData();
  form.set("model", model);
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const response = await fetch(`${baseUrl}/audio/transcriptions`, { method: "POST", body: form, headers });
  assert.deepEqual([response.status, (await response.json()).error.param], [400, "file"]);
  assert.deepEqual(await storedFiles(), []);
  const [{ count }] = await sql`
    select count(*) as count from streamforge.transcriptions t
    where not exists (select 1 from streamforge.jobs j where j.id = t.id)`;
  assert.equal(count, 0);
});

Deno.test("a file that is too large is 413, with and without Content-Length", async () => {
  const file = new File([new Uint8Array(MAX_UPLOAD_BYTES + 2_000_000)], "large.wav");
  const withLength = await refusal(APIError, client.audio.transcriptions.create({ file, model }));
  assert.equal(withLength.status, 413);
  const form = new FormData();
  form.set("file", new File([new Uint8Array(MAX_UPLOAD_BYTES + 1)], "large.wav")); // within the allowance for a form
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const withoutLength = await fetch(`${baseUrl}/audio/transcriptions`, { method: "POST", body: form, headers });
  assert.equal(withoutLength.status, 413);
  assert.equal((await withoutLength.json()).error.type, "invalid_request_error");
  assert.deepEqual(await storedFiles(), []);
});

for (const stream of [false, true] as const) {
  Deno.test(`a client that disconnects cancels its job${stream ? " (stream)" : ""}`, async () => {
    const leaving = new AbortController();
    const before = (await newestJob()).id;
    const request = (async () => {
      const answer = await client.audio.transcriptions.create({ file: longTalk, model, stream } as never, {
        signal: leaving.signal,
      });
      for await (const _ of answer as unknown as AsyncIterable<unknown>);
    })();
    const ended = request.catch((error) => error);
    const isAtWork = async () => {
      const job = await newestJob();
      return job.id !== before && ["listening", "transcribing"].includes(job.stage!);
    };
    await until(isAtWork);
    const { id } = await newestJob();
    leaving.abort();
    const error = await ended;
    if (!stream) assert(error instanceof APIUserAbortError || error?.name === "AbortError", String(error));
    await until(async () => (await newestJob()).state !== "running");
    assert.deepEqual(await newestJob(), { id, state: "cancelled", stage: null });
    await until(async () => (await storedFiles()).length === 0);
  });
}

Deno.test("unknown paths and methods get errors in OpenAI's shape", async () => {
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const nowhere = await fetch(`${baseUrl}/chat/completions`, { method: "POST", headers });
  assert.deepEqual([nowhere.status, (await nowhere.json()).error.type], [404, "invalid_request_error"]);
  const read = await fetch(`${baseUrl}/audio/transcriptions`, { headers });
  assert.deepEqual([read.status, read.headers.get("Allow"), "error" in await read.json()], [
    405,
    "POST, OPTIONS",
    true,
  ]);
});
