import assert from "node:assert/strict";
import { readSafetensors, readShards } from "../../../ml/models/safetensors.ts";
import { type CheckpointTensor, floatTensor } from "../../../ml/models/tensors.ts";
import { withFolder } from "../../temporary_folder.ts";
import { writeRaw, writeSafetensors } from "./huggingface_fixture.ts";

const DATA = Float32Array.of(1, -0.5, 0, 3.140625, 65504, -2);

const values = (tensors: Map<string, CheckpointTensor>, name: string) => [...floatTensor(tensors, name).data];
const refused = (message: RegExp) => ({ name: "ModelError", message });

Deno.test("readSafetensors() gives shapes and values of float32, float16 and bfloat16", async () => {
  await withFolder(async (folder) => {
    for (const [type, dtype] of [["F32", "float32"], ["F16", "float16"], ["BF16", "bfloat16"]] as const) {
      await writeSafetensors(`${folder}/x.safetensors`, [["odd", [1], DATA.subarray(5)], ["w", [2, 3], DATA]], type);
      const tensors = readSafetensors(`${folder}/x.safetensors`);
      assert.deepEqual([...tensors.keys()], ["odd", "w"]);
      assert.deepEqual([tensors.get("w")!.shape, tensors.get("w")!.dtype], [[2, 3], dtype]);
      const expected = type === "BF16" ? [1, -0.5, 0, 3.140625, 65536, -2] : [...DATA];
      assert.deepEqual(values(tensors, "w"), expected, type);
      assert.deepEqual(values(tensors, "odd"), [-2], type);
    }
  });
});

Deno.test("floatTensor() reads bfloat16 as the upper half of a float32", () => {
  const bits = Uint16Array.of(0x3f80, 0xc049, 0x0000, 0x8000, 0x0001, 0x7f80);
  const tensors = new Map([["w", { shape: [6], dtype: "bfloat16" as const, bytes: new Uint8Array(bits.buffer) }]]);
  assert.deepEqual(values(tensors, "w"), [1, -3.140625, 0, -0, 2 ** -133, Infinity]);
});

Deno.test("readSafetensors() refuses a file that is cut off anywhere", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/x.safetensors`;
    await writeSafetensors(path, [["a", [6], DATA], ["b", [2, 3], DATA]], "F32");
    const { size } = await Deno.stat(path);
    for (const length of [size - 1, size - 24, size - 40, 100, 20, 7, 0]) {
      await Deno.truncate(path, length);
      assert.throws(() => readSafetensors(path), refused(/cut off/), `${length} bytes`);
    }
    await Deno.remove(path);
    assert.throws(() => readSafetensors(path), refused(/x\.safetensors could not be read/));
  });
});

Deno.test("a file that shrinks after its header was read is an error", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/x.safetensors`;
    await writeSafetensors(path, [["w", [2, 3], DATA]], "F32");
    const tensors = readSafetensors(path);
    await Deno.truncate(path, 90);
    assert.throws(() => values(tensors, "w"), refused(/ended before byte \d+ while it was read/));
  });
});

Deno.test("readSafetensors() refuses files of another format", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/x.safetensors`;
    await Deno.writeTextFile(path, "<html><body>404: not found</body></html>");
    assert.throws(() => readSafetensors(path), refused(/is no safetensors file: its header would have \d+ bytes/));
    await Deno.writeTextFile(path, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n");
    assert.throws(() => readSafetensors(path), refused(/pointer of Git LFS/));
    await Deno.writeFile(path, Uint8Array.of(4, 0, 0, 0, 0, 0, 0, 0, 65, 66, 67, 68));
    assert.throws(() => readSafetensors(path), refused(/its header is not JSON/));
  });
});

Deno.test("readSafetensors() refuses tensors whose size does not match their offsets", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/x.safetensors`;
    const entry = { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] };
    for (
      const [change, message] of [
        [{ shape: [2, 4] }, /is damaged: the tensor "w" of shape \[2,4\], type F32, has 24 bytes/],
        [{ data_offsets: [0, 28] }, /the tensor "w" ends at \d+. It is cut off/],
        [{ data_offsets: [24, 0] }, /the entry of "w" has no type, shape and place/],
        [{ data_offsets: [-8, 16] }, /the entry of "w"/],
        [{ shape: "2x3" }, /the entry of "w"/],
        [{ dtype: undefined }, /the entry of "w"/],
      ] as const
    ) {
      await writeRaw(path, { w: { ...entry, ...change } }, [new Uint8Array(24)]);
      assert.throws(() => readSafetensors(path), refused(message));
    }
    await writeRaw(path, { w: null }, []);
    assert.throws(() => readSafetensors(path), refused(/the entry of "w"/));
  });
});

Deno.test("a tensor of an unsupported type is an error only on access", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/x.safetensors`;
    const step = { dtype: "I64", shape: [], data_offsets: [0, 8] };
    const w = { dtype: "F32", shape: [1], data_offsets: [8, 12] };
    await writeRaw(path, { step, w }, [new Uint8Array(12)]);
    const tensors = readSafetensors(path);
    assert.deepEqual(values(tensors, "w"), [0]);
    assert.throws(() => values(tensors, "step"), refused(/"step" of .* is of type I64: it must be F32, F16, BF16/));
  });
});

Deno.test("readShards() reads several files by their index and names mismatches", async () => {
  await withFolder(async (folder) => {
    const index = `${folder}/model.safetensors.index.json`;
    const write = (map: unknown) => Deno.writeTextFile(index, JSON.stringify({ metadata: {}, weight_map: map }));
    const [one, two] = ["model-1-of-2.safetensors", "model-2-of-2.safetensors"];
    await writeSafetensors(`${folder}/${one}`, [["a", [6], DATA]], "F16");
    await writeSafetensors(`${folder}/${two}`, [["b", [1], DATA.subarray(0, 1)]], "F32");
    await write({ a: one, b: two });
    const tensors = readShards(index);
    assert.deepEqual([values(tensors, "a"), values(tensors, "b")], [[...DATA], [1]]);
    await write({ a: one, b: one });
    assert.throws(
      () => readShards(index),
      refused(/says that "b" is in model-1-of-2.safetensors, which does not have/),
    );
    await write({ a: "../model.safetensors" });
    assert.throws(() => readShards(index), refused(/names the file "..\/model.safetensors"/));
    await write({});
    assert.throws(() => readShards(index), refused(/names no tensors/));
    await Deno.writeTextFile(index, "{");
    assert.throws(() => readShards(index), refused(/index.json could not be read as JSON/));
    await write({ a: one, b: two });
    await Deno.remove(`${folder}/${two}`);
    assert.throws(() => readShards(index), refused(/model-2-of-2.safetensors could not be read/));
  });
});
