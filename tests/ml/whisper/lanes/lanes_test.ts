/** Lanes that run in Workers. */
import assert from "node:assert/strict";
import type { AudioWindow } from "../../../../ml/audio/windows.ts";
import { startLaneThread } from "../../../../ml/whisper/lanes/lane_handle.ts";
import { LaneThread } from "../../../../ml/whisper/lanes/lane_thread.ts";
import { loadTokenizer } from "../../../../ml/whisper/decoding/model.ts";
import type { Transcript } from "../../../../src/core/types.ts";
import { assertThreadsEnd, testAlone, threadCount } from "../../../alone.ts";
import { longRecording } from "../../../data/speech.ts";
import {
  editDistance,
  engine,
  modelFolder,
  pieces,
  plain,
  REQUEST,
  SAMPLE_RATE,
  textOf,
  wordsOf,
} from "../engine/engine_fixture.ts";

const { samples: SPEECH, sentences: SENTENCES } = await longRecording(120, 3);
const LIBRARY = { folder: null, cacheDir: "/nonexistent" };
const LOAD = { cacheDir: "/nonexistent", threads: 1, device: "cpu", precision: "int8" } as const;

const loadLane = (folder: string) =>
  LaneThread.load(LIBRARY, { folder, ...LOAD }, startLaneThread, () => loadTokenizer(folder));

/** Ten seconds of speech at a time. */
function windows(count: number): AudioWindow[] {
  return Array.from({ length: count }, (_, i) => {
    const [start, end] = [i * 10, i * 10 + 10];
    return { start, end, samples: SPEECH.slice(start * SAMPLE_RATE, end * SAMPLE_RATE), speech: [{ start, end }] };
  });
}

Deno.test("one thread and two write the same text with the same times", async () => {
  const found: Transcript[] = [];
  for (const threads of [1, 2]) {
    const whisper = engine("tiny.en", { threads });
    try {
      found.push(await whisper.transcribe(pieces(SPEECH), {}, {}));
    } finally {
      await whisper.close();
    }
  }
  const [one, two] = found;
  const spoken = plain(SENTENCES.map(({ text }) => text).join(" "));
  const wrong = editDistance(spoken, plain(textOf(one.segments)));
  assert.ok(wrong < 0.1 * spoken.length, `${wrong} of ${spoken.length} words are wrong`);
  assert.deepEqual(
    two.segments.map(({ text, tokens }) => [text, tokens]),
    one.segments.map(({ text, tokens }) => [text, tokens]),
  );
  const [a, b] = [one, two].map(({ segments }) => wordsOf(segments));
  assert.deepEqual(b.map(({ word }) => word), a.map(({ word }) => word));
  a.forEach(({ start, end, word }, i) => {
    assert.ok(Math.abs(b[i].start - start) < 0.05 && Math.abs(b[i].end - end) < 0.05, `"${word}" at ${start} s`);
  });
});

Deno.test("a lane may keep the samples of its windows, which else go to its thread", async () => {
  const folder = await modelFolder("tiny.en");
  const lanes = [false, true].map((keepsSamples) =>
    LaneThread.load(LIBRARY, { folder, ...LOAD }, startLaneThread, () => loadTokenizer(folder), { keepsSamples })
  );
  const texts: string[] = [];
  for (const [i, loading] of lanes.entries()) {
    const lane = await loading;
    const read = windows(1);
    try {
      texts.push(textOf((await lane.read(read, REQUEST)).segments));
    } finally {
      await lane.release();
    }
    assert.equal(read[0].samples.length, i === 0 ? 0 : 10 * SAMPLE_RATE);
  }
  assert.ok(texts[0].length > 0);
  assert.equal(texts[1], texts[0]);
});

Deno.test("an aborted lane stops within the batch, and reads the next one", async () => {
  const lane = await loadLane(await modelFolder("tiny.en"));
  try {
    const controller = new AbortController();
    const reading = lane.read(windows(12), REQUEST, controller.signal);
    setTimeout(() => controller.abort(new Error("enough")), 20);
    // A lane that read the whole batch would return a result
    await assert.rejects(reading, /aborted/);
    await assert.rejects(lane.read(windows(1), REQUEST, controller.signal), /enough/); // it does not begin

    const given = windows(2);
    const { segments } = await lane.read(given, REQUEST);
    assert.ok(segments.length > 2);
    assert.equal(given[0].samples.length, 0, "the samples are transferred, not copied");
    const kept = windows(1);
    const [{ noSpeechProb }] = await lane.detectLanguage(kept);
    assert.ok(noSpeechProb < 0.5);
    assert.equal(kept[0].samples.length, 10 * SAMPLE_RATE, "they stay here until they are read");
  } finally {
    await lane.release();
  }
});

testAlone(import.meta.url, "a lane whose model can't be loaded throws a ModelError and leaves no thread", async () => {
  const before = threadCount();
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["model.bin", "config.json", "tokenizer.json"]) {
      await Deno.writeTextFile(`${folder}/${name}`, "{}");
    }
    await assert.rejects(loadLane(folder), { name: "ModelError", message: /tokenizer/ });
    await Deno.copyFile(`${await modelFolder("tiny.en")}/tokenizer.json`, `${folder}/tokenizer.json`);
    await assert.rejects(loadLane(folder), { name: "ModelError", message: /model\.bin/ });
    await assertThreadsEnd(before);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** A lane's module that fails as soon as it has read something. */
const FAILING = new URL("failing_lane_worker.ts", import.meta.url);

testAlone(
  import.meta.url,
  "a thread that fails in the middle of a batch fails this call and all later ones, and ends",
  async () => {
    const before = threadCount();
    const folder = await modelFolder("tiny.en");
    const start = () => startLaneThread(FAILING);
    const lane = await LaneThread.load(LIBRARY, { folder, ...LOAD }, start, () => loadTokenizer(folder));
    assert.equal((await lane.detectLanguage(windows(1))).length, 1);
    for (let i = 0; i < 2; i++) {
      await assert.rejects(lane.read(windows(1), REQUEST), /^Error: a lane's thread failed: .*broke in the middle/);
    }
    await lane.release();
    await assertThreadsEnd(before);
  },
);

Deno.test("a lane whose thread can't be started fails to load, and the error says why", async () => {
  const folder = await modelFolder("tiny.en");
  const start = () => startLaneThread(new URL("no_such_worker.ts", import.meta.url));
  const startLate = async () => {
    const handle = start();
    await handle.fault; // the thread has failed before anybody could ask it for something
    return handle;
  };
  for (const starting of [start, startLate]) {
    const loading = LaneThread.load(LIBRARY, { folder, ...LOAD }, starting, () => loadTokenizer(folder));
    await assert.rejects(loading, /^Error: a lane's thread failed: .*no_such_worker/);
  }
});

testAlone(import.meta.url, "a lane without a tokenizer frees what it loaded and ends its thread", async () => {
  const before = threadCount();
  const folder = await modelFolder("tiny.en");
  const bad = new Error("the tokenizer is damaged");
  await assert.rejects(LaneThread.load(LIBRARY, { folder, ...LOAD }, startLaneThread, () => Promise.reject(bad)), bad);
  await assertThreadsEnd(before);
});

Deno.test("a job whose lane's thread fails gets an error, and the next job loads the model again", async () => {
  const speech = SPEECH.subarray(0, 40 * SAMPLE_RATE);
  const modules: { lane?: URL } = { lane: FAILING };
  const whisper = engine("tiny.en", { modules });
  try {
    for (let i = 0; i < 2; i++) {
      await assert.rejects(whisper.transcribe(pieces(speech), {}, {}), /a lane's thread failed: .*broke in the middle/);
      assert.deepEqual([whisper.status.loaded, whisper.status.lastProgressMs], [false, null]);
    }
    delete modules.lane;
    const { segments } = await whisper.transcribe(pieces(speech), {}, {});
    assert.ok(segments.length > 3);
    assert.equal(whisper.status.lanes, 2);
  } finally {
    await whisper.close();
  }
});

testAlone(import.meta.url, "two engines read at once, and one continues when the other is closed", async () => {
  const before = threadCount();
  const speech = SPEECH.subarray(0, 60 * SAMPLE_RATE);
  const [one, two] = [engine("tiny.en"), engine("tiny.en")];
  try {
    const expected = textOf((await one.transcribe(pieces(speech), {}, {})).segments);
    const closed = two.transcribe(pieces(SPEECH), {}, { onSegments: () => void two.close() });
    const [found] = await Promise.all([one.transcribe(pieces(speech), {}, {}), assert.rejects(closed)]);
    assert.equal(textOf(found.segments), expected);
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
  await assertThreadsEnd(before + 1);
});

testAlone(import.meta.url, "an engine that is closed leaves no thread", async () => {
  const whisper = engine("tiny.en");
  await whisper.transcribe(pieces(SPEECH.subarray(0, 10 * SAMPLE_RATE)), {}, {});
  const during = threadCount();
  await whisper.close();
  await assertThreadsEnd(during - 3); // the engine's thread and two lanes'; Deno's own come and go
});
