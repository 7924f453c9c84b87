import assert from "node:assert/strict";
import { ModelStore } from "../../../ml/models/store.ts";
import { parseVtt } from "../../../src/captions/mod.ts";
import { transcribe, type TranscribeDeps } from "../../../src/cli/transcribe.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import type { SpeechEngine } from "../../../src/jobs/engines.ts";
import { quietLog } from "../../database.ts";
import { tools } from "../../media_fixtures.ts";
import { makeConversation } from "../../ml/speakers/conversation.ts";
import { CountingEngine } from "../jobs/worker_fixture.ts";
import { Screen } from "./screen.ts";

const conversation = await makeConversation();
Deno.test.afterAll(() => Deno.remove(conversation.folder, { recursive: true }));

async function start(args: string[], engine = new CountingEngine()): Promise<{ code: number; screen: Screen }> {
  const { modelsDir } = readConfig(Deno.env.toObject());
  const store = new ModelStore(modelsDir, quietLog);
  const screen = new Screen();
  const deps: TranscribeDeps = {
    ...{ config: { whisperModel: "base", modelsDir }, log: quietLog, mediaTools: tools, terminal: screen },
    store: {
      list: () => [{ name: "base", folder: "/models/base", state: "ready", modelBytes: 1, repository: null }],
      resolve: (name) => name === "campplus-zh-en" ? store.resolve(name) : Promise.resolve("/models/base"),
    },
    makeEngine: () => engine,
  };
  return { code: await transcribe([...args, "--format", "vtt"], deps), screen };
}

async function run(args: string[]): Promise<string> {
  const { code, screen } = await start(args);
  assert.equal(code, 0, screen.stderr);
  return screen.stdout;
}

Deno.test("speakers (5.x): transcribe --speakers names who speaks in the captions", async () => {
  const { cues } = parseVtt(await run([conversation.path, "--speakers"]));
  assert.deepEqual([...new Set(cues.map(({ speaker }) => speaker))].toSorted(), ["Speaker 1", "Speaker 2"]);
  for (const { start, end, speaker } of cues) {
    const middle = (start + end) / 2;
    const turn = conversation.turns.find((turn) => turn.start < middle && middle < turn.end);
    if (turn) assert.equal(speaker, turn.speaker === conversation.turns[0].speaker ? "Speaker 1" : "Speaker 2");
  }
});

Deno.test("speakers: transcribe names nobody without --speakers, and one speaker alone not even with it", async () => {
  assert.doesNotMatch(await run([conversation.path]), /<v /);
  assert.doesNotMatch(await run([conversation.alone, "--speakers"]), /<v /);
});

/** An engine after whose work the file can't be read any more. */
class SpoilingEngine extends CountingEngine {
  constructor(readonly path: string) {
    super();
  }

  override async transcribe(...args: Parameters<SpeechEngine["transcribe"]>) {
    const transcript = await super.transcribe(...args);
    await Deno.writeTextFile(this.path, "this is no sound");
    return transcript;
  }
}

Deno.test("where speakers can't be told apart, the captions are written without names, and the file has failed", async () => {
  const path = `${conversation.folder}/spoilt.flac`;
  await Deno.copyFile(conversation.path, path);
  const { code, screen } = await start([path, "--speakers"], new SpoilingEngine(path));
  assert.equal(code, 1);
  assert.ok(parseVtt(screen.stdout).cues.length > 3, screen.stdout);
  assert.doesNotMatch(screen.stdout, /<v /);
  assert.match(screen.stderr, /its speakers could not be told apart[^]*\nstreamforge: .*spoilt\.flac: /);
});
