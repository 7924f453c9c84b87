import assert from "node:assert/strict";
import type { Session, Value } from "../../../../ml/onnx/session.ts";
import { traceBeams } from "../../../../ml/whisper/decoding/trace_beams.ts";
import { type Encoded, rowCount, selectRows } from "../../../../ml/whisper/decoding/encoded.ts";
import type { Precision } from "../../../../ml/whisper/graphs/graph_builder.ts";
import { logSumExp, ReferenceModel, ruledLogits, softmax } from "../reference/reference_model.ts";
import { type Floats, TINY, TINY_CONFIG, TINY_TOKENS, tinyWeights } from "./tiny_checkpoint.ts";
import { assertClose, period, repeatingModel, tinyMel, type TinySessions, withTinyGraphs } from "./tiny_graphs.ts";
import type { DecodedRow } from "../../../../ml/whisper/decoding/types.ts";

const ROWS = 4;
const PROMPT = [41, 43, 45];
const LONG_PROMPT = [46, 10, 11, 12, 13, ...PROMPT];
const MEL = tinyMel(ROWS, 17);
const WEIGHTS = weightsThatEnd();
const reference = new ReferenceModel(WEIGHTS, TINY);
const AUDIO = Array.from({ length: ROWS }, (_, row) => {
  return reference.encode(MEL.subarray(row * MEL.length / ROWS, (row + 1) * MEL.length / ROWS));
});

/** Random weights with an end token so likely that some texts end and others do not. */
function weightsThatEnd(): Floats {
  const weights = tinyWeights();
  const embeddings = weights.get("decoder/embeddings/weight")!.data;
  for (let id = 0; id < TINY.nVocab; id++) embeddings[id * TINY.nTextState] = id === TINY_TOKENS.endOfText ? 1 : 0;
  weights.get("decoder/layer_norm/beta")!.data[0] = 8;
  return weights;
}

const logitsCache = new Map<string, number[]>();

/** The logits of the next token. */
function logitsAfter(row: number, ids: number[]): number[] {
  const key = `${row}: ${ids}`;
  if (!logitsCache.has(key)) logitsCache.set(key, reference.decode(ids, AUDIO[row]).logits.at(-1)!);
  return logitsCache.get(key)!.slice();
}

const withGraphs = (precision: Precision, use: (sessions: TinySessions, encoded: Encoded) => Promise<void>) =>
  withTinyGraphs(precision, MEL, use, { weights: WEIGHTS });

interface SearchOptions {
  beamSize: number;
  prompt?: number[];
  maxNew?: number;
  /** One for each row; 0 if absent. */
  leastEnd?: number[];
}

function feeds(encoded: Encoded, { prompt = PROMPT, maxNew = 14, leastEnd = [] }: Omit<SearchOptions, "beamSize">) {
  const rows = rowCount(encoded);
  const int64 = (dims: number[], values: number[]): Value => {
    return { type: "int64", dims, data: BigInt64Array.from(values, BigInt) };
  };
  return {
    ...encoded,
    prompt: int64([rows, prompt.length], Array.from({ length: rows }, () => prompt).flat()),
    max_new: int64([], [maxNew]),
    least_end: int64([rows], Array.from({ length: rows }, (_, row) => leastEnd[row] ?? 0)),
  };
}

async function search(beams: Session, encoded: Encoded, { beamSize, ...wanted }: SearchOptions): Promise<DecodedRow[]> {
  const beam_size: Value = { type: "int64", dims: [1], data: BigInt64Array.of(BigInt(beamSize)) };
  return traceBeams(await beams.run({ ...feeds(encoded, wanted), beam_size }));
}

interface Beam {
  tokens: number[];
  logprobs: number[];
  sum: number;
}

/** BeamSearchDecoder and MaximumLikelihoodRanker of openai/whisper decoding.py in plain loops. */
function referenceSearch(row: number, wanted: Required<SearchOptions>) {
  const { beamSize, prompt, maxNew } = wanted;
  const { endOfText } = TINY_TOKENS;
  let beams: Beam[] = [{ tokens: [], logprobs: [], sum: 0 }];
  const ended: Beam[] = [];
  for (let step = 0; step < maxNew && ended.length < beamSize; step++) {
    const candidates = beams.flatMap((beam) => {
      const logprobs = ruledLogprobs(row, prompt, beam.tokens, wanted.leastEnd[row] ?? 0);
      return logprobs.map((logprob, token): Beam => ({
        tokens: [...beam.tokens, token],
        logprobs: [...beam.logprobs, logprob],
        sum: beam.sum + logprob,
      }));
    }).filter(({ sum }) => sum > -Infinity).sort((a, b) => b.sum - a.sum);
    beams = [];
    const newlyEnded: Beam[] = [];
    for (const candidate of candidates) {
      if (candidate.tokens.at(-1) === endOfText) newlyEnded.push(candidate);
      else if (beams.push(candidate) === beamSize) break;
    }
    ended.push(...newlyEnded.slice(0, beamSize - ended.length));
    if (beams.length === 0) break;
  }
  ended.push(...beams.slice(0, Math.max(0, beamSize - ended.length)));
  const length = ({ tokens }: Beam) => tokens.filter((token) => token !== endOfText).length;
  return ended.reduce((a, b) => b.sum / length(b) > a.sum / length(a) ? b : a);
}

function ruledLogprobs(row: number, prompt: number[], sampled: number[], leastEnd: number): number[] {
  const { timestampBegin, endOfText } = TINY_TOKENS;
  const logits = logitsAfter(row, [...prompt, ...sampled]);
  const [a, b] = sampled.slice(-2);
  if (sampled.length > 2 && Math.min(a, b) >= timestampBegin && b < leastEnd) logits[endOfText] = -Infinity;
  const { suppress_ids, suppress_ids_begin } = TINY_CONFIG;
  const ruled = ruledLogits(logits, sampled, TINY_TOKENS, suppress_ids, suppress_ids_begin);
  const sum = logSumExp(ruled);
  return ruled.map((logit) => logit - sum);
}

function score({ tokens, logprobs }: { tokens: number[]; logprobs: number[] }): number {
  return logprobs.reduce((sum, p) => sum + p, 0) / tokens.length;
}

Deno.test("the graph finds the texts of a search in plain loops, separately for each window of a batch", async () => {
  await withGraphs("float32", async ({ beams }, encoded) => {
    const seen = { ended: 0, cut: 0, long: 0 };
    for (const beamSize of [1, 2, 3, 5, 8]) {
      for (const [prompt, maxNew] of [[PROMPT, 14], [PROMPT, 4], [LONG_PROMPT, 12]] as const) {
        const leastEnd = [0, 60, 0, 55];
        const wanted = { beamSize, prompt: [...prompt], maxNew, leastEnd };
        const found = await search(beams, encoded, wanted);
        for (let row = 0; row < ROWS; row++) {
          const right = referenceSearch(row, wanted);
          const isEnded = right.tokens.at(-1) === TINY_TOKENS.endOfText;
          const what = `${beamSize} beams, row ${row}, ${prompt.length} + ${maxNew} tokens`;
          assert.deepEqual(found[row].tokens, isEnded ? right.tokens.slice(0, -1) : right.tokens, what);
          assert.equal(found[row].isEnded, isEnded, what);
          assertClose(found[row].logprobs, right.logprobs, 1e-3, what);
          seen[isEnded ? "ended" : "cut"]++;
          if (isEnded && right.tokens.length > 6) seen.long++;
        }
      }
    }
    assert.ok(Object.values(seen).every((count) => count > 5), JSON.stringify(seen)); // all cases came up
  });
});

Deno.test("one beam writes what the greedy loop writes", async () => {
  await withGraphs("float32", async ({ decoder, beams }, encoded) => {
    const found = await search(beams, encoded, { beamSize: 1, maxNew: 18 });
    const one: Value = { type: "float32", dims: [1, 1], data: new Float32Array(1) };
    const temperature: Value = { type: "float32", dims: [], data: new Float32Array(1) };
    const greedy = await decoder.run({ ...feeds(encoded, { maxNew: 18 }), temperature, uniform: one });
    for (let row = 0; row < ROWS; row++) {
      const column = Array.from(greedy.tokens.data, Number).filter((_, i) => i % ROWS === row);
      const n = column.indexOf(TINY_TOKENS.endOfText);
      assert.deepEqual(found[row].tokens, n < 0 ? column : column.slice(0, n));
      const logprobs = Array.from(greedy.logprobs.data, Number).filter((_, i) => i % ROWS === row);
      assertClose(found[row].logprobs, n < 0 ? logprobs : logprobs.slice(0, n + 1), 1e-4, "logprobs");
    }
  });
});

Deno.test("speech and language are read where the transcript starts, after a prompt of any length", async () => {
  await withGraphs("float32", async ({ beams }, encoded) => {
    for (const before of [[], [46, 10, 11, 12]]) {
      const found = await search(beams, encoded, { beamSize: 3, prompt: [...before, ...PROMPT], maxNew: 6 });
      found.forEach(({ noSpeechProb, languageProbs }, row) => {
        const start = logitsAfter(row, [...before, 41]);
        assertClose([noSpeechProb], [softmax(start)[TINY_TOKENS.noSpeech]], 1e-5, "noSpeechProb");
        assertClose(languageProbs, softmax([start[42], start[43]]), 1e-5, "languageProbs");
      });
    }
  });
});

for (const precision of ["float32", "float16", "int8"] as const) {
  Deno.test(`${precision} windows that were searched together are searched the same apart and in another order`, async () => {
    await withGraphs(precision, async ({ beams }, encoded) => {
      const together = await search(beams, encoded, { beamSize: 4 });
      const turned = await search(beams, selectRows(encoded, [2, 0]), { beamSize: 4 });
      const alone = await search(beams, selectRows(encoded, [1]), { beamSize: 4 });
      for (const [found, row] of [[turned[0], 2], [turned[1], 0], [alone[0], 1]] as const) {
        assert.deepEqual(found.tokens, together[row].tokens);
        assertClose(found.logprobs, together[row].logprobs, 1e-5, "logprobs");
      }
    });
  });
}

for (const [precision, tolerance] of [["float16", 0.1], ["int8", 0.8]] as const) {
  Deno.test(`the ${precision} search scores a text as plain loops score it`, async () => {
    await withGraphs(precision, async ({ beams }, encoded) => {
      const found = await search(beams, encoded, { beamSize: 4 });
      found.forEach((row, i) => {
        const sampled = row.isEnded ? [...row.tokens, TINY_TOKENS.endOfText] : row.tokens;
        // Rounding may change a close decision between text and timestamp, which forbids the other in plain loops
        const logprobs = sampled.map((token, t) => ruledLogprobs(i, PROMPT, sampled.slice(0, t), 0)[token]);
        const possible = row.logprobs.filter((_, t) => logprobs[t] > -Infinity);
        assert.ok(possible.length >= sampled.length - 1, `row ${i}: ${sampled}`);
        assertClose(possible, logprobs.filter((p) => p > -Infinity), tolerance * 2, `logprobs of row ${i}`);
      });
    });
  });
}

Deno.test("several beams find texts that are at least as likely, in total", async () => {
  await withGraphs("float32", async ({ beams }, encoded) => {
    const mean = async (beamSize: number) => {
      const found = await search(beams, encoded, { beamSize });
      return found.reduce((sum, row) => sum + score(row), 0) / found.length;
    };
    assert.ok(await mean(6) >= await mean(1));
  });
});

Deno.test("a window whose best beam repeats itself is stopped, and the others continue", async () => {
  await withTinyGraphs("float32", MEL, async ({ beams }, encoded) => {
    const maxNew = 190;
    for (const beamSize of [1, 3]) {
      const found = await search(beams, encoded, { beamSize, maxNew });
      const looped = found.filter(({ isLooped }) => isLooped);
      assert.ok(looped.length > 0, "none was given up");
      for (const { tokens, logprobs, isEnded } of looped) {
        assert.ok(!isEnded && tokens.length < maxNew && logprobs.length === tokens.length);
        assert.ok(period(tokens) !== null, `${tokens}`);
        assert.equal(period(tokens.slice(0, -1)), null, "it could have been detected earlier");
      }
      for (let row = 0; row < ROWS; row++) {
        const [alone] = await search(beams, selectRows(encoded, [row]), { beamSize, maxNew });
        assert.deepEqual([alone.tokens, alone.isLooped], [found[row].tokens, found[row].isLooped]);
      }
    }
  }, repeatingModel());
});
