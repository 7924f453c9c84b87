import assert from "node:assert/strict";
import { createLog } from "../../../../src/core/log.ts";
import { NoSpaceError } from "../../../../src/core/errors.ts";
import { graphFolder, graphFolderName, type GraphOptions } from "../../../../ml/whisper/graphs/graph_cache.ts";
import { smallDisk } from "../../../small_disk.ts";
import { TINY, TINY_TOKENS, writeTinyModel } from "./tiny_checkpoint.ts";

const NAME = graphFolderName("int8");
const FILES = ["alignment.onnx", "beams.onnx", "decoder.onnx", "encoder.onnx", "manifest.json", "weights.bin"];

async function withModel(use: (options: GraphOptions, written: string[]) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  const folder = `${root}/model`;
  const written: string[] = [];
  const log = createLog("info", (line) => written.push(line));
  try {
    await Deno.mkdir(folder);
    await writeTinyModel(folder);
    await use(
      { folder, cacheDir: `${root}/cache`, precision: "int8", tokens: () => Promise.resolve(TINY_TOKENS), log },
      written,
    );
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const list = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("graphFolder() writes the graphs beside the weights once", async () => {
  await withModel(async (options, written) => {
    const first = await graphFolder(options);
    assert.deepEqual(first.dimensions, TINY);
    assert.equal(first.path, `${options.folder}/${NAME}`);
    assert.deepEqual(list(first.path), FILES);
    assert.deepEqual(await graphFolder(options), first);
    assert.equal(written.length, 1);
    const float = await graphFolder({ ...options, precision: "float32" });
    assert.notEqual(float.path, first.path);
  });
});

Deno.test("graphFolder() writes them again after the weights changed or the folder was damaged", async () => {
  await withModel(async (options, written) => {
    const { path } = await graphFolder(options);
    await Deno.utime(`${options.folder}/model.bin`, 1000, 1000);
    await graphFolder(options);
    assert.equal(written.length, 2);
    await Deno.writeTextFile(`${path}/manifest.json`, "{");
    await graphFolder(options);
    assert.equal(written.length, 3);
    await Deno.truncate(`${path}/decoder.onnx`, 0);
    await Deno.mkdir(`${options.folder}/onnx-1-int8`); // of an older version
    await Deno.writeTextFile(`${options.folder}/.onnx-1-int8.lock`, "");
    await Deno.mkdir(`${options.folder}/${NAME}.killed`);
    await graphFolder(options);
    assert.equal(written.length, 4);
    assert.ok((await Deno.stat(`${path}/decoder.onnx`)).size > 0);
    assert.deepEqual(list(options.folder), [`.${NAME}.lock`, "config.json", "model.bin", NAME, "tokenizer.json"]);
  });
});

Deno.test("graphFolder(): two simultaneous calls write once", async () => {
  await withModel(async (options, written) => {
    const [a, b] = await Promise.all([graphFolder(options), graphFolder(options)]);
    assert.equal(a.path, b.path);
    assert.equal(written.length, 1);
  });
});

Deno.test("graphFolder() uses the cache if the weights' folder is not writable", async () => {
  await withModel(async (options) => {
    const script = `
      import { graphFolder } from "${new URL("../../../../ml/whisper/graphs/graph_cache.ts", import.meta.url)}";
      import { TINY_TOKENS } from "${new URL("./tiny_checkpoint.ts", import.meta.url)}";
      const log = { debug() {}, info() {}, warn() {}, error() {} };
      console.log((await graphFolder({ ...JSON.parse(Deno.args[0]), tokens: () => Promise.resolve(TINY_TOKENS), log })).path);`;
    const { folder, cacheDir, precision } = options;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-check",
        `--config=${new URL("../../../../deno.json", import.meta.url).pathname}`,
        "--allow-read",
        `--allow-write=${cacheDir}`,
        `data:text/typescript,${encodeURIComponent(script)}`,
        JSON.stringify({ folder, cacheDir, precision }),
      ],
    }).output();
    const path = new TextDecoder().decode(stdout).trim();
    assert.ok(path.startsWith(`${cacheDir}/graphs/`), path + new TextDecoder().decode(stderr));
    assert.deepEqual(list(path), FILES);
    assert.deepEqual(list(folder), ["config.json", "model.bin", "tokenizer.json"]);
  });
});

Deno.test("graphFolder() leaves nothing behind if the weights are damaged", async () => {
  await withModel(async (options) => {
    await Deno.truncate(`${options.folder}/model.bin`, 5000);
    await assert.rejects(graphFolder(options), { name: "ModelError", message: /model.bin ends after 5000 bytes/ });
    assert.deepEqual(list(options.folder), [`.${NAME}.lock`, "config.json", "model.bin", "tokenizer.json"]);
    await Deno.remove(`${options.folder}/model.bin`);
    await assert.rejects(graphFolder(options), { name: "ModelError", message: /no readable model.bin/ });
  });
});

Deno.test("graphFolder() refuses a tokenizer of another model", async () => {
  await withModel(async (options) => {
    const tokens = () => Promise.resolve({ ...TINY_TOKENS, timestampBegin: 500 });
    await assert.rejects(graphFolder({ ...options, tokens }), /the files belong to different models/);
  });
});

Deno.test("graphFolder() throws a NoSpaceError on a full disk, leaves nothing behind, and succeeds once there is space", async () => {
  await withModel(async (options) => {
    await using disk = await smallDisk(4);
    const folder = `${disk.path}/model`;
    await Deno.mkdir(folder);
    for (const { name } of Deno.readDirSync(options.folder)) {
      await Deno.copyFile(`${options.folder}/${name}`, `${folder}/${name}`);
    }
    const before = list(folder);
    await disk.fill();
    await Deno.truncate(`${disk.path}/filler`, (await Deno.stat(`${disk.path}/filler`)).size - 16_384);
    await assert.rejects(graphFolder({ ...options, folder }), NoSpaceError);
    assert.deepEqual(list(folder).filter((name) => !name.endsWith(".lock")), before);
    await disk.clear();
    assert.deepEqual(list((await graphFolder({ ...options, folder })).path), FILES);
  });
});
