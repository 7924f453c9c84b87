import assert from "node:assert/strict";
import { ValidationError } from "../../../../src/core/errors.ts";
import type { Segment } from "../../../../src/core/types.ts";
import { assertThreadsEnd, testAlone, threadCount } from "../../../alone.ts";
import { engine, joined, modelFolder, pieces, plain, recording, silence, textOf, wordsOf } from "./engine_fixture.ts";

const SENTENCE = JSON.parse(await Deno.readTextFile(new URL("../../../data/sentence.json", import.meta.url)));
const SPANISH = JSON.parse(await Deno.readTextFile(new URL("../../../data/spanish.json", import.meta.url)));

Deno.test("an engine transcribes a sentence word for word, with times and progress", async () => {
  const speech = await recording("sentence.flac");
  const whisper = engine("base");
  try {
    assert.deepEqual(whisper.status.loaded, false);
    const stages = new Set<string>();
    const given: Segment[] = [];
    const transcript = await whisper.transcribe(pieces(speech), {}, {
      onProgress: ({ stage }) => stages.add(stage),
      onSegments: async (segments, { language }) => {
        await new Promise((resolve) => setTimeout(resolve, 20)); // as long as a database write
        given.push(...segments);
        assert.equal(language, "en");
      },
    });
    assert.equal(textOf(transcript.segments), SENTENCE.text);
    assert.deepEqual(given, transcript.segments);
    assert.deepEqual([...stages].sort(), ["listening", "loading", "transcribing"]);
    assert.equal(transcript.language, "en");
    assert.ok(Math.abs(transcript.duration - speech.length / 16000) < 1e-6);
    const words = wordsOf(transcript.segments);
    assert.deepEqual(words.map(({ word }) => word.trim()), SENTENCE.words.map(({ word }: { word: string }) => word));
    const { model, device, loaded, lastProgressMs } = whisper.status;
    assert.deepEqual([model, device, loaded, lastProgressMs], ["base", "cpu", true, null]);
  } finally {
    await whisper.close();
  }
});

Deno.test("an engine detects Spanish, and writes nothing for silence and noise", async () => {
  const whisper = engine("base");
  try {
    const spanish = await whisper.transcribe(pieces(await recording("spanish.flac")), {}, {});
    assert.equal(spanish.language, "es");
    const written = new Set(plain(textOf(spanish.segments)));
    const spoken = plain(SPANISH.text);
    assert.ok(spoken.filter((word) => written.has(word)).length > 0.7 * spoken.length, textOf(spanish.segments));

    const noise = Float32Array.from({ length: 20 * 16000 }, () => (Math.random() - 0.5) * 0.1);
    for (const quiet of [silence(15), noise, new Float32Array(0)]) {
      const { language, languageProbability, segments, duration } = await whisper.transcribe(pieces(quiet), {}, {});
      assert.deepEqual([language, languageProbability, segments, duration], [null, 0, [], quiet.length / 16000]);
    }
  } finally {
    await whisper.close();
  }
});

Deno.test("times rise, stay inside the media, and leave long silences empty", async () => {
  const speech = await recording("sentence.flac");
  const media = joined(silence(12), speech, silence(8), speech, speech, silence(3));
  const whisper = engine("tiny.en");
  try {
    const { segments, duration } = await whisper.transcribe(pieces(media), {}, {});
    const words = wordsOf(segments);
    for (const spans of [segments, words]) {
      spans.forEach(({ start, end }, i) => {
        assert.ok(
          start >= (spans[i - 1]?.end ?? 0) && end > start && end <= duration,
          JSON.stringify(spans.slice(i - 1, i + 1)),
        );
      });
    }
    const at = (seconds: number) => speech.length / 16000 + seconds;
    const isQuiet = ({ start, end }: { start: number; end: number }) =>
      end < 11.5 || (start > at(12.5) && end < at(19.5));
    assert.deepEqual(words.filter(isQuiet), []);
    assert.equal(plain(textOf(segments)).filter((word) => word === "kitchen").length, 3);
    segments.forEach(({ id }, i) => assert.equal(id, i));
  } finally {
    await whisper.close();
  }
});

Deno.test("the main thread is not blocked while the engine computes", async () => {
  const media = await recording("passage.flac");
  const whisper = engine("base");
  try {
    await whisper.transcribe(pieces(silence(1)), {}, {}); // loaded
    let longestMs = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    }, 10);
    const startMs = performance.now();
    await whisper.transcribe(pieces(media), {}, {});
    const tookMs = performance.now() - startMs;
    clearInterval(timer);
    // A single run of the encoder takes long; it must not block this thread
    assert.ok(longestMs < tookMs / 4, `the longest of ${tookMs} ms without a timer was ${longestMs} ms`);
  } finally {
    await whisper.close();
  }
});

Deno.test("audio is pulled as needed, and not while the listener is busy", async () => {
  const speech = await recording("sentences.opus"); // 167 s
  const whisper = engine("tiny.en");
  const controller = new AbortController();
  let pulled = 0; // pieces of 5 s
  async function* long() {
    for (; pulled < 720; pulled++) yield speech.slice(pulled % 33 * 80000, (pulled % 33 + 1) * 80000);
  }
  try {
    const enough = new Error("enough was seen");
    const onSegments = async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      const before = pulled;
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.equal(pulled, before);
      // Two lanes: the first four windows, two batches a lane, and those held back to split the last ones
      assert.ok(pulled * 5 < 40 * 30, `${pulled * 5} s were pulled for the first windows`);
      controller.abort(enough);
    };
    await assert.rejects(whisper.transcribe(long(), {}, { onSegments }, controller.signal), enough);
  } finally {
    await whisper.close();
  }
});

Deno.test("audio is requested while the model is downloaded, and closed if there is no model", async () => {
  const audioState = { begun: Promise.withResolvers<void>(), left: Promise.withResolvers<void>() };
  async function* audio() {
    try {
      audioState.begun.resolve();
      yield await Promise.resolve(silence(1));
    } finally {
      audioState.left.resolve();
    }
  }
  const folder = await modelFolder("tiny.en");
  const whisper = engine("tiny.en", { modelFolder: () => audioState.begun.promise.then(() => folder) });
  const without = engine("tiny.en", { modelFolder: () => Promise.reject(new Error("no weights")) });
  try {
    assert.equal((await whisper.transcribe(audio(), {}, {})).duration, 1);
    audioState.left = Promise.withResolvers<void>();
    await assert.rejects(without.transcribe(audio(), {}, {}), /no weights/);
    await audioState.left.promise;
  } finally {
    await whisper.close();
    await without.close();
  }
});

Deno.test("an aborted job is rejected with the signal's reason, and the next one runs", async () => {
  const speech = await recording("passage.flac");
  const whisper = engine("tiny.en");
  try {
    const controller = new AbortController();
    const reason = new Error("the job was cancelled");
    const aborted = whisper.transcribe(pieces(joined(...new Array(10).fill(speech))), {}, {
      onProgress: ({ stage }) => stage === "listening" && controller.abort(reason),
    }, controller.signal);
    await assert.rejects(aborted, reason);
    await assert.rejects(whisper.transcribe(pieces(speech), {}, {}, controller.signal), reason);
    const { segments } = await whisper.transcribe(pieces(await recording("sentence.flac")), {}, {});
    assert.match(textOf(segments), /kitchen/);
  } finally {
    await whisper.close();
  }
});

Deno.test("an error of the audio or the listener fails the job, and the next one runs", async () => {
  const speech = await recording("sentence.flac");
  const whisper = engine("tiny.en");
  try {
    const broken = new Error("the file ended in the middle");
    const failing = async function* () {
      yield speech;
      throw broken;
    };
    await assert.rejects(whisper.transcribe(failing(), {}, {}), broken);
    const full = new Error("the disk is full");
    const onSegments = () => Promise.reject(full);
    await assert.rejects(whisper.transcribe(pieces(speech), {}, { onSegments }), full);
    const { segments } = await whisper.transcribe(pieces(speech), {}, {});
    assert.match(textOf(segments), /kitchen/);
  } finally {
    await whisper.close();
  }
});

Deno.test("jobs that are started at once run one after the other", async () => {
  const speech = await recording("sentence.flac");
  const whisper = engine("tiny.en");
  try {
    const order: string[] = [];
    const run = async (name: string) => {
      const listener = { onSegments: () => void order.push(`${name} said`) };
      await whisper.transcribe(pieces(speech), {}, listener);
      order.push(`${name} done`);
    };
    await Promise.all([run("a"), run("b")]);
    assert.deepEqual(order, ["a said", "a done", "b said", "b done"]);
  } finally {
    await whisper.close();
  }
});

Deno.test("an idle model is unloaded, and the next job loads it again", async () => {
  const speech = await recording("sentence.flac");
  const whisper = engine("tiny.en", { idleSeconds: 0.05 });
  try {
    await whisper.transcribe(pieces(speech), {}, {});
    for (let i = 0; i < 200 && whisper.status.loaded; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(whisper.status.loaded, false);
    const { segments } = await whisper.transcribe(pieces(speech), {}, {});
    assert.match(textOf(segments), /kitchen/);
  } finally {
    await whisper.close();
  }
});

Deno.test("an unknown language, or one that the model does not know, is refused by name", async () => {
  const whisper = engine("tiny.en");
  try {
    const transcribe = (options: { language?: string; task?: "translate" }) =>
      whisper.transcribe(pieces(silence(1)), options, {});
    const refused = async (options: { language?: string; task?: "translate" }, message: RegExp) =>
      await assert.rejects(
        transcribe(options),
        (error) => error instanceof ValidationError && message.test(error.message),
      );
    await refused({ language: "klingon" }, /"klingon": Whisper does not know it/);
    await refused({ language: "Spanish" }, /the language is spanish: this model knows English only/);
    await refused({ task: "translate" }, /knows English only: it can't translate/);
    assert.equal(whisper.status.loaded, true, "the thread stays usable");
    assert.deepEqual((await transcribe({ language: "en-GB" })).segments, []);
  } finally {
    await whisper.close();
  }
});

Deno.test("a thread that can't allocate memory is replaced, although V8 throws a RangeError, as for a wrong argument", async () => {
  const whisper = engine("tiny.en", { modules: { engine: new URL("faulty_engine_worker.ts", import.meta.url) } });
  try {
    const expected = { name: "RangeError", message: "Array buffer allocation failed" };
    await assert.rejects(whisper.transcribe(pieces(silence(1)), {}, {}), expected);
    assert.equal(whisper.status.loaded, false);
  } finally {
    await whisper.close();
  }
});

Deno.test("a folder without a model fails the job with a ModelError, and the engine can be used again", async () => {
  const folder = await Deno.makeTempDir();
  const whisper = engine("tiny.en", { modelFolder: () => Promise.resolve(folder) });
  try {
    await Deno.writeTextFile(`${folder}/tokenizer.json`, "{}");
    for (let i = 0; i < 2; i++) {
      await assert.rejects(whisper.transcribe(pieces(silence(1)), {}, {}), { name: "ModelError" });
      assert.equal(whisper.status.loaded, false);
    }
  } finally {
    await whisper.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a job that is aborted while the model loads is rejected at once; the model stays for the next, until it is idle", async () => {
  const loads: number[] = [];
  const folder = await modelFolder("tiny.en");
  const whisper = engine("tiny.en", {
    idleSeconds: 0.5,
    modelFolder: () => Promise.resolve(folder).finally(() => loads.push(1)),
  });
  try {
    const controller = new AbortController();
    const reason = new Error("the job was cancelled");
    const onProgress = () => controller.abort(reason);
    await assert.rejects(whisper.transcribe(pieces(silence(1)), {}, { onProgress }, controller.signal), reason);
    assert.equal(whisper.status.loaded, false);
    await whisper.transcribe(pieces(silence(1)), {}, {});
    assert.deepEqual([loads.length, whisper.status.lastProgressMs], [1, null]);

    for (let i = 0; i < 200 && whisper.status.loaded; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    const again = new AbortController();
    const loading = whisper.transcribe(pieces(silence(1)), {}, { onProgress: () => again.abort(reason) }, again.signal);
    await assert.rejects(loading, reason);
    for (let i = 0; i < 4000 && !whisper.status.loaded; i++) await new Promise((resolve) => setTimeout(resolve, 5));
    for (let i = 0; i < 200 && whisper.status.loaded; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual([loads.length, whisper.status.loaded, whisper.status.lastProgressMs], [2, false, null]);
  } finally {
    await whisper.close();
  }
});

testAlone(
  import.meta.url,
  "close() while the model loads fails running and waiting jobs, and leaves no thread",
  async () => {
    const before = threadCount();
    const whisper = engine("tiny.en");
    const jobs = Array.from({ length: 2 }, () =>
      whisper.transcribe(pieces(silence(1)), {}, {
        onProgress: ({ stage }) => stage === "loading" && setTimeout(() => void whisper.close(), 50),
      }));
    for (const job of jobs) await assert.rejects(job, /the engine was closed/);
    await whisper.close();
    await assert.rejects(whisper.transcribe(pieces(silence(1)), {}, {}), /the engine was closed/);
    assert.deepEqual([whisper.status.loaded, whisper.status.lastProgressMs], [false, null]);
    await assertThreadsEnd(before + 1);
  },
);

Deno.test("close() does not wait for a download of weights", async () => {
  const whisper = engine("tiny.en", { modelFolder: () => new Promise(() => {}) });
  const job = whisper.transcribe(pieces(silence(1)), {}, {});
  setTimeout(() => void whisper.close(), 20);
  await assert.rejects(job, /the engine was closed/);
  await whisper.close();
});
