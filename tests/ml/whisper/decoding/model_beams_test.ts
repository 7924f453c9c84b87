import assert from "node:assert/strict";
import { logMel } from "../../../../ml/audio/log_mel.ts";
import { ModelStore } from "../../../../ml/models/store.ts";
import { type Encoded, selectRows } from "../../../../ml/whisper/decoding/encoded.ts";
import { WhisperModel } from "../../../../ml/whisper/decoding/model.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { createLog } from "../../../../src/core/log.ts";
import { plain, recording, SAMPLE_RATE } from "../engine/engine_fixture.ts";
import type { DecodedRow } from "../../../../ml/whisper/decoding/types.ts";

const config = readConfig(Deno.env.toObject());
const log = createLog("error");
const store = new ModelStore(config.modelsDir, log);
const readTruth = async (name: string) =>
  JSON.parse(await Deno.readTextFile(new URL(`../../../data/${name}.json`, import.meta.url)));
const PASSAGE = await readTruth("passage");
// The end of a sentence: Whisper may leave out the words of one that is cut off
const END_SECONDS =
  PASSAGE.words.findLast((w: { word: string; end: number }) => w.end < 27 && w.word.endsWith(".")).end;
const SPOKEN = PASSAGE.words.filter((word: { end: number }) => word.end <= END_SECONDS);

/** Runs `use` with a model and two encoded windows: a sentence, and nearly 30 s of a passage. */
async function withWindows(
  folder: string,
  precision: "int8" | "float32",
  use: (model: WhisperModel, encoded: Encoded, prompt: number[]) => Promise<void>,
) {
  const { cacheDir } = config;
  const model = await WhisperModel.load({ folder, cacheDir, threads: 2, device: "cpu", precision, log });
  try {
    const passage = await recording("passage.flac");
    const windows = [await recording("sentence.flac"), passage.subarray(0, Math.round(END_SECONDS * SAMPLE_RATE))];
    const { nMels } = model.dimensions;
    const encoded = await model.encode(2, (i, into) => logMel(windows[i], nMels, into));
    await use(model, encoded, model.tokenizer.prompt("en", "transcribe"));
  } finally {
    await model.release();
  }
}

function score({ tokens, logprobs }: DecodedRow): number {
  return logprobs.reduce((sum, p) => sum + p, 0) / tokens.length;
}

async function assertOneBeamIsGreedy(model: WhisperModel, encoded: Encoded, prompt: number[]) {
  const { tokenizer } = model;
  const before = [tokenizer.startOfPrevious, ...tokenizer.encode(" A story of a baker and a gardener.")];
  for (const whole of [prompt, [...before, ...prompt]]) {
    const prompts = [whole, whole];
    const greedy = await model.decode(encoded, { prompts, temperature: 0 });
    const found = await model.decodeBeams(encoded, { prompts, beamSize: 1 });
    found.forEach((row, i) => {
      assert.deepEqual(row.tokens, greedy[i].tokens);
      assert.ok(row.isEnded && greedy[i].isEnded);
      assert.ok(Math.abs(score(row) - score(greedy[i])) < 1e-3, `${score(row)} and ${score(greedy[i])}`);
      assert.ok(Math.abs(row.noSpeechProb - greedy[i].noSpeechProb) < 1e-4);
      row.languageProbs.forEach((p, j) => assert.ok(Math.abs(p - greedy[i].languageProbs[j]) < 1e-4));
    });
  }
}

Deno.test("one beam writes what the greedy loop writes, with and without a text before it", async () => {
  const folder = await Deno.makeTempDir(); // float32 graphs are large: they are removed
  try {
    for (const file of ["model.bin", "config.json", "tokenizer.json"]) {
      await Deno.symlink(`${await store.resolve("tiny.en")}/${file}`, `${folder}/${file}`);
    }
    await withWindows(folder, "float32", assertOneBeamIsGreedy);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("five beams write the spoken text, at least as likely as greedy, and the same in any batch", async () => {
  await withWindows(await store.resolve("base"), "int8", async (model, encoded, prompt) => {
    const prompts = [prompt, prompt];
    const greedy = await model.decode(encoded, { prompts, temperature: 0 });
    const found = await model.decodeBeams(encoded, { prompts, beamSize: 5 });
    const text = found.map(({ tokens }) => plain(model.tokenizer.decode(tokens)));
    assert.deepEqual(text[0], plain((await readTruth("sentence")).text));
    assert.deepEqual(text[1], SPOKEN.flatMap(({ word }: { word: string }) => plain(word)));
    for (let row = 0; row < 2; row++) {
      const { tokens, logprobs, isEnded, isLooped } = found[row];
      assert.ok(isEnded && !isLooped && logprobs.length === tokens.length + 1);
      // How int8 rounds depends a little on the number of beams: one text scores up to 0.01 apart
      assert.ok(score(found[row]) >= score(greedy[row]) - 0.02, `${score(found[row])} and ${score(greedy[row])}`);
      const [alone] = await model.decodeBeams(selectRows(encoded, [row]), { prompts: [prompt], beamSize: 5 });
      assert.deepEqual(alone.tokens, tokens);
      // Sums may be rounded differently
      assert.ok(alone.logprobs.every((logprob, i) => Math.abs(logprob - logprobs[i]) < 1e-4));
    }
  });
});

Deno.test("no beam ends before leastEndSeconds", async () => {
  await withWindows(await store.resolve("base"), "int8", async (model, encoded, prompt) => {
    const leastEndSeconds = [0, END_SECONDS - 2];
    const found = await model.decodeBeams(encoded, { prompts: [prompt, prompt], beamSize: 5, leastEndSeconds });
    const last = found[1].tokens.findLast((token) => model.tokenizer.isTimestamp(token))!;
    assert.ok(model.tokenizer.timestampSeconds(last) >= END_SECONDS - 2);
  });
});
