import assert from "node:assert/strict";
import { loadTranslator, originOf } from "../../ml/transformer/translation/mod.ts";
import { readConfig } from "../../src/core/settings/config.ts";

const root = new URL("../../", import.meta.url).pathname;

async function run(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, stderr: "piped", env: { NO_COLOR: "1" } })
    .output();
  const out = new TextDecoder().decode(stdout);
  assert.ok(success, `${command} ${args.join(" ")}:\n${out}\n${new TextDecoder().decode(stderr)}`);
  return out;
}

/** A video with a picture and speech, in H.264 and AAC. */
async function makeClip(path: string): Promise<void> {
  const picture = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25"];
  const speech = ["-i", `${root}tests/data/sentence.flac`];
  const codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"];
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
  const out = await inEmptyWorld(binary, folder, ["inspect", "clip.mp4", "-o", "report.html"]);
  assert.match(out, /report\.html/);
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
