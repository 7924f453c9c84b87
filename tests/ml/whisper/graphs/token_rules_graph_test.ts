import assert from "node:assert/strict";
import { Graph } from "../../../../ml/onnx/graph.ts";
import { Session, type Value } from "../../../../ml/onnx/session.ts";
import { uniformNumbers } from "../../../../ml/whisper/decoding/random.ts";
import {
  initialRules,
  nextToken,
  RULE_STATES,
  type RuleState,
} from "../../../../ml/whisper/graphs/token_rules_graph.ts";
import { logSumExp, ruledLogits } from "../reference/reference_model.ts";
import { TINY_TOKENS } from "./tiny_checkpoint.ts";

const N_VOCAB = 48 + 80; // more timestamps than may come first
const SUPPRESS = [3, 4];
const SUPPRESS_FIRST = [5, 40];
const STATE = Object.keys(RULE_STATES) as (keyof RuleState)[];

/** The rules as a graph of one step. */
function oneStep(): Uint8Array {
  const g = new Graph("rules", null);
  const state = Object.fromEntries(
    STATE.map((name) => [name, g.input(name, RULE_STATES[name].dtype, RULE_STATES[name].shape)]),
  ) as unknown as RuleState;
  const found = nextToken(g, {
    logits: g.input("logits", "float32", ["b", N_VOCAB]),
    isFirst: g.input("isFirst", "bool", []),
    uniform: {
      values: g.input("uniform", "float32", ["steps", "b"]),
      iteration: g.input("iteration", "int64", []),
      temperature: g.input("temperature", "float32", []),
    },
    leastEnd: g.input("leastEnd", "int64", ["b"]),
    state,
    nVocab: N_VOCAB,
    tokens: TINY_TOKENS,
    suppressIds: SUPPRESS,
    suppressIdsBegin: SUPPRESS_FIRST,
  });
  g.output("token", "int64", ["b"], found.token);
  g.output("logprob", "float32", ["b"], found.logprob);
  g.output("isAnyLeft", "bool", [], found.isAnyLeft);
  for (const name of STATE) {
    g.output(`next_${name}`, RULE_STATES[name].dtype, RULE_STATES[name].shape, found.state[name]);
  }
  return g.toModel();
}

/** The rule state before the first token. */
async function firstState(rows: number): Promise<Record<string, Value>> {
  const g = new Graph("initial", null);
  const state = initialRules(g, g.input("rows", "int64", [1]));
  for (const name of STATE) g.output(name, RULE_STATES[name].dtype, RULE_STATES[name].shape, state[name]);
  const session = await Session.create(g.toModel(), { threads: 1, device: "cpu" });
  const found = await session.run({ rows: { type: "int64", dims: [1], data: BigInt64Array.of(BigInt(rows)) } });
  await session.release();
  return found;
}

Deno.test("the graph follows Whisper's rules for random logits, step by step", async () => {
  const session = await Session.create(oneStep(), { threads: 1, device: "cpu" });
  const B = 16;
  let state = await firstState(B);
  const sampled: number[][] = Array.from({ length: B }, () => []);
  const seen = { time: 0, pair: 0, end: 0, text: 0 };
  for (let step = 0; step < 40; step++) {
    const noise = uniformNumbers(1000 + step, B * N_VOCAB);
    // Timestamps and the end token get likelier and less likely in turns, so that every rule applies
    const logits = noise.map((u, i) => {
      const id = i % N_VOCAB;
      const row = Math.floor(i / N_VOCAB);
      return (u - 0.5) * 8 + (id >= 48 ? ((step + row) % 3) * 2 - 3 : id === 40 ? 1 : 0);
    });
    const outputs = await session.run({
      ...state,
      logits: { type: "float32", dims: [B, N_VOCAB], data: logits },
      isFirst: { type: "bool", dims: [], data: Uint8Array.of(step === 0 ? 1 : 0) },
      uniform: { type: "float32", dims: [1, 1], data: new Float32Array(1) },
      iteration: { type: "int64", dims: [], data: BigInt64Array.of(BigInt(step)) },
      temperature: { type: "float32", dims: [], data: new Float32Array(1) },
      // A pair of timestamps before 0.60 s must not end the odd rows
      leastEnd: { type: "int64", dims: [B], data: BigInt64Array.from({ length: B }, (_, row) => BigInt(row % 2 * 78)) },
    });
    let left = false;
    for (let row = 0; row < B; row++) {
      const token = Number(outputs.token.data[row]);
      const logprob = Number(outputs.logprob.data[row]);
      if (sampled[row].at(-1) === TINY_TOKENS.endOfText) {
        assert.deepEqual([token, logprob], [TINY_TOKENS.endOfText, 0]);
        continue;
      }
      const own = [...logits.subarray(row * N_VOCAB, (row + 1) * N_VOCAB)];
      const [a, b] = sampled[row].slice(-2);
      const isHeld = row % 2 === 1 && step > 2 && a >= 48 && b >= 48 && b < 78;
      if (isHeld) own[40] = -Infinity;
      const ruled = ruledLogits(own, sampled[row], TINY_TOKENS, SUPPRESS, SUPPRESS_FIRST);
      assert.equal(token, ruled.indexOf(Math.max(...ruled)), `row ${row} after ${sampled[row]}`);
      assert.ok(Math.abs(logprob - (ruled[token] - logSumExp(ruled))) < 1e-4);
      seen[token === 40 ? "end" : token < 48 ? "text" : sampled[row].at(-1)! >= 48 ? "pair" : "time"]++;
      sampled[row].push(token);
      left ||= token !== TINY_TOKENS.endOfText;
    }
    assert.equal(Boolean(outputs.isAnyLeft.data[0]), left);
    state = Object.fromEntries(STATE.map((name) => [name, outputs[`next_${name}`]]));
  }
  await session.release();
  assert.ok(Object.values(seen).every((count) => count > 5), JSON.stringify(seen)); // all cases came up
});

/**
 * Makes each row decode its script, one token a step, and then the end token.
 *
 * @returns for each row the step after which it was looped, and after which it was finished
 */
async function recite(scripts: number[][]) {
  const session = await Session.create(oneStep(), { threads: 1, device: "cpu" });
  const B = scripts.length;
  const steps = Math.max(...scripts.map(({ length }) => length));
  let state = await firstState(B);
  const tokens: number[][] = scripts.map(() => []);
  const looped = new Array<number | null>(B).fill(null);
  const finished = new Array<number | null>(B).fill(null);
  let left: boolean[] = [];
  for (let step = 0; step < steps; step++) {
    const logits = new Float32Array(B * N_VOCAB).fill(-20);
    scripts.forEach((script, row) => logits[row * N_VOCAB + (script[step] ?? TINY_TOKENS.endOfText)] = 20);
    const outputs = await session.run({
      ...state,
      logits: { type: "float32", dims: [B, N_VOCAB], data: logits },
      isFirst: { type: "bool", dims: [], data: Uint8Array.of(step === 0 ? 1 : 0) },
      uniform: { type: "float32", dims: [1, 1], data: new Float32Array(1) },
      iteration: { type: "int64", dims: [], data: BigInt64Array.of(BigInt(step)) },
      temperature: { type: "float32", dims: [], data: new Float32Array(1) },
      leastEnd: { type: "int64", dims: [B], data: new BigInt64Array(B) },
    });
    for (let row = 0; row < B; row++) {
      tokens[row].push(Number(outputs.token.data[row]));
      if (outputs.next_looped.data[row]) looped[row] ??= step + 1;
      if (outputs.next_finished.data[row]) finished[row] ??= step + 1;
    }
    left = [...left, Boolean(outputs.isAnyLeft.data[0])];
    state = Object.fromEntries(STATE.map((name) => [name, outputs[`next_${name}`]]));
  }
  await session.release();
  return { tokens, looped, finished, left };
}

const START = TINY_TOKENS.timestampBegin;
/** `count` different words, none of them suppressed. */
const phrase = (count: number, from = 6) => Array.from({ length: count }, (_, i) => from + i);
const again = (phrase: number[], times: number) => new Array(times).fill(phrase).flat();

Deno.test("a row that repeats a phrase of 1 to 24 tokens is stopped, and not too early", async () => {
  const periods = Array.from({ length: 24 }, (_, i) => i + 1);
  const scripts = periods.map((period) => [START, ...again(phrase(period), 1 + Math.ceil(110 / period))]);
  const { tokens, looped, finished } = await recite(scripts);
  periods.forEach((period, row) => {
    // The phrase once, then 32 tokens or three times the phrase that repeat it
    const expected = 1 + period + Math.max(32, 3 * period);
    assert.deepEqual([period, looped[row], finished[row]], [period, expected, expected]);
    assert.deepEqual(tokens[row].slice(0, expected), scripts[row].slice(0, expected));
    assert.ok(tokens[row].slice(expected).every((token) => token === TINY_TOKENS.endOfText));
  });
});

Deno.test("three times the same phrase, ten times the same word, and a long sentence again are no loop", async () => {
  const end = TINY_TOKENS.endOfText;
  const scripts = [
    [START, ...again(phrase(8), 3), START + 9, end],
    [START, ...again(phrase(1), 11), ...phrase(20, 8), START + 9, end],
    [START, ...again(phrase(24), 3), START + 9, end],
    [START, ...again(phrase(30), 4), START + 9, end], // longer than the longest period
    // Other words between
    [START, ...again(phrase(10), 2), ...phrase(6, 20), ...again(phrase(10), 2), START + 9, end],
  ];
  const { tokens, looped, finished } = await recite(scripts);
  assert.deepEqual(looped, scripts.map(() => null));
  scripts.forEach((script, row) => {
    assert.deepEqual(tokens[row].slice(0, script.length), script);
    assert.equal(finished[row], script.length);
  });
});

Deno.test("rising timestamps do not hide a loop, and the other rows of the batch continue", async () => {
  const script = [START];
  for (let i = 1; i <= 20; i++) script.push(7, 8, 9, START + i, START + i);
  const long = [START, ...Array.from({ length: 90 }, (_, i) => 6 + (i * i + (i >> 2)) % 31), START + 70];
  const { tokens, looped, finished, left } = await recite([script, long]);
  const expected = 5 + 32; // the first time is part of the phrase
  assert.deepEqual([looped, finished], [[expected, null], [expected, long.length + 1]]);
  assert.deepEqual(tokens[1].slice(0, long.length), long);
  assert.equal(left.indexOf(false), long.length);
  // When the looping row is the last one, the decode ends
  const alone = await recite([script]);
  assert.equal(alone.left.indexOf(false), expected - 1);
});
