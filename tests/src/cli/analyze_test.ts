import assert from "node:assert/strict";
import { analyze, type AnalyzeDeps } from "../../../src/cli/analyze/analyze.ts";
import { ANALYSIS_NAMES } from "../../../src/core/analyses.ts";
import { ConfigError, MediaError } from "../../../src/core/errors.ts";
import { quietLog } from "../../database.ts";
import { ffmpeg, tools } from "../../media_fixtures.ts";
import { Screen, tempFolder } from "./screen.ts";

const SPEECH = new URL("../../data/sentence.flac", import.meta.url).pathname;
const folder = await tempFolder();
Deno.test.afterAll(async () => await folder[Symbol.asyncDispose]());

async function run(args: string[], analyses: AnalyzeDeps["config"]["analyses"] = ["sound_quality"]) {
  const screen = new Screen();
  const noEngine = (): never => assert.fail("no analysis reads captions: no model is loaded");
  const config = { analyses, whisperModel: "base", modelsDir: folder.path, onnxruntimeDir: null };
  const code = await analyze(args, {
    config: { ...config, cacheDir: `${folder.path}/cache` },
    ...{ log: quietLog, mediaTools: tools, terminal: screen, makeEngine: noEngine },
    store: { list: noEngine, resolve: noEngine },
  });
  return { code, screen };
}

Deno.test("sound quality (5.x): analyze --json ends with one line that has every key, null for what is not made", async () => {
  const { code, screen } = await run([SPEECH, "--json"]);
  assert.equal(code, 0);
  const lines = screen.stdout.trimEnd().split("\n");
  assert.equal(lines.length, 1);
  const { sound_quality, ...others } = JSON.parse(lines[0]);
  assert.deepEqual(Object.keys(JSON.parse(lines[0])), [...ANALYSIS_NAMES]);
  assert.ok(sound_quality.loudness.integrated_lufs < -10);
  assert.ok(Object.values(others).every((value) => value === null));
});

Deno.test("analyze gives null for what is switched off, and for a file without sound", async () => {
  assert.equal(JSON.parse((await run([SPEECH, "--json"], [])).screen.stdout).sound_quality, null);
  const mute = `${folder.path}/mute.mp4`;
  await ffmpeg(["-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=1", mute]);
  assert.equal(JSON.parse((await run([mute, "--json"])).screen.stdout).sound_quality, null);
});

Deno.test("analyze refuses wrong arguments and files", async () => {
  await assert.rejects(
    run([]),
    (error) => error instanceof ConfigError && /no file was named\nusage/.test(error.message),
  );
  await assert.rejects(run(["a", "b"]), /2 files were named/);
  await assert.rejects(run(["--fast", "a"]), ConfigError);
  await assert.rejects(run([`${folder.path}/none.mp4`]), (error) => error instanceof MediaError);
  await assert.rejects(run([folder.path]), /is no file/);
});
