import assert from "node:assert/strict";
import { loadTranslator, originOf } from "../../ml/transformer/translation/mod.ts";
import type { Report } from "../../src/cli/gpu_check/report.ts";
import { readConfig } from "../../src/core/settings/config.ts";
import { assertSentNothing, traced } from "../traced.ts";

const root = new URL("../../", import.meta.url).pathname;

async function run(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, stderr: "piped", env: { NO_COLOR: "1" } })
    .output();
  const out = new TextDecoder().decode(stdout);
  assert.ok(success, `${command} ${args.join(" ")}:\n${out}\n${new TextDecoder().decode(stderr)}`);
  return out;
}

/** A video with a picture and speech, in H.264 and AAC. */
/** As cameras and phones write it. At 16 kHz AAC spends so few bits that int8 once heard "deans" for "beans". */
const AAC = ["-ar", "48000", "-b:a", "128k"];

async function makeClip(path: string): Promise<void> {
  const picture = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25"];
  const speech = ["-i", `${root}tests/data/sentence.flac`];
  const codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", ...AAC, "-shortest"];
  await run("ffmpeg", ["-v", "error", "-y", ...picture, ...speech, ...codecs, path]);
}

/** Runs a command of the binary without a network. @returns its standard output */
async function inEmptyWorld(binary: string, folder: string, args: string[]): Promise<string> {
  const world = ["--unshare-net", "--dev-bind", "/", "/", "--chdir", folder, "--setenv", "DATA_DIR", `${folder}/own`];
  return await run("bwrap", [...world, "--", binary, ...args]);
}

/** A training run of a few steps, in two threads that share each batch. */
async function trainWith(binary: string, folder: string): Promise<void> {
  const length = ["--steps", "12", "--threads", "2"];
  const out = await inEmptyWorld(binary, folder, ["train", ...length, "--out", "run", "--export", "own.bin", "--json"]);
  const figures = JSON.parse(out);
  assert.ok(figures.parameters > 100_000 && figures.finalLoss < 7, out);
  const exported = await Deno.readFile(`${folder}/own.bin`);
  assert.equal(originOf(exported)!.command, "./sf train --steps 12 --seed 1 --threads 2");
  assert.ok(loadTranslator(exported).translate("The red houses are big.").text.length > 0);
  const steps = (await Deno.readTextFile(`${folder}/run/metrics.jsonl`)).trim().split("\n");
  assert.equal(steps.filter((line) => "loss" in JSON.parse(line)).length, 12);
  assert.match(await Deno.readTextFile(`${folder}/run/report.html`), /held-out sentences are exact/);
}

async function inspectWith(binary: string, folder: string): Promise<void> {
  const args = ["inspect", `${folder}/clip.mp4`, "-o", `${folder}/report.html`];
  const process = await traced(`${folder}/traced`, [binary, ...args]); // it runs a graph
  await process.child.stdin.close();
  assert.match(await new Response(process.child.stdout).text(), /report\.html/);
  assert.equal((await process.child.status).code, 0);
  await assertSentNothing(process);
  const html = await Deno.readTextFile(`${folder}/report.html`);
  assert.match(html, /<title>clip\.mp4 · what Whisper hears<\/title>/);
  assert.match(html, /<b>\d+ %<\/b> speech/);
  assert.doesNotMatch(html, /<b>0 %<\/b> speech/);
}

Deno.test("the compiled binary captions a clip, trains and inspects in an empty folder, without a network", async () => {
  console.log((await run(Deno.execPath(), ["run", "-A", `${root}tasks/compile.ts`])).trim());
  const folder = await Deno.makeTempDir({ prefix: "binary-" });
  try {
    await Deno.chmod(folder, 0o755);
    await Deno.copyFile(`${root}dist/streamforge`, `${folder}/streamforge`);
    await Deno.chmod(`${folder}/streamforge`, 0o755);
    await Deno.mkdir(`${folder}/models/base`, { recursive: true });
    const weights = `${readConfig(Deno.env.toObject()).modelsDir}/base`;
    for (const name of ["model.bin", "config.json", "tokenizer.json"]) {
      await Deno.copyFile(`${weights}/${name}`, `${folder}/models/base/${name}`);
      await Deno.chmod(`${folder}/models/base/${name}`, 0o644);
    }
    await makeClip(`${folder}/clip.mp4`);
    await Deno.mkdir(`${folder}/home`);
    if (Deno.uid() === 0) await Deno.chown(`${folder}/home`, 65534, 65534);

    const session = [Deno.execPath(), "run", "-A", "--no-check", `${root}tests/binary/session.ts`];
    const out = await run("bwrap", [
      "--unshare-net", // except loopback
      ...["--dev-bind", "/", "/", "--chdir", "/", "--"],
      ...[...session, `${folder}/streamforge`, `${folder}/home`, `${folder}/models`, `${folder}/clip.mp4`],
    ]);
    const result = JSON.parse(out.slice(out.indexOf("RESULT ") + 7));
    assert.equal(result.upload, 201);
    assert.equal(result.scriptStatus, 200);
    const translator = await Deno.stat(`${root}ml/transformer/translation/trained/translator.safetensors`);
    assert.equal(result.modelBytes, translator.size, "the trained translator is in it");
    assert.equal(result.status.status, "ready", JSON.stringify(result.status));
    const { text: spoken } = JSON.parse(await Deno.readTextFile(`${root}tests/data/sentence.json`));
    const words = (text: string) => text.toLowerCase().match(/[a-z']+/g)!.join(" ");
    assert.equal(words(result.srt), words(spoken));
    assert.equal(result.code, 0, "the end of the binary");
    assert.deepEqual([result.databases, result.left], [1, 0], "one database, which has been stopped");
    assert.match(result.outside, /ENETUNREACH|unreachable/i);
    if (Deno.uid() === 0) assert.equal(result.uid, 65534);
    await trainWith(`${folder}/streamforge`, folder);
    await inspectWith(`${folder}/streamforge`, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the compiled binary checks the GPU in an empty folder, without settings, a home or a network", async () => {
  if (!await Deno.stat(`${root}dist/streamforge`).then(() => true, () => false)) {
    await run(Deno.execPath(), ["run", "-A", `${root}tasks/compile.ts`]);
  }
  const folder = await Deno.makeTempDir({ prefix: "gpu-check-" });
  try {
    const world = ["--unshare-net", "--dev-bind", "/", "/", "--chdir", folder, "--clearenv"];
    const home = ["--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", folder];
    const check = async (...args: string[]) => {
      const { code, stdout } = await new Deno.Command("bwrap", {
        args: [...world, ...home, "--", `${root}dist/streamforge`, "gpu-check", ...args],
      }).output();
      const report: Report = JSON.parse(await Deno.readTextFile(`${folder}/gpu-report.json`));
      return { code, text: new TextDecoder().decode(stdout), report };
    };
    const { code, text, report } = await check();
    assert.equal(code, 3, text); // where this machine has a GPU, the provider is missing
    assert.equal(report.exitCode, 3);
    assert.match(report.verdict, /^(no NVIDIA GPU can be used here|the NVIDIA GPU can't be used yet): /);
    const written = await Deno.readTextFile(`${folder}/gpu-report.txt`);
    for (const { name, summary } of report.parts) assert.ok(written.includes(`${name}: ${summary}`), name);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      "gpu-report.json",
      "gpu-report.txt",
    ]);
    // a part that loads ONNX Runtime, in a process of its own
    const onCpu = await check("--device", "cpu", "--only", "profile", "--minutes", "60");
    assert.equal(onCpu.code, 0, onCpu.text);
    assert.match(onCpu.text, /^ok +profile: tiny: 0 launches, 0 copies and [1-9]\d* operators on the CPU a step/m);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** The processor of an ELF file, by its header: 62 is x86-64, 183 is AArch64. */
function machineOf(bytes: Uint8Array): number {
  assert.deepEqual([...bytes.subarray(0, 4)], [0x7f, 0x45, 0x4c, 0x46]);
  return bytes[18] + 256 * bytes[19];
}

Deno.test("compile --target makes a program for arm64, with ONNX Runtime and Postgres of that processor", async () => {
  const target = ["--target", "aarch64-unknown-linux-gnu"];
  assert.match(
    await run(Deno.execPath(), ["run", "-A", `${root}tasks/compile.ts`, ...target]),
    /dist\/streamforge-arm64: \d+ MB/,
  );
  const program = new Uint8Array(64);
  using file = await Deno.open(`${root}dist/streamforge-arm64`);
  await file.read(program);
  assert.equal(machineOf(program), 183);
  const packed = (await Deno.open(`${root}dist/assets/libonnxruntime-arm64.so.1.gz`)).readable;
  const library = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).bytes();
  assert.equal(machineOf(library), 183);
  const unpacked = await Deno.makeTempDir();
  await run("tar", ["-xzf", `${root}dist/assets/postgres-arm64.tar.gz`, "-C", unpacked, "./bin/postgres"]);
  assert.equal(machineOf(await Deno.readFile(`${unpacked}/bin/postgres`)), 183);
  await Deno.remove(unpacked, { recursive: true });
});
