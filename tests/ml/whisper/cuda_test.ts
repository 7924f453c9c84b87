/** What CUDA runs, float16 graphs, on the CPU: the kernels are others, the graphs are the same. */
import assert from "node:assert/strict";
import { readCheckpoint } from "../../../ml/models/ctranslate2.ts";
import { ModelStore } from "../../../ml/models/store.ts";
import { Session, type Value } from "../../../ml/onnx/session.ts";
import { WeightFile } from "../../../ml/onnx/weight_file.ts";
import { beamGraph } from "../../../ml/whisper/beam_graph.ts";
import { walkBeams } from "../../../ml/whisper/beam_walk.ts";
import { decoderGraph } from "../../../ml/whisper/decoder_graph.ts";
import { modelDimensions } from "../../../ml/whisper/dimensions.ts";
import { type Encoded, selectRows } from "../../../ml/whisper/encoded.ts";
import { encoderGraph } from "../../../ml/whisper/encoder_graph.ts";
import { WhisperModel } from "../../../ml/whisper/model.ts";
import { uniformNumbers } from "../../../ml/whisper/random.ts";
import { type ReadRequest, WindowReader } from "../../../ml/whisper/window_reader.ts";
import { readConfig } from "../../../src/core/config.ts";
import { createLog } from "../../../src/core/log.ts";
import { recording, textOf } from "./engine_fixture.ts";
import { checkpointBytes, TINY, TINY_TOKENS, tinyWeights, writeTinyModel } from "./tiny_checkpoint.ts";

const ROWS = 4;
const MAX_NEW = 190;
const PROMPT = [41, 43, 45];
const log = createLog("error");
const config = readConfig(Deno.env.toObject());

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function int64(dims: number[], values: number[]): Value {
  return { type: "int64", dims, data: BigInt64Array.from(values, BigInt) };
}

/** A model of random weights that soon repeats itself: it knows no places, and the end hardly comes. */
function circlingModel() {
  const size = { ...TINY, nTextCtx: 200 };
  const weights = tinyWeights(size);
  weights.get("decoder/position_encodings/encodings")!.data.fill(0);
  const embeddings = weights.get("decoder/embeddings/weight")!.data;
  for (let id = 0; id < size.nVocab; id++) {
    embeddings[id * size.nTextState] = id === TINY_TOKENS.endOfText ? -1 : id >= TINY_TOKENS.timestampBegin ? -0.9 : 0;
  }
  weights.get("decoder/layer_norm/beta")!.data[0] = 6;
  return checkpointBytes(weights, size);
}

async function withCirclingGraphs(use: (decoder: Session, beams: Session, encoded: Encoded) => Promise<void>) {
  await withFolder(async (folder) => {
    await writeTinyModel(folder);
    await Deno.writeFile(`${folder}/model.bin`, circlingModel());
    const checkpoint = await readCheckpoint(folder);
    const dimensions = modelDimensions(checkpoint);
    const weights = new WeightFile(folder, "weights.bin");
    const options = { checkpoint, dimensions, tokens: TINY_TOKENS, precision: "float16", weights } as const;
    const graphs = [
      encoderGraph(checkpoint, dimensions, "float16", weights),
      decoderGraph(options),
      beamGraph(options),
    ];
    weights.close();
    const sessions: Session[] = [];
    for (const [i, graph] of graphs.entries()) {
      await Deno.writeFile(`${folder}/${i}.onnx`, graph.toModel());
      sessions.push(await Session.create(`${folder}/${i}.onnx`, { threads: 1, device: "cpu" }));
    }
    const [encoder, decoder, beams] = sessions;
    const data = uniformNumbers(17, ROWS * TINY.nMels * TINY.nAudioCtx * 2).map((u) => (u - 0.5) * 2);
    const mel: Value = { type: "float32", dims: [ROWS, TINY.nMels, 2 * TINY.nAudioCtx], data };
    await use(decoder, beams, await encoder.run({ mel }));
    for (const session of sessions) await session.release();
  });
}

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

/** The period at which tokens repeat at their end, times counted as one; null where they do not. */
function period(tokens: number[]): number | null {
  const keys = tokens.map((token) => Math.min(token, TINY_TOKENS.timestampBegin));
  for (let n = 1; n <= 24; n++) {
    const length = Math.max(32, 3 * n);
    if (
      keys.length >= length + n && keys.slice(-length).every((key, i) => key === keys[keys.length - length + i - n])
    ) {
      return n;
    }
  }
  return null;
}

Deno.test("the float16 loop ends a row that goes round in circles, and the others go on", async () => {
  await withCirclingGraphs(async (decoder, _, encoded) => {
    const rows = await greedy(decoder, encoded, ROWS);
    const looped = rows.filter(({ isLooped }) => isLooped);
    assert.ok(looped.length > 0, "none went round in circles");
    for (const [row, { tokens, isLooped }] of rows.entries()) {
      const [alone] = await greedy(decoder, selectRows(encoded, [row]), 1);
      assert.equal(alone.isLooped, isLooped);
      if (!isLooped) continue;
      // In the batch the row is filled up while the others go on
      assert.deepEqual(tokens.slice(0, alone.tokens.length), alone.tokens);
      assert.ok(alone.tokens.length < MAX_NEW);
      assert.ok(period(alone.tokens) !== null, `${alone.tokens}`);
      assert.equal(period(alone.tokens.slice(0, -1)), null, "it could have been noticed before");
    }
  });
});

Deno.test("the float16 beams are given up where the best of them goes round in circles", async () => {
  await withCirclingGraphs(async (_, beams, encoded) => {
    for (const beamSize of [1, 5]) {
      const search = async (encoded: Encoded, rows: number) =>
        walkBeams(await beams.run({ ...feeds(encoded, rows), beam_size: int64([1], [beamSize]) }));
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

Deno.test("a whole model in float16 loads, and its four graphs work together, for any batch", async () => {
  await withFolder(async (folder) => {
    const size = { ...TINY, nMels: 80, nAudioCtx: 1500, nTextCtx: 64, nVocab: 51864 };
    await writeTinyModel(folder);
    await Deno.writeFile(`${folder}/model.bin`, checkpointBytes(tinyWeights(size), size));
    const own = await new ModelStore(config.modelsDir, log).resolve("tiny.en");
    await Deno.copyFile(`${own}/tokenizer.json`, `${folder}/tokenizer.json`);
    const noise = uniformNumbers(7, 2 * 80 * 3000).map((u) => u * 2 - 1);
    const listen = async (precision: "float16" | "float32") => {
      const options = { folder, cacheDir: `${folder}/cache`, threads: 1, device: "cpu", log } as const;
      const model = await WhisperModel.load({ ...options, precision });
      try {
        const { tokenizer } = model;
        const writeMel = (i: number, into: Float32Array) =>
          into.set(noise.subarray(i * 80 * 3000, (i + 1) * 80 * 3000));
        const encoded = await model.encode(2, writeMel);
        const prompt = tokenizer.prompt("en", "transcribe", [10, 11]);
        const asked = { prompts: [prompt, prompt], maxNew: 12 };
        const written = await model.decode(encoded, { ...asked, temperature: 0 });
        const beams = await model.decodeBeams(encoded, { ...asked, beamSize: 5 });
        const [alone] = await model.decodeBeams(selectRows(encoded, [1]), { prompts: [prompt], beamSize: 5 });
        const ids = [...prompt, tokenizer.noTimestamps, 20, 21, 22];
        const attention = await model.attention(encoded, 1, ids);
        return { encoded, written, beams, alone, attention: { ...attention, scores: attention.scores.slice() } };
      } finally {
        await model.release();
      }
    };
    const half = await listen("float16");
    assert.deepEqual(Object.keys(half.encoded), ["audio_features"]); // keys and values are made on the device
    assert.deepEqual(half.encoded.audio_features.dims, [2, 1500, size.nAudioState]);
    assert.deepEqual(half.beams[1], half.alone);
    for (const row of [...half.written, ...half.beams]) {
      assert.ok(row.tokens.length > 0 && row.tokens.every((token) => token < size.nVocab));
      assert.ok([...row.logprobs, row.noSpeechProb].every(Number.isFinite));
    }
    // With the same weights float32 attends to the same places
    const { scores: exact, nHeads, nRows } = (await listen("float32")).attention;
    const { scores } = half.attention;
    assert.deepEqual([nHeads, nRows, scores.length], [half.attention.nHeads, half.attention.nRows, exact.length]);
    const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let i = 0; i < exact.length; i++) {
      if (!(Math.abs(scores[i] - exact[i]) <= 0.03 * largest)) assert.fail(`${i}: ${scores[i]}, exact ${exact[i]}`);
    }
  });
});

Deno.test("in float16 windows are read with words and with beams as in float32", async () => {
  await withFolder(async (folder) => {
    const own = await new ModelStore(config.modelsDir, log).resolve("tiny.en");
    for (const name of ["model.bin", "config.json", "tokenizer.json"]) {
      await Deno.symlink(`${own}/${name}`, `${folder}/${name}`);
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
          ...{ language: "en", task: "transcribe", previous: [], temperature: 0, beamSize: 1, words: true },
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
