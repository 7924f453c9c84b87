import assert from "node:assert/strict";
import type { AudioWindow } from "../../../../ml/audio/windows.ts";
import { WhisperModel } from "../../../../ml/whisper/decoding/model.ts";
import { shouldResetPrompt, WindowReader } from "../../../../ml/whisper/decoding/window_reader.ts";
import { createLog } from "../../../../src/core/log.ts";
import { modelFolder, recording, REQUEST, SAMPLE_RATE, textOf } from "../engine/engine_fixture.ts";

const SPEECH = await recording("sentences.opus");

const SEGMENT = {
  start: 0,
  end: 2,
  text: " Hello.",
  tokens: [],
  avgLogprob: -0.2,
  compressionRatio: 1,
  noSpeechProb: 0,
  words: [],
};

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

Deno.test("read() returns the text tokens for the next window, and whether a high temperature makes them unfit", async () => {
  await withReader(async (reader) => {
    const window = windowAt(12, 0);
    const good = await reader.read([window], REQUEST);
    const text = good.segments.flatMap(({ tokens }) => tokens).filter((token) => token < 50257);
    assert.ok(text.length > 10);
    assert.deepEqual(good.tokens, text);
    const warm = await reader.read([window], { ...REQUEST, temperature: 0.4 });
    assert.ok(warm.tokens.length > 10);
    assert.deepEqual([good.shouldResetPrompt, warm.shouldResetPrompt], [false, false]);
    const hot = await reader.read([window], { ...REQUEST, temperature: 0.6 });
    assert.ok(hot.segments.length > 0);
    assert.ok(hot.shouldResetPrompt);
  });
});

Deno.test("shouldResetPrompt() counts kept text and dropped repetition, but not dropped silence", () => {
  const at = (temperature: number) => ({ ...SEGMENT, temperature });
  assert.equal(shouldResetPrompt({ segments: [at(0.4)], dropped: [] }), false);
  assert.equal(shouldResetPrompt({ segments: [at(0), at(0.6)], dropped: [] }), true);
  assert.equal(shouldResetPrompt({ segments: [], dropped: [{ ...at(1), id: -1, rule: "repetition" }] }), true);
  assert.equal(shouldResetPrompt({ segments: [at(0)], dropped: [{ ...at(1), id: -1, rule: "silence" }] }), false);
});
