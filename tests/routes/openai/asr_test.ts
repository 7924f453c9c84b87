import assert from "node:assert/strict";
import { finish } from "../../../src/db/jobs/outcomes.ts";
import type { Job } from "../../../src/db/jobs/job_rows.ts";
import {
  appendSegments,
  finishTranscription,
  startTranscription,
} from "../../../src/db/transcriptions/transcriptions.ts";
import { parseSrt } from "../../../src/captions/mod.ts";
import { transcriptionKey } from "../../../src/storage/object_keys.ts";
import { testDatabase } from "../../database.ts";
import { speak } from "../../src/captions/make.ts";
import { claim } from "../../src/jobs/queue.ts";
import { startApp, TOKEN } from "../harness.ts";

// there is no worker: a test acts as the worker
const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const BASIC = `Basic ${btoa(`bazarr:${TOKEN}`)}`;
const pcm = new Uint8Array(16_000 * 2 * 3); // 3 s
const flac = await Deno.readFile(new URL("../../data/sentence.flac", import.meta.url));

/** Posts a file as Python's requests does: named as its field. */
function post(path: string, bytes: Uint8Array<ArrayBuffer>, authorization: string | null = BASIC) {
  const form = new FormData();
  form.set("audio_file", new Blob([bytes]), "audio_file");
  const headers = authorization === null ? undefined : { Authorization: authorization };
  return app.app.request(path, { method: "POST", body: form, headers });
}

/** Does the next job: says one sentence in `language`. */
async function transcribeNext(language: string | null, probability = 0.9): Promise<{ job: Job; file: Uint8Array }> {
  for (let tries = 0; tries < 1500; tries++) {
    const job = await claim(sql, { kinds: ["transcribe_audio"], worker: "test" });
    if (!job) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      continue;
    }
    const file = await new Response(await app.storage.read(transcriptionKey(job.id))).bytes();
    await startTranscription(sql, job);
    if (language !== null) await appendSegments(sql, job, 0, [speak("Hello there.")]);
    const transcript = { language, languageProbability: probability, duration: 3 };
    await finish(sql, job, (tx) => finishTranscription(tx, job.id, transcript));
    return { job, file };
  }
  throw new Error("no job was queued");
}

Deno.test("Bazarr's request for subtitles gets SRT; its raw sound becomes a WAV file", async () => {
  const answering = post("/asr?task=translate&language=de&output=srt&encode=false&video_file=%2Ftv%2Fa.mkv", pcm);
  const { job, file } = await transcribeNext("de");
  assert.deepEqual(job.payload, { language: "de", task: "translate" });
  assert.equal(file.length, 44 + pcm.length);
  assert.equal(new TextDecoder().decode(file.subarray(0, 4)), "RIFF");
  const answer = await answering;
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("Warning")!, /the parameter video_file is not known here/);
  assert.equal(parseSrt(await answer.text()).cues[0].text, "Hello there.");
});

Deno.test("each output has its form and type", async () => {
  const expected: Record<string, [RegExp, RegExp]> = {
    txt: [/^text\/plain/, /^Hello there\.\n$/],
    tsv: [/^text\/tab-separated-values/, /^start\tend\ttext\n\d+\t\d+\tHello there\.\n$/],
    vtt: [/^text\/vtt/, /^WEBVTT\n/],
    json: [/^application\/json/, /"language":"en"\}$/],
  };
  for (const [output, [type, text]] of Object.entries(expected)) {
    const answering = post(`/asr?output=${output}&word_timestamps=false`, flac);
    const { file } = await transcribeNext("en");
    assert.equal(file.length, flac.length);
    const answer = await answering;
    assert.match(answer.headers.get("Content-Type")!, type);
    assert.match((await answer.text()).trimStart(), text, output);
  }
});

Deno.test("a language is detected from the beginning, in the words that Bazarr reads", async () => {
  const answering = post("/detect-language?encode=false", pcm);
  const { job } = await transcribeNext("es", 0.75);
  assert.equal(job.payload.listen_seconds, 180);
  assert.deepEqual(await (await answering).json(), {
    ...{ detected_language: "spanish", language_code: "es", confidence: 0.75 },
  });
  const silent = post("/detect-language", flac);
  await transcribeNext(null);
  assert.deepEqual(await (await silent).json(), {
    ...{ detected_language: "english", language_code: "en", confidence: 0 },
  });
});

Deno.test("the token may be a Bearer token or a password; others are refused with the reason", async () => {
  const bearer = post("/detect-language", flac, `Bearer ${TOKEN}`);
  await transcribeNext("en");
  assert.equal((await bearer).status, 200);
  const odd = ["wrong\nX-A: b", "a\0b", "two words", "schl\u00fcssel", ""].map((password) =>
    `Basic ${btoa(`a:${password}`)}`
  );
  for (const wrong of [null, `Basic ${btoa("a:wrong")}`, "Basic ???", "Bearer wrong", ...odd]) {
    const answer = await post("/asr", flac, wrong);
    assert.equal(answer.status, 401, String(wrong));
    assert.ok((await answer.json()).detail);
  }
});

Deno.test("wrong values and files name what was wrong", async () => {
  for (
    const [path, words] of [
      ["/asr?output=docx", /^output is "docx": it must be one of txt, vtt, srt, tsv, json$/],
      ["/asr?language=klingon", /^language is "klingon"/],
      ["/asr?encode=perhaps", /^encode is "perhaps": it must be true or false$/],
    ] as const
  ) {
    const answer = await post(path, flac);
    assert.equal(answer.status, 400);
    assert.match((await answer.json()).detail, words);
  }
  const form = new FormData();
  form.set("file", new Blob([flac]), "a.flac");
  const misplaced = await app.app.request("/asr", { method: "POST", body: form, headers: { Authorization: BASIC } });
  assert.match((await misplaced.json()).detail, /it must be in audio_file/);
  assert.equal((await post("/asr", new TextEncoder().encode("no media"))).status, 415);
});
