import assert from "node:assert/strict";
import { readSafetensors as readModelFile } from "../../../ml/models/safetensors.ts";
import { floatTensor } from "../../../ml/models/tensors.ts";
import { checkpointBytes, restoreCheckpoint } from "../../../ml/transformer/checkpoint.ts";
import { Random } from "../../../ml/transformer/random.ts";
import { readSafetensors, writeSafetensors } from "../../../ml/transformer/safetensors.ts";
import { writeWhole } from "../../../src/core/files.ts";
import { toyModel, ToyTraining } from "./toy.ts";
import { withFolder } from "../../temporary_folder.ts";
import { assertClose } from "./reference.ts";

Deno.test("a stopped and resumed run continues bit for bit", () => {
  const whole = new ToyTraining();
  const losses = Array.from({ length: 12 }, () => whole.step());
  const first = new ToyTraining();
  for (let i = 0; i < 5; i++) first.step();
  const bytes = checkpointBytes(first.checkpoint, { epoch: "3" });
  const second = new ToyTraining({ seed: 77 }); // another seed: the checkpoint must replace everything
  assert.deepEqual(restoreCheckpoint(bytes, second.checkpoint).epoch, "3");
  assert.deepEqual(Array.from({ length: 7 }, () => second.step()), losses.slice(5));
  assert.deepEqual(checkpointBytes(second.checkpoint), checkpointBytes(whole.checkpoint));
});

Deno.test("a run that is repeatedly killed at random moments ends like an uninterrupted one", async () => {
  await withFolder(async (folder) => {
    const STEPS = 60;
    const script = new URL("toy.ts", import.meta.url).pathname;
    const run = (path: string) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", script, path, `${STEPS}`],
        stdout: "piped",
      }).spawn();
    const times = new Random(3);
    let kills = 0;
    for (let isDone = false; !isDone;) {
      const child = run(`${folder}/killed.safetensors`);
      // After some of its steps, at a random moment
      let left = kills < 4 ? 3 + times.integer(8) : Infinity;
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
        left -= text.split("\n").length - 1;
        if (left > 0) continue;
        child.kill("SIGKILL");
        kills++;
        break;
      }
      isDone = (await child.status).success;
    }
    assert.ok(kills >= 3, `it was killed ${kills} times`);
    const undisturbed = run(`${folder}/whole.safetensors`);
    await undisturbed.stdout.cancel();
    const training = new ToyTraining();
    for (let i = 0; i < STEPS; i++) training.step();
    await undisturbed.status;
    assert.deepEqual(await Deno.readFile(`${folder}/killed.safetensors`), checkpointBytes(training.checkpoint));
  });
});

Deno.test("the reader of Whisper's weights reads these files too, in full and in half precision", async () => {
  await withFolder(async (folder) => {
    const parameters = toyModel().parameters();
    for (const half of [false, true]) {
      const path = `${folder}/model.safetensors`;
      await writeWhole(path, checkpointBytes({ parameters }, { vocab: "añ" }, { half }));
      const tensors = readModelFile(path);
      assert.equal(tensors.size, parameters.size);
      const restored = toyModel({ seed: 1 });
      const metadata = restoreCheckpoint(await Deno.readFile(path), { parameters: restored.parameters() });
      assert.deepEqual(metadata, { vocab: "añ" });
      for (const [name, { data, shape }] of parameters) {
        const read = floatTensor(tensors, name);
        assert.deepEqual(read.shape, shape);
        assertClose(read.data, data, half ? 1e-3 : 0, name);
        assert.deepEqual(restored.parameters().get(name)!.data, read.data);
      }
      assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["model.safetensors"]);
    }
  });
});

Deno.test("half precision is read correctly, special values too", () => {
  const values = [0, 1, -2, 65504, 6e-8, Infinity, -Infinity, 0.333251953125];
  const file = writeSafetensors({
    tensors: new Map([["x", { shape: [8], data: Float32Array.from(values) }]]),
    metadata: {},
  }, {
    half: true,
  });
  assert.deepEqual(
    [...readSafetensors(file).tensors.get("x")!.data],
    values.map((v) => Number(new Float16Array([v])[0])),
  );
});

Deno.test("a checkpoint that does not fit is refused, and nothing is changed", () => {
  const training = new ToyTraining();
  const bytes = checkpointBytes({ parameters: training.model.parameters() });
  const before = checkpointBytes(training.checkpoint);
  assert.throws(() => restoreCheckpoint(bytes, training.checkpoint), /"adam.mean.*not at all/);
  const other = new ToyTraining({ dFeedForward: 32 });
  assert.throws(() => restoreCheckpoint(before, other.checkpoint), /feedForward.*shape/);
  const { optimizer, randoms } = training.checkpoint;
  const all = checkpointBytes({ parameters: training.model.parameters(), optimizer });
  assert.throws(() => restoreCheckpoint(all, { parameters: new Map(), randoms }), /generator "training"/);
  assert.deepEqual(checkpointBytes(training.checkpoint), before);
});

Deno.test("damaged files are refused with the reason", () => {
  const file = checkpointBytes({ parameters: toyModel().parameters() });
  assert.throws(() => readSafetensors(file.subarray(0, 5)), /cut off/);
  assert.throws(() => readSafetensors(file.subarray(0, file.length - 4)), /cut off/);
  assert.throws(() => readSafetensors(Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 0, ...new Array(8).fill(123))), /not JSON/);
  const text = new TextDecoder("latin1").decode(file).replace('"F32"', '"I64"');
  assert.throws(() => readSafetensors(Uint8Array.from(text, (c) => c.charCodeAt(0))), /type I64.*damaged/);
});

Deno.test("saving to a folder that does not exist leaves nothing behind", async () => {
  await withFolder(async (folder) => {
    await assert.rejects(
      writeWhole(`${folder}/none/x.safetensors`, checkpointBytes({ parameters: new Map() })),
      Deno.errors.NotFound,
    );
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});
