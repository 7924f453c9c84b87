import assert from "node:assert/strict";
import * as fc from "fast-check";
import { ModelStore } from "../../../ml/models/store.ts";
import { Engine, type EngineStatus } from "../../../ml/whisper/engine/engine.ts";
import { compare, type CompareDeps } from "../../../src/cli/compare.ts";
import { changedSpans } from "../../../src/core/sequence_alignment.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import { ConfigError, MediaError, ModelError } from "../../../src/core/errors.ts";
import { createLog } from "../../../src/core/log.ts";
import type { TranscribeOptions, Transcript } from "../../../src/core/types.ts";
import { speak } from "../captions/make.ts";
import { tools } from "../../media_fixtures.ts";
import { Screen, tempFolder } from "./screen.ts";

const SPEECH = new URL("../../data/sentence.flac", import.meta.url).pathname;
const log = createLog("error");

/** The smallest number of insertions, deletions and replacements. */
function distance(a: string[], b: string[]): number {
  let row = b.map((_, j) => j + 1);
  row.unshift(0);
  a.forEach((word, i) => {
    const next = [i + 1];
    b.forEach((other, j) => next.push(Math.min(row[j] + (word === other ? 0 : 1), row[j + 1] + 1, next[j] + 1)));
    row = next;
  });
  return row[b.length];
}

Deno.test("changedSpans() finds what differs, and nothing more", () => {
  const words = (text: string) => text.split(" ").filter(Boolean);
  const changes = (a: string, b: string) =>
    changedSpans(words(a), words(b)).map(({ aStart, aEnd, bStart, bEnd }) => [aStart, aEnd, bStart, bEnd]);
  assert.deepEqual(changes("", ""), []);
  assert.deepEqual(changes("a b c", "a b c"), []);
  assert.deepEqual(changes("a b c", "a x c"), [[1, 2, 1, 2]]);
  assert.deepEqual(changes("a b c d", "a d"), [[1, 3, 1, 1]]);
  assert.deepEqual(changes("", "a b"), [[0, 0, 0, 2]]);
  assert.deepEqual(changes("the old garden earth landed three", "the old gardener planted three"), [[2, 5, 2, 4]]);
});

Deno.test("changedSpans() finds the smallest number of changes between two lists", () => {
  const list = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 30 });
  fc.assert(fc.property(list, list, (a, b) => {
    const changes = changedSpans(a, b);
    const made: string[] = [];
    let at = 0;
    for (const { aStart, aEnd, bStart, bEnd } of changes) {
      made.push(...a.slice(at, aStart), ...b.slice(bStart, bEnd));
      at = aEnd;
    }
    assert.deepEqual([...made, ...a.slice(at)], b);
    const cost = changes.reduce((sum, c) => sum + Math.max(c.aEnd - c.aStart, c.bEnd - c.bStart), 0);
    assert.ok(cost <= distance(a, b), `${cost} changes where ${distance(a, b)} are enough`);
  }));
});

/** Models that always write the same, in the order of their use. */
async function setUp(texts: Record<string, string | Error>) {
  const dir = await tempFolder();
  const modelsDir = `${dir.path}/models`;
  let size = 100;
  for (const name of Object.keys(texts)) {
    await Deno.mkdir(`${modelsDir}/${name}`, { recursive: true });
    await Deno.writeFile(`${modelsDir}/${name}/model.bin`, new Uint8Array(size));
    for (const file of ["config.json", "tokenizer.json"]) {
      await Deno.writeTextFile(`${modelsDir}/${name}/${file}`, "{}");
    }
    size *= 10;
  }
  const screen = new Screen();
  const events: string[] = [];
  const requests: TranscribeOptions[] = [];
  const deps: CompareDeps = {
    store: new ModelStore(modelsDir, log, { catalog: [] }),
    mediaTools: tools,
    makeEngine: (modelFolder) => {
      let name = "";
      return {
        async transcribe(audio, options): Promise<Transcript> {
          name = (await modelFolder()).split("/").at(-1)!;
          let samples = 0;
          for await (const chunk of audio) samples += chunk.length;
          events.push(`${name} ${samples > 0 ? "file" : "load"}`);
          if (samples > 0) requests.push(options as TranscribeOptions);
          const text = texts[name];
          if (text instanceof Error) throw text;
          const segments = samples > 0 && text ? [speak(text)] : [];
          const duration = samples / 16_000;
          return { language: options.language ?? "en", languageProbability: 1, duration, segments, dropped: [] };
        },
        close() {
          events.push(`${name} closed`);
          return Promise.resolve();
        },
        get status(): EngineStatus {
          const device = name === "large" ? "cuda" : "cpu";
          return {
            ...{ model: name, device, precision: "int8", lanes: 1, loaded: true },
            ...{ fallbackReason: null, lastProgressMs: null },
          };
        },
      };
    },
  };
  const run = (...args: string[]) => compare(args, screen, deps);
  return { modelsDir, screen, events, requests, deps, run, [Symbol.asyncDispose]: dir[Symbol.asyncDispose] };
}

Deno.test("models compare runs one model after the other and prints a table and the differences from the largest", async () => {
  await using it = await setUp({
    small: "The old garden earth landed three rows of beans.",
    same: "the old gardener planted, three rows of beans",
    large: "The old gardener planted three rows of beans.",
  });
  assert.equal(await it.run(SPEECH), 0);
  const each = (name: string) => ["load", "closed", "load", "file", "closed"].map((what) => `${name} ${what}`);
  assert.deepEqual(it.events, [...each("small"), ...each("same"), ...each("large")]);
  const [head, ...rows] = it.screen.stdout.split("\n");
  assert.match(head, /^model +device +size +load +time +real time +memory +language +words +differ$/);
  assert.match(rows[0], /^small +cpu +\d+ B +\d+\.\d s +\d+\.\d s +[\d.]+ x +[\d.]+ [MG]B +en +9 +3$/);
  assert.match(rows[1], /^same .* 8 +0$/);
  assert.match(rows[2], /^large +cuda .* 8 +-$/);
  assert.equal(new Set([head, ...rows.slice(0, 3)].map((row) => row.length)).size, 1, "the table is aligned");
  assert.match(it.screen.stdout, /\nsmall \| large\n +0:0\d {2}garden earth landed \| gardener planted\n/);
  assert.match(it.screen.stdout, /\nsame writes the same words\n$/);
  assert.equal(it.screen.stderr, "");
});

Deno.test("models compare --models takes names and a folder", async () => {
  await using it = await setUp({ one: "a b c", two: "a b", three: "" });
  assert.equal(await it.run(SPEECH, "--models", `one, ${it.modelsDir}/three`, "--language", "Spanish"), 0);
  assert.deepEqual(it.events.filter((event) => event.endsWith("file")), ["one file", "three file"]);
  assert.match(it.screen.stdout, /^one .* es +3 +3$/m);
  assert.match(it.screen.stdout, /0:0\d {2}a b c \| \(nothing\)/);
});

Deno.test("models compare gives each model the same options", async () => {
  await using it = await setUp({ one: "a b c", two: "a b" });
  assert.equal(await it.run(SPEECH, "--beam-size", "5", "--language", "Spanish"), 0);
  assert.deepEqual(it.requests, [{ language: "es", beamSize: 5 }, { language: "es", beamSize: 5 }]);
});

Deno.test("a model that fails is reported, and the others are compared", async () => {
  await using it = await setUp({ one: "a b c", broken: new ModelError("model.bin is cut off"), two: "a b c d" });
  assert.equal(await it.run(SPEECH), 1);
  assert.equal(it.screen.stderr, "streamforge: broken: model.bin is cut off\n");
  assert.match(it.screen.stdout, /^one .* 3 +1\ntwo /m);
  assert.equal(it.events.filter((event) => event === "broken closed").length, 1);
});

Deno.test("models compare refuses wrong arguments", async () => {
  await using it = await setUp({ one: "a" });
  await assert.rejects(it.run(), ConfigError);
  await assert.rejects(it.run(SPEECH, SPEECH), ConfigError);
  await assert.rejects(it.run(SPEECH, "--models", ","), ConfigError);
  await assert.rejects(it.run(SPEECH, "--language", "klingon"), ConfigError);
  await assert.rejects(it.run(SPEECH, "--beams", "5"), ConfigError);
  await assert.rejects(it.run(SPEECH, "--beam-size", "x"), { name: "ConfigError", message: /^--beam-size is "x"/ });
  await assert.rejects(it.run(`${it.modelsDir}/nothing.mp4`), MediaError);
  await assert.rejects(it.run(SPEECH, "--models", "huge"), ModelError);
  await using empty = await setUp({});
  await assert.rejects(empty.run(SPEECH), { name: "ModelError", message: /streamforge models pull base/ });
});

Deno.test("models compare measures real models and shows their words", async () => {
  const config = readConfig(Deno.env.toObject());
  const store = new ModelStore(config.modelsDir, log);
  for (const name of ["tiny.en", "base"]) await store.resolve(name);
  const screen = new Screen();
  const code = await compare([SPEECH, "--models", "base,tiny.en"], screen, {
    store,
    mediaTools: tools,
    makeEngine: (modelFolder) =>
      new Engine({ modelFolder, cacheDir: config.cacheDir, threads: 2, device: "cpu", idleSeconds: 0, log }),
  });
  assert.equal(code, 0, screen.stderr);
  assert.match(screen.stdout, /^tiny\.en +cpu +78 MB .* en +1\d +[1-9]\d*\nbase +cpu +147 MB .* en +12 +-\n/m);
  assert.match(screen.stdout, /\ntiny\.en \| base\n/);
});
