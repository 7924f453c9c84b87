/** Models in threads of their own. */
import assert from "node:assert/strict";
import type { AudioWindow } from "../../../ml/audio/windows.ts";
import { startLane } from "../../../ml/whisper/lane_link.ts";
import { LaneThread } from "../../../ml/whisper/lane_thread.ts";
import { loadTokenizer } from "../../../ml/whisper/model.ts";
import type { ReadRequest } from "../../../ml/whisper/window_reader.ts";
import type { Transcript } from "../../../src/core/types.ts";
import { longRecording } from "../../data/speech.ts";
import { editDistance, engine, modelFolder, pieces, plain, SAMPLE_RATE, textOf, wordsOf } from "./engine_fixture.ts";

const { samples: SPEECH, sentences: SENTENCES } = await longRecording(120, 3);
const LIBRARY = { folder: null, cacheDir: "/nonexistent" };
const LOAD = { cacheDir: "/nonexistent", threads: 1, device: "cpu", precision: "int8" } as const;
const REQUEST: ReadRequest = {
  language: "en",
  task: "transcribe",
  previous: [],
  temperature: 0,
  beamSize: 1,
  words: true,
  isCutAtPauses: true,
};

const loadLane = (folder: string) =>
  LaneThread.load(LIBRARY, { folder, ...LOAD }, startLane, () => loadTokenizer(folder));

/** Ten seconds of speech at a time. */
function windows(count: number): AudioWindow[] {
  return Array.from({ length: count }, (_, i) => {
    const [start, end] = [i * 10, i * 10 + 10];
    return { start, end, samples: SPEECH.slice(start * SAMPLE_RATE, end * SAMPLE_RATE), speech: [{ start, end }] };
  });
}

/** Threads of this process. */
const threadCount = () => [...Deno.readDirSync("/proc/self/task")].length;

/** Waits: threads for blocking work stay for ten seconds. */
async function until(isTrue: () => boolean): Promise<boolean> {
  for (let i = 0; i < 300 && !isTrue(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  return isTrue();
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
  const said = plain(SENTENCES.map(({ text }) => text).join(" "));
  const wrong = editDistance(said, plain(textOf(one.segments)));
  assert.ok(wrong < 0.1 * said.length, `${wrong} of ${said.length} words are wrong`);
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

Deno.test("a lane stops within a batch where it is aborted, and reads the next one", async () => {
  const lane = await loadLane(await modelFolder("tiny.en"));
  try {
    const controller = new AbortController();
    const reading = lane.read(windows(12), REQUEST, controller.signal);
    setTimeout(() => controller.abort(new Error("enough")), 20);
    // Had it gone on to the end of the batch, there would be a result
    await assert.rejects(reading, /aborted/);
    await assert.rejects(lane.read(windows(1), REQUEST, controller.signal), /enough/); // not begun

    const given = windows(2);
    const { segments } = await lane.read(given, REQUEST);
    assert.ok(segments.length > 2);
    assert.equal(given[0].samples.length, 0, "the samples went over instead of being copied");
    const kept = windows(1);
    const [{ noSpeechProb }] = await lane.hear(kept);
    assert.ok(noSpeechProb < 0.5);
    assert.equal(kept[0].samples.length, 10 * SAMPLE_RATE, "they are read after they were heard");
  } finally {
    await lane.release();
  }
});

Deno.test("a lane whose model can't be loaded says so by its class and leaves no thread", async () => {
  const before = threadCount();
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["model.bin", "config.json", "tokenizer.json"]) {
      await Deno.writeTextFile(`${folder}/${name}`, "{}");
    }
    await assert.rejects(loadLane(folder), { name: "ModelError", message: /tokenizer/ });
    await Deno.copyFile(`${await modelFolder("tiny.en")}/tokenizer.json`, `${folder}/tokenizer.json`);
    await assert.rejects(loadLane(folder), { name: "ModelError", message: /model\.bin/ });
    assert.ok(await until(() => threadCount() <= before), `${threadCount()} threads, ${before} before`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an engine that is closed leaves no thread", async () => {
  const before = threadCount();
  const whisper = engine("tiny.en");
  await whisper.transcribe(pieces(SPEECH.subarray(0, 10 * SAMPLE_RATE)), {}, {});
  assert.ok(threadCount() >= before + 3); // the engine's and two lanes
  await whisper.close();
  assert.ok(await until(() => threadCount() <= before + 1), `${threadCount()} threads, ${before} before`);
});
