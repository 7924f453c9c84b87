/** The parts of `./sf gpu-pack`, put together by their own script in an empty folder, on a small fixture. */
import assert from "node:assert/strict";
import { CUDA_VERSIONS } from "../src/cli/gpu_check/cuda_versions.ts";
import { PLATFORMS, writePack } from "../tasks/gpu_pack/gpu_pack.ts";
import { withFolder } from "./temporary_folder.ts";

/** In place of the compiled binary: says what it was started with. */
const PROGRAM = `#!/bin/sh
echo "program $*"
echo "models $MODELS_DIR: $(ls "$MODELS_DIR/base" | tr '\\n' ' ')"
echo "data $DATA_DIR, runtime $ONNXRUNTIME_DIR, libraries $LD_LIBRARY_PATH"
exit 3
`;

async function withPack(use: (pack: { host: string; parts: string[]; run: Run }) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const make = async (path: string, text: string | Uint8Array) => {
      await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]+$/, ""), { recursive: true });
      await Deno.writeFile(`${folder}/${path}`, typeof text === "string" ? new TextEncoder().encode(text) : text);
    };
    await make("program", PROGRAM);
    // random bytes do not shrink: four parts
    const weights = new Uint8Array(200_000);
    for (let at = 0; at < weights.length; at += 50_000) crypto.getRandomValues(weights.subarray(at, at + 50_000));
    await make("weights/model.bin", weights);
    await make("weights/config.json", "{}");
    await make("weights/onnx-10-int8/encoder.onnx", "is made again");
    await make("runtime/libonnxruntime.so.1", "library");
    await make("cuda/libcudart.so.13", "library");
    const parts = await writePack({
      out: `${folder}/host`,
      binary: `${folder}/program`,
      model: { name: "base", folder: `${folder}/weights` },
      runtime: `${folder}/runtime`,
      cuda: `${folder}/cuda`,
      partBytes: 60_000,
    });
    const run: Run = async (...args) => {
      const { code, stdout, stderr } = await new Deno.Command("sh", {
        args: [`${folder}/host/gpu-check.sh`, ...args],
        cwd: `${folder}/host`,
      }).output();
      return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
    };
    await use({ host: `${folder}/host`, parts, run });
  });
}
type Run = (...args: string[]) => Promise<{ code: number; text: string }>;

Deno.test("the parts are put together in an empty folder, and the program runs with them", async () => {
  await withPack(async ({ host, parts, run }) => {
    assert.ok(parts.length >= 3, `${parts}`);
    for (const name of parts) assert.ok((await Deno.stat(`${host}/${name}`)).size <= 60_000);
    const { code, text } = await run("--minutes", "2");
    assert.equal(code, 3, text); // the program's own
    assert.match(text, /^program gpu-check --minutes 2$/m);
    const folder = `${host}/streamforge-gpu`;
    assert.match(text, new RegExp(`^models ${folder}/models: config\\.json model\\.bin $`, "m"));
    assert.match(
      text,
      new RegExp(`^data ${folder}/data, runtime ${folder}/onnxruntime, libraries ${folder}/cuda`, "m"),
    );
  });
});

Deno.test("a second run unpacks nothing, even without the parts; another folder is unpacked anew", async () => {
  await withPack(async ({ host, parts, run }) => {
    assert.match((await run("elsewhere", "--only", "driver")).text, /unpacking into .*elsewhere\n/);
    await Deno.remove(`${host}/${parts[0]}`);
    const again = await run("elsewhere", "--only", "driver");
    assert.equal(again.code, 3, again.text);
    assert.doesNotMatch(again.text, /unpacking/);
    assert.match(again.text, /^program gpu-check --only driver$/m);
    const other = await run();
    assert.equal(other.code, 2, other.text);
    assert.match(other.text, new RegExp(`the part ${parts[0]} is missing: copy it to ${host}\n`));
  });
});

Deno.test("missing and damaged parts are all named, and nothing is unpacked before they are whole", async () => {
  await withPack(async ({ host, parts, run }) => {
    const right = await Deno.readFile(`${host}/${parts[1]}`);
    const damaged = right.slice();
    damaged[100] ^= 1;
    await Deno.writeFile(`${host}/${parts[1]}`, damaged);
    await Deno.rename(`${host}/${parts[2]}`, `${host}/later`);
    const { code, text } = await run();
    assert.equal(code, 2, text);
    assert.match(text, new RegExp(`the part ${parts[1]} is damaged: copy it again to ${host}\n`));
    assert.match(text, new RegExp(`the part ${parts[2]} is missing: copy it to ${host}\n`));
    assert.match(text, new RegExp(`2 of ${parts.length} parts are missing or damaged\n`));
    await assert.rejects(Deno.stat(`${host}/streamforge-gpu`), Deno.errors.NotFound);
    await Deno.writeFile(`${host}/${parts[1]}`, right);
    await Deno.rename(`${host}/later`, `${host}/${parts[2]}`);
    const whole = await run();
    assert.equal(whole.code, 3, whole.text);
    assert.match(whole.text, /^program gpu-check$/m);
  });
});

Deno.test("a folder that was unpacked in part, or from another pack, is unpacked again", async () => {
  await withPack(async ({ host, run }) => {
    await run();
    await Deno.writeTextFile(`${host}/streamforge-gpu/.pack`, "another\n");
    await Deno.remove(`${host}/streamforge-gpu/models`, { recursive: true });
    await Deno.writeTextFile(`${host}/streamforge-gpu/cuda/libcudart.so.12`, "of another pack");
    const { code, text } = await run();
    assert.equal(code, 3, text);
    assert.match(text, /unpacking into/);
    assert.match(text, /config\.json model\.bin/);
    assert.deepEqual([...Deno.readDirSync(`${host}/streamforge-gpu/cuda`)].map(({ name }) => name), [
      "libcudart.so.13",
    ]);
  });
});

Deno.test("a folder with other files is left as it is", async () => {
  await withPack(async ({ host, run }) => {
    await Deno.mkdir(`${host}/mine/cuda`, { recursive: true });
    await Deno.writeTextFile(`${host}/mine/cuda/file`, "");
    const { code, text } = await run("mine");
    assert.equal(code, 2, text);
    assert.match(text, /mine holds other files: name an empty folder/);
    await Deno.stat(`${host}/mine/cuda/file`);
  });
});

Deno.test("pip finds CUDA's packages for the platforms that are named", async () => {
  await withFolder(async (folder) => {
    // the smallest of them, with the same tags as the largest
    const [runtime] = CUDA_VERSIONS["13"].packages;
    const options = ["--quiet", "--no-deps", "--only-binary=:all:", ...PLATFORMS, "-d", folder];
    const args = ["-m", "pip", "download", ...options, runtime];
    const { success, stderr } = await new Deno.Command("python3", { args }).output();
    const text = new TextDecoder().decode(stderr);
    if (/Failed to establish a new connection|name resolution/i.test(text)) return; // no network
    assert.ok(success, text);
    assert.match([...Deno.readDirSync(folder)][0].name, /^nvidia_cuda_runtime-13\..*x86_64\.whl$/);
  });
});

Deno.test("links among the weights are packed as files", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/weights`);
    await Deno.writeTextFile(`${folder}/program`, '#!/bin/sh\ncat "$MODELS_DIR/base/model.bin"\n');
    await Deno.writeTextFile(`${folder}/elsewhere`, "the weights");
    await Deno.symlink(`${folder}/elsewhere`, `${folder}/weights/model.bin`);
    await writePack({
      ...{ out: `${folder}/host`, binary: `${folder}/program`, runtime: null, cuda: null, partBytes: 60_000 },
      model: { name: "base", folder: `${folder}/weights` },
    });
    await Deno.remove(`${folder}/elsewhere`);
    const { stdout } = await new Deno.Command("sh", { args: [`${folder}/host/gpu-check.sh`], cwd: folder }).output();
    assert.equal(new TextDecoder().decode(stdout), "the weights");
  });
});

Deno.test("gpu-pack refuses a folder that is not empty", async () => {
  await withFolder(async (out) => {
    await Deno.writeTextFile(`${out}/old`, "");
    const options = { out, binary: "", model: { name: "base", folder: "" }, runtime: null, cuda: null, partBytes: 1 };
    await assert.rejects(writePack(options), /holds old and more: it must be empty/);
  });
});

Deno.test("gpu-pack refuses wrong arguments before it compiles or downloads", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/old`, "");
    const cases: [args: string[], message: RegExp][] = [
      [[], /one folder is needed/],
      [[`${folder}/new`, "--model", "turbo"], /--model is turbo: gpu-check uses base, tiny\.en, small/],
      [[folder], /holds old and more: it must be empty/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--quiet",
          "--no-check",
          "-A",
          new URL("../tasks/gpu_pack/gpu_pack.ts", import.meta.url).pathname,
          ...args,
        ],
      }).output();
      assert.equal(code, 1);
      assert.match(new TextDecoder().decode(stderr), message);
    }
  });
});
