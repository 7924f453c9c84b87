/** The result of a window does not depend on the other windows of its batch. */
import assert from "node:assert/strict";
import { logMel } from "../../../../ml/audio/log_mel.ts";
import { type Encoded, selectRows } from "../../../../ml/whisper/decoding/encoded.ts";
import { WhisperModel } from "../../../../ml/whisper/decoding/model.ts";
import { uniformNumbers } from "../../../../ml/whisper/decoding/random.ts";
import { createLog } from "../../../../src/core/log.ts";
import { modelFolder, recording, SAMPLE_RATE, silence } from "../engine/engine_fixture.ts";
import { checkpointBytes, tinyWeights } from "../graphs/tiny_checkpoint.ts";
import type { DecodedRow } from "../../../../ml/whisper/decoding/types.ts";

const log = createLog("error");
const OPTIONS = { threads: 1, device: "cpu", precision: "int8", log } as const;

const ORDERS = [[1], [3], [3, 1, 0, 2], [2, 0]];

/** Decodes the rows in other batches: each must have the same result as in the whole batch. */
async function assertApart(
  whole: DecodedRow[],
  encoded: Encoded,
  decode: (rows: Encoded, order: number[]) => Promise<DecodedRow[]>,
  orders = ORDERS,
): Promise<void> {
  for (const order of orders) {
    const rows = await decode(selectRows(encoded, order), order);
    order.forEach((row, i) => {
      const [{ logprobs, ...own }, { logprobs: expected, ...same }] = [rows[i], whole[row]];
      assert.deepEqual(own, same, `row ${row} in the batch ${order}`);
      assert.equal(logprobs.length, expected.length);
      // Sums may be rounded differently
      assert.ok(logprobs.every((logprob, i) => Math.abs(logprob - expected[i]) < 1e-4));
    });
  }
}

Deno.test("an int8 window decodes to the same tokens alone and beside any others, in any place", async () => {
  const speech = await recording("sentences.opus");
  const seconds = (from: number, to: number) => speech.subarray(from * SAMPLE_RATE, to * SAMPLE_RATE);
  // A long and a short text, nothing, and something cut off: rows end at very different steps, and each is encoded
  // with as many positions as it needs
  const windows = [seconds(0, 14), seconds(15, 18), silence(5), seconds(20, 29)];
  const model = await WhisperModel.load({ folder: await modelFolder("base"), cacheDir: "/nonexistent", ...OPTIONS });
  try {
    const write = (i: number, into: Float32Array) => void logMel(windows[i], model.dimensions.nMels, into);
    const lengths = windows.map(({ length }) => length / SAMPLE_RATE);
    const encoded = await model.encode(windows.length, write, { seconds: lengths });
    assert.deepEqual([...encoded.n_positions.data], [832n, 256n, 384n, 576n]);
    const prompt = model.tokenizer.prompt("en", "transcribe");
    const decode = (temperature: number) => (rows: Encoded, order: number[]) =>
      model.decode(rows, { prompts: order.map(() => prompt), temperature, seeds: order.map((row) => 7 + row) });
    const all = windows.map((_, row) => row);
    const whole = await decode(0)(encoded, all);
    assert.deepEqual(whole.map(({ tokens }) => tokens.length > 10), [true, true, false, true]);
    await assertApart(whole, encoded, decode(0));
    await assertApart(await decode(0.8)(encoded, all), encoded, decode(0.8), [[1], [3, 1]]);

    const ids = [...prompt, model.tokenizer.noTimestamps, ...whole[1].tokens];
    const beside = await model.attention(encoded, 1, ids);
    const scores = beside.scores.slice(); // valid until the next call
    const alone = await model.encode(1, (_, into) => write(1, into), { seconds: [lengths[1]] });
    const own = await model.attention(alone, 0, ids);
    assert.deepEqual([beside.nPositions, own.nPositions], [832, 256]);
    for (let row = 0; row < own.nHeads * own.nRows; row++) {
      const from = row * beside.nPositions;
      assert.deepEqual(own.scores.subarray(row * 256, (row + 1) * 256), scores.subarray(from, from + 256));
      assert.ok(scores.subarray(from + 256, from + 832).every((score) => score < -1e8)); // what it does not have
    }
  } finally {
    await model.release();
  }
});

Deno.test("a row that repeats itself is stopped early and marked, in a batch and alone", async () => {
  const folder = await Deno.makeTempDir();
  const dimensions = {
    ...{ nMels: 80, nAudioCtx: 1500, nTextCtx: 448, nVocab: 51864, nAudioLayer: 1, nTextLayer: 2 },
    ...{ nAudioState: 32, nAudioHead: 2, nTextState: 32, nTextHead: 2 },
  };
  // Only two words and timestamps are likely, and no end
  const suppress_ids = Array.from({ length: 50257 }, (_, id) => id).filter((id) => id !== 300 && id !== 400);
  await Deno.writeFile(`${folder}/model.bin`, checkpointBytes(tinyWeights(dimensions), dimensions));
  const config = { suppress_ids, suppress_ids_begin: [], alignment_heads: [[0, 0]] };
  await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify(config));
  await Deno.copyFile(`${await modelFolder("tiny.en")}/tokenizer.json`, `${folder}/tokenizer.json`);
  const model = await WhisperModel.load({ folder, cacheDir: folder, ...OPTIONS });
  try {
    const encoded = await model.encode(4, (i, into) => into.set(uniformNumbers(i, into.length)));
    const decode = (rows: Encoded, order: number[]) => {
      const prompts = order.map(() => model.tokenizer.prompt("en", "transcribe"));
      return model.decode(rows, { prompts, temperature: 1, seeds: order.map((row) => 40 + row) });
    };
    const whole = await decode(encoded, [0, 1, 2, 3]);
    const lengths = whole.map(({ tokens }) => tokens.length);
    assert.ok(new Set(lengths).size > 1, `they end at different steps: ${lengths}`);
    for (const { tokens, logprobs, isLooped, isEnded } of whole) {
      assert.deepEqual([isLooped, isEnded], [tokens.length < 224, false]);
      assert.ok(tokens.length > 32);
      assert.equal(logprobs.length, tokens.length);
    }
    await assertApart(whole, encoded, decode);
  } finally {
    await model.release();
    await Deno.remove(folder, { recursive: true });
  }
});
