import assert from "node:assert/strict";
import type { Session, Value } from "../../../../ml/onnx/session.ts";
import { type Encoded, selectRows } from "../../../../ml/whisper/decoding/encoded.ts";
import type { Precision } from "../../../../ml/whisper/graphs/graph_builder.ts";
import { uniformNumbers } from "../../../../ml/whisper/decoding/random.ts";
import { logSumExp, ReferenceModel, ruledLogits, softmax } from "../reference/reference_model.ts";
import { TINY, TINY_CONFIG, TINY_TOKENS, tinyWeights } from "./tiny_checkpoint.ts";
import { assertClose, tinyMel, type TinySessions, withTinyGraphs } from "./tiny_graphs.ts";

const ROWS = 3;
const PROMPT = [41, 43, 45];
const MEL = tinyMel(ROWS, 99);
const reference = new ReferenceModel(tinyWeights(), TINY);
const melRow = (row: number) => MEL.subarray(row * MEL.length / ROWS, (row + 1) * MEL.length / ROWS);

const withGraphs = (precision: Precision, use: (sessions: TinySessions, encoded: Encoded) => Promise<void>) =>
  withTinyGraphs(precision, MEL, use);

function ids(rows: number[][]): Value {
  return { type: "int64", dims: [rows.length, rows[0].length], data: BigInt64Array.from(rows.flat(), BigInt) };
}

async function decode(
  decoder: Session,
  encoded: Encoded,
  prompt = PROMPT,
  maxNew = 18,
  temperature = 0,
  noise?: Value,
) {
  const rows = Object.values(encoded)[0].dims[0];
  const outputs = await decoder.run({
    ...encoded,
    prompt: ids(Array.from({ length: rows }, () => prompt)),
    max_new: { type: "int64", dims: [], data: BigInt64Array.of(BigInt(maxNew)) },
    temperature: { type: "float32", dims: [], data: Float32Array.of(temperature) },
    uniform: noise ?? { type: "float32", dims: [1, 1], data: new Float32Array(1) },
    least_end: { type: "int64", dims: [rows], data: new BigInt64Array(rows) },
  });
  const column = (name: string, row: number) =>
    Array.from(outputs[name].data as ArrayLike<number | bigint>, Number).filter((_, i) => i % rows === row);
  return {
    outputs,
    tokens: (row: number) => column("tokens", row),
    logprobs: (row: number) => column("logprobs", row),
  };
}

/** A decode in plain loops; above temperature 0 it is sampled with `noise`. */
function referenceDecode(audio: number[][], prompt: number[], maxNew: number, temperature = 0, noise: number[] = []) {
  const sampled: number[] = [];
  const logprobs: number[] = [];
  while (sampled.length < maxNew && sampled.at(-1) !== TINY_TOKENS.endOfText) {
    const logits = reference.decode([...prompt, ...sampled], audio).logits.at(-1)!;
    const { suppress_ids, suppress_ids_begin } = TINY_CONFIG;
    const ruled = ruledLogits(logits, sampled, TINY_TOKENS, suppress_ids, suppress_ids_begin);
    let token = ruled.indexOf(Math.max(...ruled));
    if (temperature > 0) {
      let sum = 0;
      token = softmax(ruled.map((v) => v / temperature)).findIndex((p) => (sum += p) > noise[sampled.length]);
    }
    logprobs.push(ruled[token] - logSumExp(ruled));
    sampled.push(token);
  }
  return { sampled, logprobs };
}

// The scores of the alignment heads depend on everything before them
for (const [precision, tolerance] of [["float32", 1e-4], ["float16", 0.05], ["int8", 0.6]] as const) {
  Deno.test(`the ${precision} encoder and one pass of the decoder give the scores of plain loops`, async () => {
    await withGraphs(precision, async ({ alignment }, encoded) => {
      const texts = [[41, 42, 45, 47, 1, 2, 40, 40], [41, 42, 45, 47, 9, 8, 7, 40], [41, 42, 45, 47, 30, 31, 32, 40]];
      const { attention } = await alignment.run({ ...encoded, ids: ids(texts) });
      assert.deepEqual([...attention.dims], [ROWS, 3, 8, TINY.nAudioCtx]);
      for (let row = 0; row < ROWS; row++) {
        const { scores } = reference.decode(texts[row], reference.encode(melRow(row)), TINY_CONFIG.alignment_heads);
        const size = 3 * 8 * TINY.nAudioCtx;
        const rowScores = (attention.data as Float32Array).subarray(row * size, (row + 1) * size);
        assertClose(rowScores, scores.flat(2), tolerance, `scores of row ${row}`);
      }
    });
  });
}

Deno.test("the loop decodes the tokens of plain loops, separately for each row of a batch", async () => {
  await withGraphs("float32", async ({ decoder }, encoded) => {
    const decoded = await decode(decoder, encoded);
    for (let row = 0; row < ROWS; row++) {
      const { sampled, logprobs } = referenceDecode(reference.encode(melRow(row)), PROMPT, 18);
      assert.deepEqual(decoded.tokens(row).slice(0, sampled.length), sampled, `row ${row}`);
      assert.ok(decoded.tokens(row).slice(sampled.length).every((token) => token === TINY_TOKENS.endOfText));
      assert.ok(decoded.logprobs(row).slice(sampled.length).every((logprob) => logprob === 0));
      assertClose(decoded.logprobs(row).slice(0, sampled.length), logprobs, 1e-3, `logprobs of row ${row}`);
    }
  });
});

Deno.test("speech and language are read where the transcript starts, after a prompt of any length", async () => {
  await withGraphs("float32", async ({ decoder }, encoded) => {
    for (const before of [[], [46, 10, 11, 12]]) {
      const { outputs } = await decode(decoder, encoded, [...before, ...PROMPT], 6);
      for (let row = 0; row < ROWS; row++) {
        const { logits } = reference.decode([...before, 41], reference.encode(melRow(row)));
        const start = logits.at(-1)!;
        const expected = softmax(start)[TINY_TOKENS.noSpeech];
        assertClose([(outputs.no_speech_prob.data as Float32Array)[row]], [expected], 1e-5, "no_speech_prob");
        const languages = (outputs.language_probs.data as Float32Array).subarray(row * 2, row * 2 + 2);
        assertClose(languages, softmax([start[42], start[43]]), 1e-5, "language_probs");
      }
    }
  });
});

Deno.test("above temperature 0 each step takes the token that its uniform number falls on", async () => {
  await withGraphs("float32", async ({ decoder }, encoded) => {
    const one = selectRows(encoded, [1]);
    for (const temperature of [0.2, 1]) {
      for (const seed of [1, 2, 3, 4]) {
        const data = uniformNumbers(seed, 18);
        const noise: Value = { type: "float32", dims: [18, 1], data };
        const decoded = await decode(decoder, one, PROMPT, 18, temperature, noise);
        const expected = referenceDecode(reference.encode(melRow(1)), PROMPT, 18, temperature, [...data]);
        assert.deepEqual(decoded.tokens(0), expected.sampled);
        assertClose(decoded.logprobs(0), expected.logprobs, 1e-3, "logprobs");
      }
    }
  });
});

Deno.test("rows that were encoded together decode the same apart and in another order", async () => {
  await withGraphs("float32", async ({ decoder }, encoded) => {
    const together = await decode(decoder, encoded);
    const turned = await decode(decoder, selectRows(encoded, [2, 0]));
    for (const [at, row] of [[0, 2], [1, 0]]) {
      const n = Math.min(turned.tokens(at).length, together.tokens(row).length);
      assert.deepEqual(turned.tokens(at).slice(0, n), together.tokens(row).slice(0, n));
    }
  });
});

for (const precision of ["int8", "float16"] as const) {
  Deno.test(`the ${precision} loop follows the rules and gives likely tokens`, async () => {
    await withGraphs(precision, async ({ decoder }, encoded) => {
      const decoded = await decode(decoder, encoded);
      for (let row = 0; row < ROWS; row++) {
        const audio = reference.encode(melRow(row));
        const sampled: number[] = [];
        for (const token of decoded.tokens(row)) {
          const logits = reference.decode([...PROMPT, ...sampled], audio).logits.at(-1)!;
          const { suppress_ids, suppress_ids_begin } = TINY_CONFIG;
          const ruled = ruledLogits(logits, sampled, TINY_TOKENS, suppress_ids, suppress_ids_begin);
          // Rounding may turn a close decision, and the choice between text and time, but not a clear one
          assert.ok(logits[token] > Math.max(...ruled) - 2.5, `row ${row}: ${token} after ${sampled}`);
          sampled.push(token);
          if (token === TINY_TOKENS.endOfText) break;
        }
      }
    });
  });
}
