import assert from "node:assert/strict";
import { decodeWithFallback, type FallbackOptions } from "../../../../ml/whisper/decoding/decode_with_fallback.ts";
import {
  type Attempt,
  averageLogprob,
  bestFailedAttempt,
  compressionRatio,
  isDoubtful,
  isRepetitionSaid,
  judgeAttempt,
} from "../../../../ml/whisper/decoding/attempt.ts";
import type { WhisperModel } from "../../../../ml/whisper/decoding/model.ts";
import type { DecodedRow, DecodeOptions } from "../../../../ml/whisper/decoding/types.ts";

const GOOD = { isLooped: false, compressionRatio: 1.4, avgLogprob: -0.3, noSpeechProb: 0.1 };

Deno.test("judgeAttempt() accepts attempts that pass the three tests, limits included", () => {
  assert.equal(judgeAttempt(GOOD), "accepted");
  assert.equal(judgeAttempt({ ...GOOD, compressionRatio: 2.4, avgLogprob: -1 }), "accepted");
  assert.equal(judgeAttempt({ ...GOOD, noSpeechProb: 0.9 }), "accepted"); // sure of its words
});

Deno.test("judgeAttempt() distinguishes repetition, unlikely text and silence", () => {
  assert.equal(judgeAttempt({ ...GOOD, compressionRatio: 2.5 }), "repetition");
  assert.equal(judgeAttempt({ ...GOOD, avgLogprob: -1.1 }), "unlikely");
  assert.equal(judgeAttempt({ ...GOOD, avgLogprob: -1.1, noSpeechProb: 0.7 }), "silence");
});

Deno.test("judgeAttempt(): silence does not excuse repetition", () => {
  assert.equal(judgeAttempt({ ...GOOD, compressionRatio: 5, avgLogprob: -1.5, noSpeechProb: 0.9 }), "repetition");
});

Deno.test("judgeAttempt() counts a row that was stopped for repeating itself as repetition, however short", () => {
  assert.equal(judgeAttempt({ ...GOOD, isLooped: true }), "repetition");
  assert.equal(judgeAttempt({ ...GOOD, isLooped: true, avgLogprob: -2, noSpeechProb: 0.9 }), "repetition");
});

Deno.test("isDoubtful() needs one failed test, silence needs two", () => {
  assert.ok(!isDoubtful({ ...GOOD, avgLogprob: -1, noSpeechProb: 0.6, compressionRatio: 2.4 }));
  for (const doubt of [{ avgLogprob: -1.1 }, { noSpeechProb: 0.61 }, { compressionRatio: 2.5 }, { isLooped: true }]) {
    assert.ok(isDoubtful({ ...GOOD, ...doubt }), JSON.stringify(doubt));
    assert.notEqual(judgeAttempt({ ...GOOD, ...doubt }), "silence");
  }
});

Deno.test("isRepetitionSaid(): a refrain that Whisper is sure of and that fits the speech, no loop", () => {
  const refrain = { isEnded: true, isLooped: false, avgLogprob: -0.2, text: "We will sing until morning. ".repeat(4) };
  assert.equal(refrain.text.match(/\p{L}/gu)!.length, 88);
  assert.ok(isRepetitionSaid(refrain, 7));
  for (const doubt of [{ isEnded: false }, { isLooped: true }, { avgLogprob: -0.6 }]) {
    assert.ok(!isRepetitionSaid({ ...refrain, ...doubt }, 7), JSON.stringify(doubt));
  }
  assert.ok(!isRepetitionSaid(refrain, 20)); // "Thank you." four times over half a minute of applause
  assert.ok(!isRepetitionSaid(refrain, 3)); // nobody speaks so fast
  assert.ok(!isRepetitionSaid(refrain, 0)); // nobody speaks
  assert.ok(isRepetitionSaid({ ...refrain, text: "ありがとうございました。".repeat(4) }, 6));
  const said = { ...GOOD, compressionRatio: 3, isRepetitionSaid: true };
  assert.deepEqual([judgeAttempt(said), isDoubtful(said)], ["accepted", false]);
  assert.equal(judgeAttempt({ ...said, isLooped: true }), "repetition");
});

Deno.test("compressionRatio() is above 2.4 for text that repeats itself", () => {
  assert.ok(compressionRatio("and my fellow Americans ask not what your country can do for you") < 1.5);
  assert.ok(compressionRatio("I'm sorry. ".repeat(20)) > 8);
  assert.ok(compressionRatio("ありがとうございました。".repeat(20)) > 10); // in bytes, not characters
  assert.equal(compressionRatio(""), 0);
});

Deno.test("averageLogprob() counts the end token", () => {
  assert.equal(averageLogprob([-1, -2, -3], 2), -2);
  assert.equal(averageLogprob([-1, -2], 2), -1); // without the end token
});

function attempt(values: Partial<Attempt>): Attempt {
  return { temperature: 0, tokens: [], logprobs: [], isEnded: true, text: "", ...GOOD, ...values };
}

Deno.test("bestFailedAttempt() takes the likeliest that does not repeat itself, else the least repetitive", () => {
  const looping = attempt({ compressionRatio: 9, avgLogprob: -0.1 });
  const unlikely = attempt({ avgLogprob: -1.4 });
  const unlikelier = attempt({ avgLogprob: -2 });
  assert.equal(bestFailedAttempt([looping, unlikelier, unlikely]), unlikely);
  const lessLooping = attempt({ compressionRatio: 3, avgLogprob: -1.8 });
  assert.equal(bestFailedAttempt([looping, lessLooping]), lessLooping);
  const ended = attempt({ isLooped: true, compressionRatio: 2 });
  assert.equal(bestFailedAttempt([looping, ended, unlikely]), unlikely);
  const madeUp = attempt({ avgLogprob: -5.5 });
  assert.equal(bestFailedAttempt([looping, lessLooping, madeUp]), lessLooping);
  assert.equal(bestFailedAttempt([madeUp]), madeUp);
});

interface Line {
  text: string;
  logprob: number;
  noSpeechProb?: number;
  isLooped?: boolean;
}

type DecodeCall = { temperature: number; rows: number[] } & Partial<DecodeOptions> & { beamSize?: number };

/** A model whose rows have a scripted text for each temperature. */
function scripted(script: Record<number, Line>[]) {
  const calls: DecodeCall[] = [];
  const say = (encoded: { row: { data: Float32Array } }, temperature: number, options: Partial<DecodeCall>) => {
    const rows = [...encoded.row.data];
    calls.push({ ...options, temperature, rows });
    return Promise.resolve(rows.map((row): DecodedRow => {
      const { text, logprob, noSpeechProb = 0, isLooped = false } = script[row][temperature];
      const tokens = [...text].map((c) => c.charCodeAt(0));
      return {
        tokens,
        logprobs: new Array(tokens.length + 1).fill(logprob),
        isEnded: !isLooped,
        isLooped,
        noSpeechProb,
        languageProbs: new Float32Array(0),
      };
    }));
  };
  const model = {
    tokenizer: { decode: (tokens: number[]) => String.fromCharCode(...tokens) },
    decode: (encoded: never, options: DecodeOptions) => say(encoded, options.temperature, options),
    decodeBeams: (encoded: never, options: DecodeOptions) => say(encoded, 0, options),
  };
  const data = Float32Array.from(script.keys());
  const encoded = { row: { type: "float32" as const, dims: [script.length, 1], data } };
  const run = (options: Partial<FallbackOptions> = {}, signal?: AbortSignal) =>
    decodeWithFallback(
      model as unknown as WhisperModel,
      encoded,
      {
        prompts: script.map((_, row) => [100 + row]),
        leastEndSeconds: script.map((_, row) => row),
        speechSeconds: script.map(() => 1),
        seeds: script.map((_, row) => 1000 * row),
        temperature: 0,
        beamSize: 1,
        ...options,
      },
      signal,
    );
  return { run, calls, attempts: () => calls.map(({ temperature, rows }) => ({ temperature, rows })) };
}

const LOOP = { text: "la ".repeat(50), logprob: -0.1 };

Deno.test("decodeWithFallback() decodes again only the rows that failed, at a higher temperature each time", async () => {
  const { run, attempts } = scripted([
    { 0: { text: "fine", logprob: -0.2 } },
    { 0: LOOP, 0.2: { text: "la la", logprob: -0.1, isLooped: true }, 0.4: { text: "at last", logprob: -0.5 } },
    { 0: { text: "murmur", logprob: -1.5, noSpeechProb: 0.8 } },
    { 0: { text: "mumble", logprob: -1.5 }, 0.2: { text: "a word", logprob: -0.4 } },
  ]);
  const kept = await run();
  assert.deepEqual(attempts(), [
    { temperature: 0, rows: [0, 1, 2, 3] },
    { temperature: 0.2, rows: [1, 3] },
    { temperature: 0.4, rows: [1] },
  ]);
  assert.deepEqual(kept.map(({ text, temperature }) => [text, temperature]), [
    ["fine", 0],
    ["at last", 0.4],
    ["murmur", 0],
    ["a word", 0.2],
  ]);
});

Deno.test("decodeWithFallback() gives each row its own prompt and seed, and only the first attempt has a least end", async () => {
  const { run, calls } = scripted([
    { 0: { text: "fine", logprob: -0.2 } },
    { 0: LOOP, 0.2: { text: "better", logprob: -0.2 } },
  ]);
  await run();
  const [first, second] = calls;
  assert.deepEqual([first.prompts, first.leastEndSeconds, first.seeds], [[[100], [101]], [0, 1], [0, 1000]]);
  assert.deepEqual([second.prompts, second.leastEndSeconds, second.seeds], [[[101]], undefined, [1002]]);
});

Deno.test("decodeWithFallback() begins at the given temperature and goes up from there", async () => {
  const { run, attempts } = scripted([{ 0.5: LOOP, 0.6: LOOP, 0.8: { text: "good", logprob: -0.1 } }]);
  const [{ text, temperature }] = await run({ temperature: 0.5 });
  assert.deepEqual(attempts().map(({ temperature }) => temperature), [0.5, 0.6, 0.8]);
  assert.deepEqual([text, temperature], ["good", 0.8]);
});

Deno.test("decodeWithFallback() searches with beams at temperature 0 only", async () => {
  const { run, calls } = scripted([{ 0: LOOP, 0.2: { text: "good", logprob: -0.1 } }]);
  await run({ beamSize: 5 });
  assert.deepEqual(calls.map(({ temperature, beamSize }) => [temperature, beamSize]), [[0, 5], [0.2, undefined]]);
  const warm = scripted([{ 0.2: { text: "good", logprob: -0.1 } }]);
  await warm.run({ beamSize: 5, temperature: 0.2 });
  assert.deepEqual(warm.calls.map(({ beamSize }) => beamSize), [undefined]);
});

Deno.test("decodeWithFallback() keeps the best attempt if all six fail", async () => {
  const texts = [0, 0.2, 0.4, 0.6, 0.8, 1].map((t) => [t, { text: `try ${t}`, logprob: -1.1 - t / 4 }]);
  const { run, calls } = scripted([Object.fromEntries(texts)]);
  const [kept] = await run();
  assert.equal(calls.length, 6);
  assert.deepEqual([kept.text, kept.isLastResort], ["try 0", true]);
});

Deno.test("decodeWithFallback() makes no hotter attempt after a hot one that is very unlikely", async () => {
  const texts = [0, 0.2, 0.4, 0.6].map((t) => [t, { text: `try ${t}`, logprob: -1.6 + t / 4 }]);
  const { run, calls } = scripted([Object.fromEntries([...texts, [0.6, { text: "noise", logprob: -1.7 }]])]);
  const [kept] = await run();
  assert.equal(calls.length, 4);
  assert.deepEqual([kept.text, kept.isLastResort], ["try 0.4", true]);
});

Deno.test("decodeWithFallback() does not try again where the repetition was said", async () => {
  const refrain = { text: "row row row your boat ".repeat(5), logprob: -0.2 };
  const { run, attempts } = scripted([{ 0: refrain }, { 0: refrain, 0.2: { text: "fine", logprob: -0.1 } }]);
  const kept = await run({ speechSeconds: [6, 30] });
  assert.deepEqual(attempts(), [{ temperature: 0, rows: [0, 1] }, { temperature: 0.2, rows: [1] }]);
  assert.deepEqual(kept.map(({ text }) => text), [refrain.text.trim(), "fine"]);
});

Deno.test("decodeWithFallback() stops between attempts when it is aborted", async () => {
  const { run } = scripted([{ 0: { text: "x", logprob: -2 } }]);
  await assert.rejects(run({}, AbortSignal.abort(new Error("enough"))), /enough/);
});
