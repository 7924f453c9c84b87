import assert from "node:assert/strict";
import { openCheckpoint } from "../../../ml/models/checkpoint.ts";
import { modelFolder } from "../../../ml/models/model_folder.ts";
import { ModelStore } from "../../../ml/models/store.ts";
import { type CheckpointTensor, floatTensor } from "../../../ml/models/tensors.ts";
import { readTokenizer } from "../../../ml/models/tokenizer_file.ts";
import { modelDimensions } from "../../../ml/whisper/dimensions.ts";
import { WhisperTokenizer } from "../../../ml/whisper/tokenizer.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import { createLog } from "../../../src/core/log.ts";
import { TINY, TINY_CONFIG, tinyWeights, writeTinyModel } from "../whisper/graphs/tiny_checkpoint.ts";
import { withFolder } from "../../temporary_folder.ts";
import { type HuggingFaceModel, readFloats, withoutKeyBias, writeHuggingFace } from "./huggingface_fixture.ts";

const store = new ModelStore(readConfig(Deno.env.toObject()).modelsDir, createLog("error"));

function tinyModel(): HuggingFaceModel {
  return {
    weights: withoutKeyBias(tinyWeights()),
    dimensions: TINY,
    config: {
      alignmentHeads: TINY_CONFIG.alignment_heads as [number, number][],
      languageIds: TINY_CONFIG.lang_ids,
      suppressIds: TINY_CONFIG.suppress_ids,
      suppressIdsBegin: TINY_CONFIG.suppress_ids_begin,
    },
  };
}

const refused = (message: RegExp) => ({ name: "ModelError", message });

Deno.test("openCheckpoint() gives real weights the same tensors from either format", async () => {
  const source = await store.resolve("tiny.en");
  const model = readFloats(source);
  for (const [type, shards] of [["F32", 1], ["F16", 3]] as const) {
    await withFolder(async (folder) => {
      await writeHuggingFace(folder, model, { type, shards });
      await Deno.copyFile(`${source}/tokenizer.json`, `${folder}/tokenizer.json`);
      const { tensors, config } = openCheckpoint(folder);
      assert.deepEqual(modelDimensions({ tensors, config }), model.dimensions);
      assert.deepEqual(config, model.config);
      for (const [name, { shape, data }] of model.weights) {
        if (name === "decoder/projection/weight") continue; // an alias of the embeddings
        const found = floatTensor(tensors, name);
        assert.deepEqual(found.shape, shape, name);
        assert.ok(equal(found.data, data), `${name} differs in ${type}`);
      }
      const names = new Set(model.weights.keys());
      for (const name of tensors.keys()) assert.ok(names.has(name) || name.endsWith("num_heads"), name);
    });
  }
});

function equal(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

Deno.test("in real CTranslate2 weights the keys are the second of three and the first of two: they have no bias", async () => {
  const { weights, dimensions: { nAudioLayer, nTextLayer } } = readFloats(await store.resolve("base"));
  const layers = [
    ...Array.from(
      { length: nAudioLayer },
      (_, i) => [`encoder/layer_${i}/self_attention/linear_0/bias`, 1, 3] as const,
    ),
    ...Array.from({ length: nTextLayer }, (_, i) => [`decoder/layer_${i}/self_attention/linear_0/bias`, 1, 3] as const),
    ...Array.from({ length: nTextLayer }, (_, i) => [`decoder/layer_${i}/attention/linear_1/bias`, 0, 2] as const),
  ];
  for (const [name, keys, of] of layers) {
    const { data } = weights.get(name)!;
    const size = data.length / of;
    const isZero = (part: number) => data.subarray(part * size, (part + 1) * size).every((value) => value === 0);
    assert.deepEqual(Array.from({ length: of }, (_, i) => isZero(i)), Array.from({ length: of }, (_, i) => i === keys));
  }
});

Deno.test("bfloat16 weights equal the float32 ones to their precision", async () => {
  await withFolder(async (folder) => {
    const model = tinyModel();
    await writeHuggingFace(folder, model, { type: "BF16" });
    await Deno.writeTextFile(`${folder}/tokenizer.json`, "{}");
    const { tensors } = openCheckpoint(folder);
    for (const [name, { data }] of model.weights) {
      const found = floatTensor(tensors, name).data;
      data.forEach((value, i) => assert.ok(Math.abs(found[i] - value) <= Math.abs(value) / 256, `${name}[${i}]`));
    }
  });
});

Deno.test("settings come from generation_config.json, else from config.json, and alignment heads may be missing", async () => {
  await withFolder(async (folder) => {
    const model = tinyModel();
    model.config.alignmentHeads = [];
    await writeHuggingFace(folder, model);
    await Deno.writeTextFile(`${folder}/tokenizer.json`, "{}");
    assert.deepEqual(openCheckpoint(folder).config, model.config);
    await Deno.remove(`${folder}/generation_config.json`);
    const old = { alignmentHeads: [], languageIds: [], suppressIds: [1], suppressIdsBegin: [] };
    assert.deepEqual(openCheckpoint(folder).config, old);
    await Deno.writeTextFile(`${folder}/generation_config.json`, JSON.stringify({ suppress_tokens: "-1" }));
    assert.throws(() => openCheckpoint(folder), refused(/generation_config.json: suppress_tokens must be a list/));
  });
});

Deno.test("a base model's tensors have no leading model.", async () => {
  await withFolder(async (folder) => {
    await writeHuggingFace(folder, tinyModel());
    await Deno.writeTextFile(`${folder}/tokenizer.json`, "{}");
    const path = `${folder}/model.safetensors`;
    const bytes = await Deno.readFile(path);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = new TextDecoder().decode(bytes.subarray(8, 8 + length)).replaceAll('"model.', '"');
    bytes.set(new TextEncoder().encode(header.padEnd(length)), 8);
    await Deno.writeFile(path, bytes);
    assert.deepEqual(modelDimensions(openCheckpoint(folder)), TINY);
  });
});

Deno.test("a checkpoint that lacks a tensor, has one of another type, or fits no config.json is refused", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/tokenizer.json`, "{}");
    const model = tinyModel();
    const bias = "decoder/layer_1/ffn/linear_0/bias";

    await writeHuggingFace(folder, { ...model, dimensions: { ...TINY, nTextLayer: 2 } });
    await setConfig(folder, { decoder_layers: 3 });
    const missing = /has no tensor "model.decoder.layers.2.self_attn_layer_norm.weight": it is not a complete/;
    assert.throws(() => openCheckpoint(folder), refused(missing));

    await writeHuggingFace(folder, model);
    const changes = [
      [{ model_type: "wav2vec2" }, /model_type is "wav2vec2": it must be "whisper"/],
      [{ num_mel_bins: 80 }, /num_mel_bins is 80, but the weights have 4: the files belong to different models/],
      [{ vocab_size: 51866 }, /vocab_size is 51866, but the weights have 72/],
      [{ decoder_attention_heads: null }, /decoder_attention_heads is null: it must be a whole number from 1 on/],
      [{ decoder_attention_heads: 5 }, /5 heads for a width of 32/],
      [{ tie_word_embeddings: false }, /tie_word_embeddings is false: it must be true/],
    ] as const;
    const config = await Deno.readTextFile(`${folder}/config.json`);
    for (const [change, message] of changes) {
      await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify({ ...JSON.parse(config), ...change }));
      assert.throws(() => modelDimensions(openCheckpoint(folder)), refused(message));
    }
    await Deno.writeTextFile(`${folder}/config.json`, config);

    const path = `${folder}/model.safetensors`;
    const bytes = await Deno.readFile(path);
    const text = new TextDecoder("latin1").decode(bytes);
    const at = text.indexOf('"F32"', text.indexOf("layers.1.fc1.bias"));
    bytes.set(new TextEncoder().encode('"I32"'), at);
    await Deno.writeFile(path, bytes);
    assert.ok(model.weights.has(bias));
    assert.throws(() => openCheckpoint(folder), refused(/fc1.bias" of .* is of type I32: it must be F32, F16, BF16/));

    await Deno.truncate(path, bytes.length - 1);
    assert.throws(() => openCheckpoint(folder), refused(/cut off/));
  });
});

async function setConfig(folder: string, change: Record<string, unknown>): Promise<void> {
  const path = `${folder}/config.json`;
  await Deno.writeTextFile(path, JSON.stringify({ ...JSON.parse(await Deno.readTextFile(path)), ...change }));
}

Deno.test("modelFolder() takes CTranslate2's weights, else one safetensors, else shards, and names missing files", async () => {
  await withFolder(async (folder) => {
    const touch = (...names: string[]) =>
      Promise.all(names.map((name) => Deno.writeTextFile(`${folder}/${name}`, "{}")));
    assert.throws(
      () => modelFolder(folder),
      refused(/has no readable model.bin \(CTranslate2\), model.safetensors or/),
    );
    await touch("pytorch_model.bin");
    assert.throws(() => modelFolder(folder), refused(/It has pytorch_model.bin, which is not read: save/));
    const shards = { weight_map: { a: "a.safetensors", b: "b.safetensors", c: "a.safetensors" } };
    await Deno.writeTextFile(`${folder}/model.safetensors.index.json`, JSON.stringify(shards));
    assert.throws(
      () => modelFolder(folder),
      refused(/lacks a.safetensors, b.safetensors, config.json, tokenizer.json:/),
    );
    await touch("a.safetensors", "b.safetensors", "config.json", "vocab.json", "merges.txt", "added_tokens.json");
    const weights = ["a.safetensors", "b.safetensors", "model.safetensors.index.json"];
    const old = ["config.json", "vocab.json", "merges.txt", "added_tokens.json"];
    assert.deepEqual(modelFolder(folder), { format: "safetensors shards", files: [...weights, ...old] });
    await touch("model.safetensors", "tokenizer.json", "generation_config.json");
    const rest = ["config.json", "tokenizer.json", "generation_config.json", "added_tokens.json"];
    assert.deepEqual(modelFolder(folder), { format: "safetensors", files: ["model.safetensors", ...rest] });
    await touch("model.bin");
    assert.deepEqual(modelFolder(folder), {
      format: "ctranslate2",
      files: ["model.bin", "config.json", "tokenizer.json"],
    });
  });
});

Deno.test("readTokenizer() makes the same tokenizer from vocab.json and merges.txt as from tokenizer.json", async () => {
  const source = await store.resolve("base");
  const file = JSON.parse(await Deno.readTextFile(`${source}/tokenizer.json`));
  await withFolder(async (folder) => {
    const added = file.added_tokens.map(({ content, id }: { content: string; id: number }) => [content, id]);
    await writeTinyModel(folder);
    await Deno.remove(`${folder}/tokenizer.json`);
    await Deno.writeTextFile(`${folder}/vocab.json`, JSON.stringify(file.model.vocab));
    await Deno.writeTextFile(`${folder}/merges.txt`, `#version: 0.2\n${file.model.merges.join("\n")}\n`);
    await Deno.writeTextFile(`${folder}/added_tokens.json`, JSON.stringify(Object.fromEntries(added)));
    const own = new WhisperTokenizer(await readTokenizer(folder));
    const right = new WhisperTokenizer(await readTokenizer(source));
    assert.deepEqual({ ...own }, { ...right });
    const text = " Grüße, it's 1,024 o'clock — 東京!";
    assert.deepEqual(own.encode(text), right.encode(text));
    assert.equal(own.decode(own.encode(text)), text);

    await Deno.writeTextFile(`${folder}/vocab.json`, '{"a": "first"}');
    await assert.rejects(readTokenizer(folder), refused(/vocab.json: the id of "a" must be a whole number/));
    await Deno.writeTextFile(`${folder}/merges.txt`, "#version: 0.2\n");
    await assert.rejects(readTokenizer(folder), refused(/merges.txt is empty/));
  });
});

Deno.test("quantised CTranslate2 weights equal the original ones to their precision", () => {
  const right = tinyWeights();
  for (const [dtype, tolerance] of [["int8", 1 / 250], ["int16", 1 / 2000], ["bfloat16", 1 / 128]] as const) {
    const tensors = new Map<string, CheckpointTensor>();
    for (const [name, { shape, data }] of right) quantise(tensors, name, shape, data, dtype);
    for (const [name, { data }] of right) {
      const largest = data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      const found = floatTensor(tensors, name).data;
      data.forEach((value, i) =>
        assert.ok(Math.abs(found[i] - value) <= largest * tolerance, `${dtype} ${name}[${i}]`)
      );
    }
  }
  const bytes = new Uint8Array(8);
  const tensors = new Map<string, CheckpointTensor>([
    ["awq", { shape: [2], dtype: "int32", bytes }],
    ["w", { shape: [8], dtype: "int8", bytes }],
    ["v", { shape: [4], dtype: "int16", bytes }],
    ["v_scale", { shape: [3], dtype: "float32", bytes: new Uint8Array(12) }],
  ]);
  assert.throws(() => floatTensor(tensors, "awq"), refused(/"awq" is of type int32: weights must be float32, float16/));
  assert.throws(() => floatTensor(tensors, "w"), refused(/no tensor "w_scale"/));
  assert.throws(() => floatTensor(tensors, "v"), refused(/has 4 values and 3 scales/));
});

/** As CTranslate2 does: int8 with a scale for each row, int16 with one scale of 10 bits for all. */
function quantise(
  tensors: Map<string, CheckpointTensor>,
  name: string,
  shape: number[],
  data: Float32Array,
  dtype: "int8" | "int16" | "bfloat16",
): void {
  if (dtype === "bfloat16") {
    const bits = Uint16Array.from(new Uint32Array(data.slice().buffer), (b) => b >>> 16);
    tensors.set(name, { shape, dtype, bytes: new Uint8Array(bits.buffer) });
    return;
  }
  const rows = dtype === "int8" ? shape[0] : 1;
  const size = data.length / rows;
  const scales = Float32Array.from({ length: rows }, (_, row) => {
    const largest = data.subarray(row * size, (row + 1) * size).reduce(
      (max, value) => Math.max(max, Math.abs(value)),
      0,
    );
    return (dtype === "int8" ? 127 : 1024) / largest;
  });
  const rounded = data.map((value, i) => Math.round(value * scales[Math.floor(i / size)]));
  const values = dtype === "int8" ? Int8Array.from(rounded) : Int16Array.from(rounded);
  tensors.set(name, { shape, dtype, bytes: new Uint8Array(values.buffer) });
  const scaleShape = dtype === "int8" ? [rows] : [];
  tensors.set(`${name}_scale`, { shape: scaleShape, dtype: "float32", bytes: new Uint8Array(scales.buffer) });
}
