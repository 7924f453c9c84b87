import assert from "node:assert/strict";
import { uniformNumbers } from "../../../ml/whisper/decoding/random.ts";
import {
  editDistance,
  engine,
  joined,
  pieces,
  plain,
  recording,
  SAMPLE_RATE,
  silence,
  textOf,
  wordsOf,
} from "./engine/engine_fixture.ts";

async function readTruth<T>(name: string): Promise<T> {
  return JSON.parse(await Deno.readTextFile(new URL(`../../data/${name}`, import.meta.url)));
}

Deno.test("half of the words start within 60 ms of where they are spoken, 95 % within 200 ms, and none is off by 500 ms", async () => {
  const whisper = engine("base");
  const all: number[] = [];
  try {
    for (const name of ["sentence", "passage"]) {
      const truth = (await readTruth<{ words: { word: string; start: number }[] }>(`${name}.json`)).words;
      const { segments } = await whisper.transcribe(pieces(await recording(`${name}.flac`)), {}, {});
      const found = wordsOf(segments);
      assert.deepEqual(found.map(({ word }) => plain(word)), truth.map(({ word }) => plain(word)));
      const offMs = found.map(({ start }, i) => Math.round(Math.abs(start - truth[i].start) * 1000));
      all.push(...offMs);
      const worst = Math.max(...offMs);
      assert.ok(worst < 500, `${name}: "${found[offMs.indexOf(worst)].word}" is ${worst} ms off`);
    }
    const within = (ms: number) => all.filter((off) => off <= ms).length / all.length;
    assert.ok(
      within(60) >= 0.5 && within(200) >= 0.95,
      `${within(60)} of them within 60 ms, ${within(200)} within 200`,
    );
  } finally {
    await whisper.close();
  }
});

Deno.test("ten minutes are transcribed in order, with nothing lost between windows", async () => {
  const speech = await recording("sentences.opus");
  const { sentences } = await readTruth<{ sentences: { text: string; start: number; end: number }[] }>(
    "sentences.json",
  );
  // In changing order, with pauses of 0.2 to 1.2 s, so that windows end everywhere
  const audio: Float32Array[] = [];
  const spoken: { text: string; start: number }[] = [];
  let seconds = 0;
  for (let i = 0; seconds < 600; i++) {
    const { text, start, end } = sentences[(i * 17 + Math.floor(i / sentences.length)) % sentences.length];
    spoken.push({ text, start: seconds });
    const pause = silence(0.2 + uniformNumbers(i, 1)[0]);
    audio.push(speech.subarray(Math.round(start * SAMPLE_RATE), Math.round(end * SAMPLE_RATE)), pause);
    seconds += (audio.at(-2)!.length + pause.length) / SAMPLE_RATE;
  }
  const whisper = engine("base");
  try {
    const { segments, dropped } = await whisper.transcribe(pieces(joined(...audio)), { language: "en" }, {});
    assert.deepEqual(dropped, []);
    const expected = plain(spoken.map(({ text }) => text).join(" "));
    const found = plain(textOf(segments));
    const wrong = editDistance(expected, found);
    assert.ok(wrong < 0.02 * expected.length, `${wrong} of ${expected.length} words are wrong`);
    // Every sentence's words are where it was spoken
    const words = wordsOf(segments);
    for (const { text, start } of spoken) {
      const here = new Set(
        words.filter((w) => w.start > start - 1 && w.start < start + 8).flatMap(({ word }) => plain(word)),
      );
      const missing = plain(text).filter((word) => !here.has(word));
      assert.ok(missing.length <= 3, `"${text}" at ${start.toFixed(1)} s lacks ${missing}`);
    }
  } finally {
    await whisper.close();
  }
});
