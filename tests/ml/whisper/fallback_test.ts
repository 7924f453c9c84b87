import assert from "node:assert/strict";
import { decodeWithFallback } from "../../../ml/whisper/decode.ts";
import { type Attempt, averageLogprob, compressionRatio, judge, leastBad } from "../../../ml/whisper/fallback.ts";
import type { DecodedRow, DecodeOptions, WhisperModel } from "../../../ml/whisper/model.ts";

const GOOD = { compressionRatio: 1.4, avgLogprob: -0.3, noSpeechProb: 0.1 };

Deno.test("judge() accepts what passes the three tests, limits included", () => {
  assert.equal(judge(GOOD), "accepted");
  assert.equal(judge({ ...GOOD, compressionRatio: 2.4, avgLogprob: -1 }), "accepted");
  assert.equal(judge({ ...GOOD, noSpeechProb: 0.9 }), "accepted"); // sure of its words
});

Deno.test("judge() tells repetition, unlikely text and silence apart", () => {
  assert.equal(judge({ ...GOOD, compressionRatio: 2.5 }), "repetition");
  assert.equal(judge({ ...GOOD, avgLogprob: -1.1 }), "unlikely");
  assert.equal(judge({ ...GOOD, avgLogprob: -1.1, noSpeechProb: 0.7 }), "silence");
});

Deno.test("judge(): silence does not excuse repetition", () => {
  assert.equal(judge({ compressionRatio: 5, avgLogprob: -1.5, noSpeechProb: 0.9 }), "repetition");
});

Deno.test("compressionRatio() is above 2.4 for text that goes round in circles", () => {
  assert.ok(compressionRatio("and my fellow Americans ask not what your country can do for you") < 1.5);
  assert.ok(compressionRatio("I'm sorry. ".repeat(20)) > 8);
  assert.ok(compressionRatio("ありがとうございました。".repeat(20)) > 10); // in bytes, not characters
  assert.equal(compressionRatio(""), 0);
});

Deno.test("averageLogprob() counts the end token", () => {
  assert.equal(averageLogprob([-1, -2, -3], 2), -2);
  assert.equal(averageLogprob([-1, -2], 2), -1); // it did not come
});

function attempt(values: Partial<Attempt>): Attempt {
  return { temperature: 0, tokens: [], logprobs: [], isEnded: true, text: "", ...GOOD, ...values };
}

Deno.test("leastBad() takes the likeliest that does not repeat itself, else the least repetitive", () => {
  const looping = attempt({ compressionRatio: 9, avgLogprob: -0.1 });
  const unlikely = attempt({ avgLogprob: -1.4 });
  const unlikelier = attempt({ avgLogprob: -2 });
  assert.equal(leastBad([looping, unlikelier, unlikely]), unlikely);
  const lessLooping = attempt({ compressionRatio: 3, avgLogprob: -3 });
  assert.equal(leastBad([looping, lessLooping]), lessLooping);
});

/** A model whose rows say what a script tells for each temperature. */
function scripted(script: Record<number, { text: string; logprob: number; noSpeechProb?: number }>[]) {
  const asked: { temperature: number; rows: number[] }[] = [];
  const model = {
    tokenizer: { decode: (tokens: number[]) => String.fromCharCode(...tokens) },
    decode(encoded: { row: { data: Float32Array } }, { temperature }: DecodeOptions): Promise<DecodedRow[]> {
      const rows = [...encoded.row.data];
      asked.push({ temperature, rows });
      return Promise.resolve(rows.map((row) => {
        const { text, logprob, noSpeechProb = 0 } = script[row][temperature];
        const tokens = [...text].map((c) => c.charCodeAt(0));
        return {
          tokens,
          logprobs: new Array(tokens.length + 1).fill(logprob),
          isEnded: true,
          noSpeechProb,
          languageProbs: new Float32Array(0),
        };
      }));
    },
  };
  const data = Float32Array.from(script.keys());
  const encoded = { row: { type: "float32" as const, dims: [script.length, 1], data } };
  return { model: model as unknown as WhisperModel, encoded, asked };
}

Deno.test("decodeWithFallback() decodes again only the rows that failed, hotter each time", async () => {
  const loop = { text: "la ".repeat(50), logprob: -0.1 };
  const { model, encoded, asked } = scripted([
    { 0: { text: "fine", logprob: -0.2 } },
    { 0: loop, 0.2: loop, 0.4: { text: "at last", logprob: -0.5 } },
    { 0: { text: "murmur", logprob: -1.5, noSpeechProb: 0.8 } },
    { 0: { text: "mumble", logprob: -1.5 }, 0.2: { text: "a word", logprob: -0.4 } },
  ]);
  const attempts = await decodeWithFallback(model, encoded, [1], []);
  assert.deepEqual(asked, [
    { temperature: 0, rows: [0, 1, 2, 3] },
    { temperature: 0.2, rows: [1, 3] },
    { temperature: 0.4, rows: [1] },
  ]);
  assert.deepEqual(attempts.map(({ text, temperature }) => [text, temperature]), [
    ["fine", 0],
    ["at last", 0.4],
    ["murmur", 0],
    ["a word", 0.2],
  ]);
});

Deno.test("decodeWithFallback() keeps the least bad attempt where all six fail", async () => {
  const script = Object.fromEntries([0, 0.2, 0.4, 0.6, 0.8, 1].map((t) => [t, { text: `try ${t}`, logprob: -2 - t }]));
  const { model, encoded, asked } = scripted([script]);
  const [kept] = await decodeWithFallback(model, encoded, [1], []);
  assert.equal(asked.length, 6);
  assert.equal(kept.text, "try 0");
});

Deno.test("decodeWithFallback() stops between attempts where it is aborted", async () => {
  const { model, encoded } = scripted([{ 0: { text: "x", logprob: -2 } }]);
  await assert.rejects(decodeWithFallback(model, encoded, [1], [], AbortSignal.abort(new Error("enough"))), /enough/);
});
