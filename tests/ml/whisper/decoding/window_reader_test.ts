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

async function withReader(
  use: (reader: WindowReader, encodes: () => number, model: WhisperModel) => Promise<void>,
): Promise<void> {
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
    await use(new WindowReader(model), () => encodes, model);
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

/** Makes the decoder copy the text before a window, where it has one; else it reads. Notes its prompts. */
function copyContext(model: WhisperModel): number[][] {
  const prompts: number[][] = [];
  const decode = model.decode.bind(model);
  model.decode = async (rows, options) => {
    const [prompt] = options.prompts;
    prompts.push(prompt);
    const context = prompt.slice(0, prompt.indexOf(model.tokenizer.startOfTranscript));
    const from = context.findIndex((token) => model.tokenizer.isTimestamp(token));
    if (from < 0) return await decode(rows, options);
    const tokens = context.slice(from);
    const logprobs = [...tokens, 0].map(() => -0.1);
    const [row] = await decode(rows, { ...options, maxNew: 1 });
    return [{ ...row, tokens, logprobs, isEnded: true, isLooped: false }];
  };
  return prompts;
}

Deno.test("a passage that is copied from the context is read again without it, but with the hotwords", async () => {
  await withReader(async (reader, _, model) => {
    const window = windowAt(40, 7.1);
    const { segments: said, tokens } = await reader.read([window], REQUEST);
    const other = await reader.read([windowAt(20, 0)], REQUEST);
    const hotwords = model.tokenizer.encode(" Mbeki");
    const prompts = copyContext(model);
    const copied = await reader.read([window], { ...REQUEST, previous: [...hotwords, ...other.tokens], hotwords });
    assert.match(textOf(copied.segments), /^Our neighbor repairs/);
    assert.doesNotMatch(textOf(copied.segments), /The train to/);
    assert.ok(prompts.at(-1)!.includes(hotwords[0]));

    const repeated = await reader.read([window], { ...REQUEST, previous: tokens });
    assert.equal(textOf(repeated.segments), textOf(said), "what is said again stays");
    assert.equal(prompts.length, 4, "read with the context, and once without");
  });
});

Deno.test("where each window has its own language, speech without words is read again in that of the segment beside it", async () => {
  await withReader(async (reader, _, model) => {
    const { tokenizer } = model;
    const english = [...tokenizer.languageTokens.keys()].indexOf("en");
    const decode = model.decode.bind(model);
    let isFirst = true;
    model.decode = async (rows, options) => {
      const decoded = await decode(rows, options);
      if (options.maxNew === 1) { // every detection after the first goes wrong
        if (!isFirst) decoded.forEach(({ languageProbs }) => languageProbs.fill(0).fill(1, english, english + 1));
        return decoded;
      }
      if (isFirst) decoded.forEach((row) => Object.assign(row, lastSegment(row)));
      isFirst = false;
      return decoded;
    };
    const lastSegment = ({ tokens, logprobs }: { tokens: number[]; logprobs: number[] }) => {
      const from = tokens.findLastIndex((token, i) => tokenizer.isTimestamp(token) && i < tokens.length - 1);
      assert.ok(from > tokens.length / 2, "more comes before it");
      return { tokens: tokens.slice(from), logprobs: logprobs.slice(from) };
    };
    const samples = await recording("spanish.flac");
    const end = samples.length / SAMPLE_RATE;
    const window = { start: 0, end, samples, speech: [{ start: 0.2, end: end - 0.2 }] };
    const { segments } = await reader.read([window], { ...REQUEST, language: null });
    assert.ok(segments.length > 1);
    assert.deepEqual([...new Set(segments.map(({ language }) => language))], ["es"]);
  });
});

Deno.test("a phrase of little more than a second that was skipped in the middle of speech is read again", async () => {
  await withReader(async (reader, _, model) => {
    const samples = (await recording("passage.flac")).subarray(0, 14 * SAMPLE_RATE);
    const window = { start: 0, end: 14, samples, speech: [{ start: 0.1, end: 13.9 }] };
    const whole = await reader.read([window], REQUEST);
    const words = whole.segments.flatMap((segment) => segment.words);
    const decode = model.decode.bind(model);
    let isFirst = true;
    model.decode = async (rows, options) => {
      const decoded = await decode(rows, options);
      if (isFirst) { // skips a third of the text
        for (const row of decoded) {
          const from = Math.round(row.tokens.length / 3);
          row.tokens.splice(from, from);
          row.logprobs.splice(from, from);
        }
      }
      isFirst = false;
      return decoded;
    };
    const { segments } = await reader.read([window], REQUEST);
    const read = segments.flatMap((segment) => segment.words);
    assert.ok(read.length >= words.length - 3, `${read.length} of ${words.length} words: ${textOf(segments)}`);
  });
});
