import assert from "node:assert/strict";
import type { AudioWindow } from "../../../../ml/audio/windows.ts";
import { WhisperModel } from "../../../../ml/whisper/decoding/model.ts";
import { WindowReader } from "../../../../ml/whisper/decoding/window_reader.ts";
import { createLog } from "../../../../src/core/log.ts";
import { modelFolder, recording, REQUEST, SAMPLE_RATE, textOf } from "../engine/engine_fixture.ts";

const SPEECH = await recording("sentences.opus");

/** Four seconds of the recording, at another place in the media. */
function windowAt(start: number, from: number): AudioWindow {
  const samples = SPEECH.slice(from * SAMPLE_RATE, (from + 4) * SAMPLE_RATE);
  return { start, end: start + 4, samples, speech: [{ start, end: start + 3.5 }] };
}

async function withReader(use: (reader: WindowReader, encodes: () => number) => Promise<void>): Promise<void> {
  const model = await WhisperModel.load({
    folder: await modelFolder("base"),
    cacheDir: "/nonexistent",
    threads: 2,
    device: "cpu",
    precision: "int8",
    log: createLog("error"),
  });
  let encodes = 0;
  const encode = model.encode.bind(model);
  model.encode = (count, ...rest) => {
    encodes += count;
    return encode(count, ...rest);
  };
  try {
    await use(new WindowReader(model), () => encodes);
  } finally {
    await model.release();
  }
}

Deno.test("windows whose language was detected are encoded once, and never mistaken for others with the same times", async () => {
  await withReader(async (reader, encodes) => {
    const [train, neighbor] = [windowAt(0, 0), windowAt(0, 7.1)];
    const [{ noSpeechProb }] = await reader.detectLanguage([train]);
    assert.ok(noSpeechProb < 0.5);
    assert.match(textOf((await reader.read([train], REQUEST)).segments), /^The train to/);
    assert.equal(encodes(), 1);

    await reader.detectLanguage([train]); // of a file whose transcription then ends early
    const { segments } = await reader.read([neighbor], REQUEST);
    assert.match(textOf(segments), /^Our neighbor repairs/);
    assert.equal(encodes(), 3);

    await reader.detectLanguage([train]);
    await reader.read([windowAt(30, 7.1)], REQUEST); // this call reuses the memory of the detected window
    assert.match(textOf((await reader.read([train], REQUEST)).segments), /^The train to/);
  });
});

Deno.test("read() returns text and timestamps for the next window, and whether a high temperature makes them unfit", async () => {
  await withReader(async (reader) => {
    const window = windowAt(12, 0);
    const good = await reader.read([window], REQUEST);
    assert.ok(good.tokens.filter((token) => token < 50257).length > 10);
    assert.deepEqual(good.tokens, good.segments.flatMap(({ tokens }) => tokens));
    assert.ok(good.tokens[0] >= 50364, "a timestamp: without them Whisper writes none and skips what comes next");
    const warm = await reader.read([window], { ...REQUEST, temperature: 0.4 });
    assert.ok(warm.tokens.length > 10);
    assert.deepEqual([good.shouldResetPrompt, warm.shouldResetPrompt], [false, false]);
    const hot = await reader.read([window], { ...REQUEST, temperature: 0.6 });
    assert.ok(hot.segments.length > 0);
    assert.ok(hot.shouldResetPrompt);
  });
});

Deno.test("a sentence that is said four times is transcribed four times, each where it is said", async () => {
  const sentence = await recording("sentence.flac");
  const every = 6;
  const samples = new Float32Array(4 * every * SAMPLE_RATE);
  const starts = [0, 1, 2, 3].map((i) => i * every + 1);
  for (const start of starts) samples.set(sentence, start * SAMPLE_RATE);
  const seconds = sentence.length / SAMPLE_RATE;
  const speech = starts.map((start) => ({ start: start + 0.2, end: start + seconds }));
  await withReader(async (reader) => {
    const { segments } = await reader.read([{ start: 0, end: 4 * every, samples, speech }], REQUEST);
    for (const start of starts) {
      const said = segments.flatMap(({ words }) => words).filter((word) =>
        word.start >= start && word.end <= start + seconds + 0.3
      );
      assert.match(said.map(({ word }) => word).join(""), /behind the kitchen wall/, `at ${start} s`);
    }
  });
});
