import assert from "node:assert/strict";
import { readTalks, timed } from "../../../bench/labelled_text.ts";
import { ModelStore } from "../../../ml/models/store.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import { analyze, type AnalyzeDeps } from "../../../src/cli/analyze/analyze.ts";
import { ANALYSIS_NAMES } from "../../../src/core/analyses.ts";
import { ConfigError, MediaError, ModelError } from "../../../src/core/errors.ts";
import { quietLog } from "../../database.ts";
import { makeFilm, sceneAt } from "../../made_film.ts";
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

Deno.test("sound quality (5.3): analyze --json ends with one line that has every key, null for what is not made", async () => {
  const { code, screen } = await run([SPEECH, "--json"]);
  assert.equal(code, 0);
  const lines = screen.stdout.trimEnd().split("\n");
  assert.equal(lines.length, 1);
  const { sound_quality, ...others } = JSON.parse(lines[0]);
  assert.deepEqual(Object.keys(JSON.parse(lines[0])), [...ANALYSIS_NAMES]);
  assert.ok(sound_quality.loudness.integrated_lufs < -10 && sound_quality.score > 50);
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

Deno.test("what it is about (5.4, 5.5): analyze --json has topics, sentiment, tags, safety, chapters and summary", async () => {
  const screen = new Screen();
  const talks = readTalks().filter(({ half, topic }) =>
    half === "test" && ["music", "travel", "sport"].includes(topic)
  );
  const numbers = { tokens: [], temperature: 0, avgLogprob: -0.1, compressionRatio: 1, noSpeechProb: 0 };
  const segments = timed(talks.flatMap(({ sentences }) => sentences)).map(({ start, end, text }, id) => ({
    ...{ ...numbers, id, start, end, text: ` ${text}` },
    words: text.split(" ").map((word) => ({ word: ` ${word}`, start, end, probability: 1 })),
  }));
  const transcript = { language: "en", languageProbability: 1, duration: 100, segments, dropped: [] };
  const { modelsDir } = readConfig(Deno.env.toObject());
  const store = new ModelStore(modelsDir, quietLog);
  const analyses = ["topics", "sentiment", "tags", "safety", "chapters", "summary"] as const;
  const config = { analyses, whisperModel: "base", modelsDir, onnxruntimeDir: null, cacheDir: `${folder.path}/cache` };
  const code = await analyze([SPEECH, "--json"], {
    ...{ config, log: quietLog, mediaTools: tools, terminal: screen },
    makeEngine: () => ({ transcribe: () => Promise.resolve(transcript), close: () => Promise.resolve() }),
    store: {
      list: () => [],
      resolve: (name) => name === "all-minilm-l6-v2-int8" ? store.resolve(name) : Promise.resolve("/models/base"),
    },
  });
  assert.equal(code, 0);
  const { sound_quality, speakers, ...found } = JSON.parse(screen.stdout.trimEnd().split("\n").at(-1)!);
  assert.deepEqual([sound_quality, speakers], [null, null]);
  assert.ok(found.topics.topics.length > 0);
  assert.equal(found.chapters.chapters.length, 3);
  assert.equal(found.summary.sentences.length, 3);
  assert.ok(found.tags.tags.some(({ tag }: { tag: string }) => tag === "kyoto"));
  assert.ok(found.sentiment.spans.length > 2);
  assert.deepEqual(found.safety.flags, []);
});

Deno.test("thumbnails (5.2): analyze --json has their times and reasons, and what safety saw in the picture", async () => {
  const film = await makeFilm();
  const { modelsDir } = readConfig(Deno.env.toObject());
  const store = new ModelStore(modelsDir, quietLog);
  const find = async (resolve: (name: string) => Promise<string>) => {
    const screen = new Screen();
    const analyses = ["safety", "thumbnails"] as const;
    const noEngine = (): never => assert.fail("there is no sound to read");
    await analyze([film, "--json"], {
      config: {
        ...{ analyses, whisperModel: "base", modelsDir, onnxruntimeDir: null },
        cacheDir: `${folder.path}/cache`,
      },
      ...{ log: quietLog, mediaTools: tools, terminal: screen, makeEngine: noEngine },
      store: { list: noEngine, resolve },
    });
    return { ...JSON.parse(screen.stdout.trimEnd().split("\n").at(-1)!), said: screen.stderr };
  };
  const { thumbnails, safety } = await find((name) => store.resolve(name));
  assert.equal(thumbnails.candidates.length, 3);
  const face = thumbnails.candidates.find(({ faces }: { faces: number }) => faces === 1);
  assert.ok(sceneAt(face.start).startsWith("face") && face.reasons.includes("face"));
  assert.deepEqual([safety.flags, safety.frames], [[], []]);
  assert.ok(safety.frames_looked_at > 20);

  const without = await find(() => Promise.reject(new ModelError("no network")));
  assert.equal(without.thumbnails.candidates.length, 3);
  assert.deepEqual([without.safety.frames, without.safety.frames_looked_at], [[], null]);
  assert.match(without.said, /without the model centerface: no network/);
});
