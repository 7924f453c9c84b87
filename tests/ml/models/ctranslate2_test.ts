import assert from "node:assert/strict";
import { readCTranslate2 } from "../../../ml/models/ctranslate2.ts";
import { floatTensor } from "../../../ml/models/tensors.ts";
import { modelDimensions } from "../../../ml/whisper/dimensions.ts";
import { checkpointBytes, TINY, TINY_CONFIG, tinyWeights, writeTinyModel } from "../whisper/graphs/tiny_checkpoint.ts";

Deno.test("readCTranslate2() gives the tensors, the aliases and the settings that were written", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await writeTinyModel(folder);
    const checkpoint = readCTranslate2(folder);
    for (const [name, { shape, data }] of tinyWeights()) {
      assert.deepEqual(floatTensor(checkpoint.tensors, name), { shape, data }, name);
    }
    assert.equal(
      checkpoint.tensors.get("decoder/projection/weight"),
      checkpoint.tensors.get("decoder/embeddings/weight"),
    );
    assert.deepEqual(checkpoint.config.alignmentHeads, TINY_CONFIG.alignment_heads);
    assert.deepEqual(checkpoint.config.suppressIds, TINY_CONFIG.suppress_ids);
    assert.deepEqual(modelDimensions(checkpoint), TINY);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Asserts that each model.bin, beside a valid config.json, is refused with its message. */
async function assertRefused(files: [bytes: Uint8Array, message: RegExp][]): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await writeTinyModel(folder);
    for (const [bytes, message] of files) {
      await Deno.writeFile(`${folder}/model.bin`, bytes);
      assert.throws(() => readCTranslate2(folder), { name: "ModelError", message }, `${bytes.length} bytes`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("readCTranslate2() refuses a file that is cut off anywhere", async () => {
  const bytes = checkpointBytes(tinyWeights());
  const lengths = [0, 3, 10, 25, 1000, bytes.length >> 1, bytes.length - 1];
  await assertRefused(lengths.map((length) => [bytes.subarray(0, length), /model.bin ends after \d+ bytes/]));
});

Deno.test("readCTranslate2() refuses files of another format by name", async () => {
  const bytes = checkpointBytes(tinyWeights());
  const old = bytes.slice();
  old[0] = 5;
  const other = bytes.slice();
  other[6] = "X".charCodeAt(0);
  await assertRefused([
    [old, /model.bin is of format version 5: .* version 6/],
    [other, /holds a "XhisperSpec": it must be a WhisperSpec/],
    [new TextEncoder().encode("<html>not found</html>"), /is of format version \d+/],
  ]);
});

Deno.test("readCTranslate2() refuses a tensor whose length is not that of its shape", async () => {
  const bytes = checkpointBytes(tinyWeights());
  const name = new TextEncoder().encode("encoder/conv1/weight\0");
  const at = bytes.findIndex((_, i) => name.every((byte, j) => bytes[i + j] === byte));
  bytes[at + name.length + 1]++; // the first dimension
  await assertRefused([[bytes, /"encoder\/conv1\/weight" of shape \[33,4,3\]/]]);
});

Deno.test("floatTensor() reads float16 exactly and multiplies int8 by its scale", () => {
  const half = Float16Array.of(1, -0.5, 65504, 6e-8);
  const int8 = Int8Array.of(127, -127, 10, 0);
  const tensors = new Map([
    ["half", { shape: [4], dtype: "float16" as const, bytes: new Uint8Array(half.buffer) }],
    ["w", { shape: [2, 2], dtype: "int8" as const, bytes: new Uint8Array(int8.buffer) }],
    ["w_scale", { shape: [2], dtype: "float32" as const, bytes: new Uint8Array(Float32Array.of(127, 20).buffer) }],
  ]);
  assert.deepEqual([...floatTensor(tensors, "half").data], [...half]);
  assert.deepEqual([...floatTensor(tensors, "w").data], [1, -1, 0.5, 0]);
  assert.throws(() => floatTensor(tensors, "absent"), /no tensor "absent"/);
});

Deno.test("readCTranslate2() says which file is missing, and which setting is wrong", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assert.throws(() => readCTranslate2(folder), { name: "ModelError", message: /model.bin could not be read/ });
    await writeTinyModel(folder);
    await Deno.writeTextFile(`${folder}/config.json`, "{");
    assert.throws(() => readCTranslate2(folder), { name: "ModelError", message: /config.json is not JSON/ });
    await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify({ suppress_ids: "none" }));
    assert.throws(() => readCTranslate2(folder), /suppress_ids must be a list of whole numbers/);
    await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify({ alignment_heads: [[1]] }));
    assert.throws(() => readCTranslate2(folder), /alignment_heads must be a list of \[layer, head\]/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
