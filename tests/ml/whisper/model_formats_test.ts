import assert from "node:assert/strict";
import { ModelStore } from "../../../ml/models/store.ts";
import type { ModelDimensions } from "../../../ml/whisper/dimensions.ts";
import { Engine } from "../../../ml/whisper/engine/engine.ts";
import { rowCount } from "../../../ml/whisper/decoding/encoded.ts";
import { WhisperModel } from "../../../ml/whisper/decoding/model.ts";
import { uniformNumbers } from "../../../ml/whisper/decoding/random.ts";
import { WhisperTokenizer } from "../../../ml/whisper/tokenizer.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import type { WhisperPrecision } from "../../../src/core/settings/settings.ts";
import { createLog } from "../../../src/core/log.ts";
import type { Transcript } from "../../../src/core/types.ts";
import { type FileType, readFloats, withoutKeyBias, writeHuggingFace } from "../models/huggingface_fixture.ts";
import { withFolder } from "../../temporary_folder.ts";
import { pieces, recording, textOf } from "./engine/engine_fixture.ts";
import { checkpointBytes, tinyWeights } from "./graphs/tiny_checkpoint.ts";

const log = createLog("error");
const store = new ModelStore(readConfig(Deno.env.toObject()).modelsDir, log);
const SPEECH = await recording("sentence.flac");
const SENTENCE = JSON.parse(await Deno.readTextFile(new URL("../../data/sentence.json", import.meta.url)));

async function transcribe(folder: string, precision?: WhisperPrecision): Promise<Transcript> {
  const engine = new Engine({
    modelFolder: () => Promise.resolve(folder),
    cacheDir: `${folder}/cache`,
    threads: 2,
    device: "cpu",
    precision,
    idleSeconds: 0,
    log,
  });
  try {
    return await engine.transcribe(pieces(SPEECH), {}, {});
  } finally {
    await engine.close();
  }
}

/** A model of the store as a Hugging Face folder. */
async function converted(model: string, folder: string, type: FileType, shards: number): Promise<void> {
  const source = await store.resolve(model);
  await writeHuggingFace(folder, readFloats(source), { type, shards });
  await Deno.copyFile(`${source}/tokenizer.json`, `${folder}/tokenizer.json`);
}

const fromCTranslate2 = new Map<string, Promise<Transcript>>();

async function assertSameTranscript(model: string, type: FileType, shards: number): Promise<void> {
  // BF16 rounds the weights: what int8 rounds besides may change a word
  const precision = type === "BF16" ? "float32" : undefined;
  await withFolder(async (folder) => {
    await converted(model, folder, type, shards);
    const key = `${model} ${precision}`;
    if (!fromCTranslate2.has(key)) fromCTranslate2.set(key, transcribe(await store.resolve(model), precision));
    const right = await fromCTranslate2.get(key)!;
    const { segments, language } = await transcribe(folder, precision);
    assert.equal(language, "en");
    assert.equal(textOf(segments), textOf(right.segments));
    if (type !== "BF16") assert.deepEqual(segments, right.segments);
    if (model === "base") assert.equal(textOf(segments), SENTENCE.text);
  });
}

for (const [type, shards] of [["F32", 1], ["F16", 1], ["BF16", 2]] as const) {
  Deno.test(`tiny.en as safetensors in ${type}, ${shards} file(s), writes what CTranslate2's file does`, async () => {
    await assertSameTranscript("tiny.en", type, shards);
  });
}

Deno.test("base as float16 shards writes what CTranslate2's file does", async () => {
  await assertSameTranscript("base", "F16", 2);
});

Deno.test("a precision can be forced: each has graphs of its own", async () => {
  await withFolder(async (folder) => {
    const source = await store.resolve("tiny.en");
    for (const name of ["model.bin", "config.json", "tokenizer.json"]) {
      await Deno.symlink(`${source}/${name}`, `${folder}/${name}`);
    }
    const exact = textOf((await transcribe(folder, "float32")).segments);
    assert.match(exact, /^The old garden.* three rows of beans behind the kitchen/);
    assert.equal(textOf((await transcribe(folder, "float16")).segments), exact);
    const graphs = [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => isDirectory ? [name] : []);
    assert.deepEqual(graphs.map((name) => name.replace(/\d+/, "N")).sort(), ["onnx-N-float16", "onnx-N-float32"]);
  });
});

interface Shape {
  name: string;
  dimensions: ModelDimensions;
  tokenizer: () => Promise<string>;
  languages: number;
  alignmentHeads: [number, number][];
  /** The number of alignment heads. */
  nAlignment: number;
}

const SIZES = { nAudioCtx: 1500, nTextCtx: 64 };
const SHAPES: Shape[] = [
  {
    name: "English-only, 80 mels, 1 and 2 layers",
    dimensions: { ...SIZES, ...width(32, 2, 4), nMels: 80, nAudioLayer: 1, nTextLayer: 2, nVocab: 51864 },
    tokenizer: async () => await Deno.readTextFile(`${await store.resolve("tiny.en")}/tokenizer.json`),
    languages: 0,
    alignmentHeads: [[0, 1], [1, 3]],
    nAlignment: 2,
  },
  {
    name: "large-v3's tokens, 128 mels, 3 and 4 layers",
    dimensions: { ...SIZES, ...width(64, 4, 1), nMels: 128, nAudioLayer: 3, nTextLayer: 4, nVocab: 51866 },
    tokenizer: largeV3Tokenizer,
    languages: 100,
    alignmentHeads: [],
    nAlignment: 2, // one head in each of the upper two layers
  },
  {
    name: "distilled, 4 and 1 layers, heads of another model, a padded vocabulary",
    dimensions: { ...SIZES, ...width(48, 3, 3), nMels: 128, nAudioLayer: 4, nTextLayer: 1, nVocab: 51968 },
    tokenizer: largeV3Tokenizer,
    languages: 100,
    alignmentHeads: [[7, 0], [10, 17]],
    nAlignment: 3,
  },
  {
    name: "multilingual, 80 mels, 2 and 3 layers",
    dimensions: { ...SIZES, ...width(32, 1, 2), nMels: 80, nAudioLayer: 2, nTextLayer: 3, nVocab: 51865 },
    tokenizer: async () => await Deno.readTextFile(`${await store.resolve("base")}/tokenizer.json`),
    languages: 99,
    alignmentHeads: [[0, 0], [9, 1]],
    nAlignment: 1,
  },
];

function width(nState: number, nAudioHead: number, nTextHead: number) {
  return { nAudioState: nState, nTextState: nState, nAudioHead, nTextHead };
}

/** base's tokenizer with Cantonese after the other languages, which moves all later tokens by one. */
async function largeV3Tokenizer(): Promise<string> {
  const file = JSON.parse(await Deno.readTextFile(`${await store.resolve("base")}/tokenizer.json`));
  const tokens: { id: number; content: string }[] = file.added_tokens;
  const cantonese = tokens.find(({ content }) => content === "<|translate|>")!.id;
  for (const token of tokens) {
    if (token.id >= cantonese) token.id++;
    if (token.content === "<|nocaptions|>") token.content = "<|nospeech|>";
  }
  tokens.push({ ...tokens[0], id: cantonese, content: "<|yue|>" });
  return JSON.stringify(file);
}

/** Writes a random model in both formats. */
async function writeRandom(folder: string, { dimensions, tokenizer, alignmentHeads }: Shape): Promise<void> {
  const weights = withoutKeyBias(tinyWeights(dimensions));
  const config = { alignmentHeads, languageIds: [], suppressIds: [1, 2], suppressIdsBegin: [220, 50257] };
  await writeHuggingFace(`${folder}/safetensors`, { weights, dimensions, config }, { shards: 2 });
  await Deno.mkdir(`${folder}/ctranslate2`);
  await Deno.writeFile(`${folder}/ctranslate2/model.bin`, checkpointBytes(weights, dimensions));
  const settings = { alignment_heads: alignmentHeads, suppress_ids: [1, 2], suppress_ids_begin: [220, 50257] };
  await Deno.writeTextFile(`${folder}/ctranslate2/config.json`, JSON.stringify(settings));
  for (const format of ["safetensors", "ctranslate2"]) {
    await Deno.writeTextFile(`${folder}/${format}/tokenizer.json`, await tokenizer());
  }
}

/** Runs a model on noise. */
async function runOnNoise(folder: string, precision: WhisperPrecision, shape: Shape) {
  const options = { folder, cacheDir: `${folder}/cache`, threads: 1, device: "cpu", log } as const;
  const model = await WhisperModel.load({ ...options, precision });
  try {
    assert.deepEqual(model.dimensions, shape.dimensions);
    const { nMels, nAudioCtx } = model.dimensions;
    const size = nMels * nAudioCtx * 2;
    const mel = uniformNumbers(7, 2 * size).map((u) => u * 2 - 1);
    const encoded = await model.encode(2, (i, into) => into.set(mel.subarray(i * size, (i + 1) * size)));
    assert.equal(rowCount(encoded), 2);
    const { tokenizer } = model;
    const prompt = tokenizer.prompt("en", "transcribe");
    const rows = await model.decode(encoded, { prompts: [prompt, prompt], temperature: 0, maxNew: 12 });
    const attention = [];
    for (const [row, { tokens }] of rows.entries()) {
      const { scores, ...sizes } = await model.attention(encoded, row, [...prompt, tokenizer.noTimestamps, ...tokens]);
      attention.push({ scores: scores.slice(), ...sizes }); // valid until the next call
    }
    return { rows, attention, tokenizer };
  } finally {
    await model.release();
  }
}

for (const shape of SHAPES) {
  Deno.test(`a random model loads and runs: ${shape.name}`, async () => {
    await withFolder(async (folder) => {
      await writeRandom(folder, shape);
      for (const precision of ["int8", "float32"] as const) {
        const safetensors = await runOnNoise(`${folder}/safetensors`, precision, shape);
        const ctranslate2 = await runOnNoise(`${folder}/ctranslate2`, precision, shape);
        assert.deepEqual(safetensors.rows, ctranslate2.rows);
        assert.deepEqual(safetensors.attention, ctranslate2.attention);
        for (const { tokens, logprobs, noSpeechProb, languageProbs } of safetensors.rows) {
          assert.ok(safetensors.tokenizer.isTimestamp(tokens[0]), "it begins with a time");
          assert.ok(tokens.every((token) => token < safetensors.tokenizer.vocabSize && token !== 1 && token !== 2));
          assert.ok([...logprobs, noSpeechProb].every(Number.isFinite));
          assert.equal(languageProbs.length, shape.languages);
          const sum = languageProbs.reduce((a, b) => a + b, 0);
          assert.ok(shape.languages === 0 || Math.abs(sum - 1) < 1e-3);
        }
        for (const { scores, nHeads, nPositions } of safetensors.attention) {
          assert.deepEqual([nHeads, nPositions], [shape.nAlignment, 1500]);
          assert.ok(scores.every(Number.isFinite));
        }
      }
    });
  });
}

Deno.test("WhisperTokenizer finds large-v3's tokens by their names", async () => {
  const tokenizer = new WhisperTokenizer(await largeV3Tokenizer());
  const { translate, transcribe, noSpeech, noTimestamps, timestampBegin, vocabSize } = tokenizer;
  assert.deepEqual([translate, transcribe, noSpeech, noTimestamps], [50359, 50360, 50363, 50364]);
  assert.deepEqual([timestampBegin, vocabSize, tokenizer.isMultilingual], [50365, 51866, true]);
  assert.deepEqual(tokenizer.prompt("yue", "transcribe"), [50258, 50358, 50360]);
});

Deno.test("int8 is for the CPU: CUDA is not tried for it", async () => {
  await withFolder(async (folder) => {
    await writeRandom(folder, SHAPES[0]);
    const options = { folder: `${folder}/ctranslate2`, cacheDir: folder, threads: 1, log } as const;
    const model = await WhisperModel.load({ ...options, device: "auto", precision: "int8" });
    await model.release();
    assert.deepEqual([model.device, model.fallbackReason], ["cpu", "the precision is int8, which is for the CPU"]);
  });
});
