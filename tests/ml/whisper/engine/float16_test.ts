/** The float16 graphs of CUDA, on the CPU: the same graphs with other kernels. */
import assert from "node:assert/strict";
import { ModelStore } from "../../../../ml/models/store.ts";
import type { Session, Value } from "../../../../ml/onnx/session.ts";
import { traceBeams } from "../../../../ml/whisper/decoding/trace_beams.ts";
import { type Encoded, selectRows } from "../../../../ml/whisper/decoding/encoded.ts";
import { WhisperModel } from "../../../../ml/whisper/decoding/model.ts";
import { uniformNumbers } from "../../../../ml/whisper/decoding/random.ts";
import { WindowReader } from "../../../../ml/whisper/decoding/window_reader.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { createLog } from "../../../../src/core/log.ts";
import { withFolder } from "../../../temporary_folder.ts";
import { recording, textOf } from "./engine_fixture.ts";
import { checkpointBytes, TINY, TINY_TOKENS, tinyWeights, writeTinyModel } from "../graphs/tiny_checkpoint.ts";
import { period, repeatingModel, tinyMel, type TinySessions, withTinyGraphs } from "../graphs/tiny_graphs.ts";
import type { ReadRequest } from "../../../../ml/whisper/decoding/types.ts";

const ROWS = 4;
const MAX_NEW = 190;
const PROMPT = [41, 43, 45];
const log = createLog("error");
const config = readConfig(Deno.env.toObject());

function int64(dims: number[], values: number[]): Value {
  return { type: "int64", dims, data: BigInt64Array.from(values, BigInt) };
}

const withRepeatingGraphs = (use: (sessions: TinySessions, encoded: Encoded) => Promise<void>) =>
  withTinyGraphs("float16", tinyMel(ROWS, 17), use, repeatingModel());

function feeds(encoded: Encoded, rows: number) {
  return {
    ...encoded,
    prompt: int64([rows, PROMPT.length], Array.from({ length: rows }, () => PROMPT).flat()),
    max_new: int64([], [MAX_NEW]),
    least_end: int64([rows], Array.from({ length: rows }, () => 0)),
  };
}

async function greedy(decoder: Session, encoded: Encoded, rows: number) {
  const noise: Value = { type: "float32", dims: [1, 1], data: new Float32Array(1) };
  const temperature: Value = { type: "float32", dims: [], data: new Float32Array(1) };
  const { tokens, looped } = await decoder.run({ ...feeds(encoded, rows), temperature, uniform: noise });
  const all = Array.from(tokens.data, Number);
  return Array.from({ length: rows }, (_, row) => {
    const column = all.filter((_, i) => i % rows === row);
    const end = column.indexOf(TINY_TOKENS.endOfText);
    return { tokens: end < 0 ? column : column.slice(0, end), isLooped: Boolean(looped.data[row]) };
  });
}

Deno.test("the float16 loop stops a row that repeats itself, and the others continue", async () => {
  await withRepeatingGraphs(async ({ decoder }, encoded) => {
    const rows = await greedy(decoder, encoded, ROWS);
    const looped = rows.filter(({ isLooped }) => isLooped);
    assert.ok(looped.length > 0, "none repeats itself");
    for (const [row, { tokens, isLooped }] of rows.entries()) {
      const [alone] = await greedy(decoder, selectRows(encoded, [row]), 1);
      assert.equal(alone.isLooped, isLooped);
      if (!isLooped) continue;
      // In the batch the row is padded while the others go on
      assert.deepEqual(tokens.slice(0, alone.tokens.length), alone.tokens);
      assert.ok(alone.tokens.length < MAX_NEW);
      assert.ok(period(alone.tokens) !== null, `${alone.tokens}`);
      assert.equal(period(alone.tokens.slice(0, -1)), null, "it could have been detected earlier");
    }
  });
});

Deno.test("the float16 search stops when the best beam repeats itself", async () => {
  await withRepeatingGraphs(async ({ beams }, encoded) => {
    for (const beamSize of [1, 5]) {
      const search = async (encoded: Encoded, rows: number) =>
        traceBeams(await beams.run({ ...feeds(encoded, rows), beam_size: int64([1], [beamSize]) }));
      const found = await search(encoded, ROWS);
      const looped = found.filter(({ isLooped }) => isLooped);
      assert.ok(looped.length > 0, `${beamSize}: none was given up`);
      for (const { tokens, isEnded } of looped) {
        assert.ok(!isEnded && tokens.length < MAX_NEW && period(tokens) !== null, `${beamSize}: ${tokens}`);
      }
      for (const [row, { tokens, isLooped }] of found.entries()) {
        const [alone] = await search(selectRows(encoded, [row]), 1);
        assert.deepEqual([alone.tokens, alone.isLooped], [tokens, isLooped]);
      }
    }
  });
});

Deno.test("a float16 model loads, and its four graphs work together for any batch", async () => {
  await withFolder(async (folder) => {
    const size = { ...TINY, nMels: 80, nAudioCtx: 1500, nTextCtx: 64, nVocab: 51864 };
    await writeTinyModel(folder);
    await Deno.writeFile(`${folder}/model.bin`, checkpointBytes(tinyWeights(size), size));
    const source = await new ModelStore(config.modelsDir, log).resolve("tiny.en");
    await Deno.copyFile(`${source}/tokenizer.json`, `${folder}/tokenizer.json`);
    const noise = uniformNumbers(7, 2 * 80 * 3000).map((u) => u * 2 - 1);
    const runAll = async (precision: "float16" | "float32") => {
      const options = { folder, cacheDir: `${folder}/cache`, threads: 1, device: "cpu", log } as const;
      const model = await WhisperModel.load({ ...options, precision });
      try {
        const { tokenizer } = model;
        const writeMel = (i: number, into: Float32Array) =>
          into.set(noise.subarray(i * 80 * 3000, (i + 1) * 80 * 3000));
        const encoded = await model.encode(2, writeMel);
        const prompt = tokenizer.prompt("en", "transcribe", [10, 11]);
        const options = { prompts: [prompt, prompt], maxNew: 12 };
        const written = await model.decode(encoded, { ...options, temperature: 0 });
        const beams = await model.decodeBeams(encoded, { ...options, beamSize: 5 });
        const [alone] = await model.decodeBeams(selectRows(encoded, [1]), { prompts: [prompt], beamSize: 5 });
        const ids = [...prompt, tokenizer.noTimestamps, 20, 21, 22];
        const attention = await model.attention(encoded, 1, ids);
        return { encoded, written, beams, alone, attention: { ...attention, scores: attention.scores.slice() } };
      } finally {
        await model.release();
      }
    };
    const half = await runAll("float16");
    assert.deepEqual(Object.keys(half.encoded), ["audio_features"]); // keys and values are computed on the device
    assert.deepEqual(half.encoded.audio_features.dims, [2, 1500, size.nAudioState]);
    assert.deepEqual(half.beams[1], half.alone);
    for (const row of [...half.written, ...half.beams]) {
      assert.ok(row.tokens.length > 0 && row.tokens.every((token) => token < size.nVocab));
      assert.ok([...row.logprobs, row.noSpeechProb].every(Number.isFinite));
    }
    // With the same weights float32 attends to the same places
    const { scores: exact, nHeads, nRows } = (await runAll("float32")).attention;
    const { scores } = half.attention;
    assert.deepEqual([nHeads, nRows, scores.length], [half.attention.nHeads, half.attention.nRows, exact.length]);
    const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let i = 0; i < exact.length; i++) {
      if (!(Math.abs(scores[i] - exact[i]) <= 0.03 * largest)) assert.fail(`${i}: ${scores[i]}, exact ${exact[i]}`);
    }
  });
});

Deno.test("float16 reads windows as float32 does, with words and with beams", async () => {
  await withFolder(async (folder) => {
    const source = await new ModelStore(config.modelsDir, log).resolve("tiny.en");
    for (const name of ["model.bin", "config.json", "tokenizer.json"]) {
      await Deno.symlink(`${source}/${name}`, `${folder}/${name}`);
    }
    const samples = await recording("sentence.flac");
    const end = samples.length / 16000;
    const window = (start: number) => {
      return { start, end: start + end, samples, speech: [{ start: start + 0.2, end: start + end - 0.2 }] };
    };
    const read = async (precision: "float16" | "float32") => {
      const options = { folder, cacheDir: `${folder}/cache`, threads: 2, device: "cpu", log } as const;
      const model = await WhisperModel.load({ ...options, precision });
      try {
        const reader = new WindowReader(model);
        const request: ReadRequest = {
          ...{
            language: "en",
            task: "transcribe",
            previous: [],
            hotwords: [],
            temperature: 0,
            beamSize: 1,
            wordTimestamps: true,
          },
          isCutAtPauses: true,
        };
        const greedy = await reader.read([window(0), window(30)], request);
        const beams = await reader.read([window(0)], { ...request, beamSize: 5 });
        return { greedy, beams };
      } finally {
        await model.release();
      }
    };
    const half = await read("float16");
    const exact = await read("float32");
    for (const which of ["greedy", "beams"] as const) {
      assert.equal(textOf(half[which].segments), textOf(exact[which].segments), which);
      const words = half[which].segments.flatMap(({ words }) => words);
      const right = exact[which].segments.flatMap(({ words }) => words);
      assert.ok(words.length > 5 && words.length === right.length);
      for (const [i, { word, start }] of words.entries()) {
        assert.ok(Math.abs(start - right[i].start) <= 0.06, `${word} at ${start}, in float32 at ${right[i].start}`);
      }
    }
  });
});
