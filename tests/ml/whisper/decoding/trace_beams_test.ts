import assert from "node:assert/strict";
import type { Value } from "../../../../ml/onnx/session.ts";
import { traceBeams } from "../../../../ml/whisper/decoding/trace_beams.ts";

const NONE = -1e9;

/** Outputs for one window and two beams. */
function outputs(
  steps: {
    tokens: number[];
    parents: number[];
    sums: number[];
    ends?: [sum: number, parent: number];
    isLooped?: boolean;
  }[],
): Record<string, Value> {
  const int64 = (dims: number[], values: number[]): Value => {
    return { type: "int64", dims, data: BigInt64Array.from(values, BigInt) };
  };
  const float32 = (dims: number[], values: number[]): Value => ({
    type: "float32",
    dims,
    data: Float32Array.from(values),
  });
  const n = steps.length;
  return {
    tokens: int64([n, 1, 2], steps.flatMap(({ tokens }) => tokens)),
    parents: int64([n, 1, 2], steps.flatMap(({ parents }) => parents)),
    sums: float32([n, 1, 2], steps.flatMap(({ sums }) => sums)),
    end_sums: float32([n, 1, 4], steps.flatMap(({ ends }) => [NONE, ends?.[0] ?? NONE, NONE, NONE])),
    end_parents: int64([n, 1, 4], steps.flatMap(({ ends }) => [0, ends?.[1] ?? 0, 0, 0])),
    looped: { type: "bool", dims: [n, 1], data: Uint8Array.from(steps, ({ isLooped }) => isLooped ? 1 : 0) },
    no_speech_prob: float32([1], [0.25]),
  };
}

const FIRST = { tokens: [10, 11], parents: [1, 1], sums: [-1, -2] };
const CROSSED = { tokens: [20, 21], parents: [1, 0], sums: [-2.5, -3] };

Deno.test("a text is traced back along its parents, with the log-probability of each token", () => {
  const third = { tokens: [30, 31], parents: [0, 1], sums: [-8, -9], ends: [-3.5, 1] as [number, number] };
  const [row] = traceBeams(outputs([FIRST, CROSSED, third]));
  assert.deepEqual(row, {
    tokens: [10, 21],
    logprobs: [-1, -2, -0.5],
    isEnded: true,
    isLooped: false,
    noSpeechProb: 0.25,
    languageProbs: new Float32Array(0),
  });
});

Deno.test("of ended texts the best by the mean of its tokens wins, not the best sum", () => {
  const short = { ...CROSSED, ends: [-1.8, 0] as [number, number] }; // -1.8 a token
  const long = { tokens: [30, 31], parents: [0, 1], sums: [-9, -9], ends: [-2.6, 0] as [number, number] }; // -1.3
  const [row] = traceBeams(outputs([FIRST, short, long]));
  assert.deepEqual(row.tokens, [11, 20]);
});

Deno.test("at the token limit, the best unfinished text wins, and has no end", () => {
  const [row] = traceBeams(outputs([FIRST, CROSSED]));
  assert.deepEqual([row.tokens, row.logprobs, row.isEnded], [[11, 20], [-2, -0.5], false]);
});

Deno.test("a search that was stopped for repetition returns that beam, whatever came after", () => {
  const [row] = traceBeams(outputs([FIRST, { ...CROSSED, isLooped: true }, { ...CROSSED, sums: [-2.6, -2.7] }]));
  assert.deepEqual([row.tokens, row.isEnded, row.isLooped], [[11, 20], false, true]);
});

Deno.test("a window without any allowed token is an error", () => {
  const impossible = { tokens: [0, 0], parents: [1, 1], sums: [NONE, NONE] };
  assert.throws(() => traceBeams(outputs([impossible])), /window 0 has no text/);
});
