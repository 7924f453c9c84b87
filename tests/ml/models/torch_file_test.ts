import assert from "node:assert/strict";
import { floatTensor } from "../../../ml/models/tensors.ts";
import { readTorchFile } from "../../../ml/models/torch_file.ts";
import { ModelError } from "../../../src/core/errors.ts";

const data = new URL("../../data/marian/", import.meta.url).pathname; // made by tests/data/make_marian.py
const folder = await Deno.makeTempDir({ prefix: "streamforge_torch_" });
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

const text = (value: string) => new TextEncoder().encode(value);
const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => typeof part === "string" ? [...text(part)] : part));

/** Replaces the pickle of the tensors in an old file of PyTorch: magic, version and system stand before it. */
async function withPickle(pickle: Uint8Array): Promise<string> {
  const path = `${folder}/${crypto.randomUUID()}.bin`;
  const magic = bytes([0x80, 2, 0x8a, 10], [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19], ".");
  const version = bytes([0x80, 2], "M", [0xe9, 3], ".");
  await Deno.writeFile(path, Uint8Array.from([...magic, ...version, ...bytes([0x80, 2], "}."), ...pickle]));
  return path;
}

for (const name of ["zip.bin", "legacy.bin"]) {
  Deno.test(`the tensors of ${name} have PyTorch's shapes and values`, () => {
    const tensors = readTorchFile(data + name);
    const values = [...tensors.keys()].map((key) => [key, floatTensor(tensors, key)] as const)
      .map(([key, { shape, data }]) => [key, shape, [...data]]);
    assert.deepEqual(values, [
      ["a", [2, 3], [0, 1, 2, 3, 4, 5]],
      ["b", [2], [1.5, -2]],
      ["c", [1, 1], [0.25]],
      ["d", [3], [3, 4, 5]], // a part of a's storage
    ]);
  });

  Deno.test(`${name} is refused when it is cut off anywhere`, async () => {
    const whole = await Deno.readFile(data + name);
    const path = `${folder}/cut_${name}`;
    for (let length = 0; length < whole.length; length += 7) {
      await Deno.writeFile(path, whole.subarray(0, length));
      assert.throws(() => readTorchFile(path), ModelError, `${length} bytes of ${whole.length}`);
    }
  });
}

Deno.test("a pickle that calls anything but what makes tensors is refused, and nothing of it runs", async () => {
  const proof = `${folder}/ran`;
  const argument = text(`touch ${proof}`);
  const call = bytes([0x80, 2], "cposix\nsystem\n", "X", [argument.length, 0, 0, 0], [...argument], [0x85], "R.");
  assert.throws(
    () => readTorchFile(`${data}refused.bin`), // torch.save({"f": os.system})
    (error: Error) => error instanceof ModelError && /"f" is no tensor/.test(error.message),
  );
  const path = await withPickle(call);
  assert.throws(() => readTorchFile(path), /wants to call posix\.system, which is no part of weights/);
  await assert.rejects(Deno.stat(proof), Deno.errors.NotFound);
});

Deno.test("tensors that are not stored row by row, instructions of objects and other files are refused by name", async () => {
  assert.throws(() => readTorchFile(`${data}turned.bin`), /turned\.bin could not be read.*not stored row by row/);
  const object = await withPickle(bytes([0x80, 2], "cposix\nsystem\n)", [0x81], ".")); // NEWOBJ
  assert.throws(() => readTorchFile(object), /has the instruction 0x81, which weights don't need/);
  assert.throws(() => readTorchFile(`${data}pieces.json`), ModelError);
  assert.throws(() => readTorchFile(`${folder}/none.bin`), /none\.bin could not be read/);
});

Deno.test("a pickle of very many instructions is refused before it fills the memory", async () => {
  const path = await withPickle(new Uint8Array(600_000).fill(0x7d)); // EMPTY_DICT
  assert.throws(
    () => readTorchFile(path),
    (error: Error) => error instanceof ModelError && /has more than 500000 instructions/.test(error.message),
  );
});

Deno.test("keys and names that are lists in lists are refused: a few bytes would be an endless text", async () => {
  const lists = [...bytes("]q", [0])]; // an empty one
  for (let i = 0; i < 20; i++) lists.push(...bytes("h", [i], "h", [i], [0x86], "q", [i + 1])); // (last, last)
  const longest = [...bytes("h", [20])];
  const word = (value: string) => bytes("X", [value.length, 0, 0, 0], value);
  const type = "ctorch\nFloatStorage\n";
  const storage = bytes(lists, "(", [...word("storage")], type, longest, [...word("cpu")], "K", [1], "tQ.");
  const refused = (message: RegExp) => (error: Error) => error instanceof ModelError && message.test(error.message);
  const key = await withPickle(storage);
  assert.throws(() => readTorchFile(key), refused(/the key of a storage is no text/));
  const name = await withPickle(bytes(lists, "}", longest, "Ns.", "]."));
  assert.throws(() => readTorchFile(name), refused(/the name of a tensor is no text/));
  const place = await withPickle(bytes("}.", lists, "]", longest, "a."));
  assert.throws(() => readTorchFile(place), refused(/the key of a storage is no text/));
});

Deno.test("tensors of whole numbers are left out", () => {
  for (const name of ["zip.bin", "legacy.bin"]) assert.equal(readTorchFile(data + name).has("steps"), false);
});
