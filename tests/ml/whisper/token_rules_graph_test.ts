import assert from "node:assert/strict";
import { Graph } from "../../../ml/onnx/graph.ts";
import { Session, type Value } from "../../../ml/onnx/session.ts";
import { uniformNumbers } from "../../../ml/whisper/random.ts";
import { nextToken, type RuleState } from "../../../ml/whisper/token_rules_graph.ts";
import { logSumExp, ruledLogits } from "./reference_model.ts";
import { TINY_TOKENS } from "./tiny_checkpoint.ts";

const N_VOCAB = 48 + 80; // more times than may come first
const SUPPRESS = [3, 4];
const SUPPRESS_FIRST = [5, 40];
const STATE = ["finished", "lastIsTime", "lastButOneIsTime", "leastTime", "lastTime"] as const;

/** The rules as a graph of one step. */
function oneStep(): Uint8Array {
  const g = new Graph("rules", null);
  const type = (name: string) =>
    name.endsWith("Time") && name.startsWith("l") && !name.includes("Is") ? "int64" : "bool";
  const state = Object.fromEntries(
    STATE.map((name) => [name, g.input(name, type(name), ["b"])]),
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
  for (const name of STATE) g.output(`next_${name}`, type(name), ["b"], found.state[name]);
  return g.toModel();
}

Deno.test("the graph keeps Whisper's rules for random logits, step by step", async () => {
  const session = await Session.create(oneStep(), { threads: 1, device: "cpu" });
  const B = 16;
  const flags = (value: number): Value => ({ type: "bool", dims: [B], data: new Uint8Array(B).fill(value) });
  const zeros = (): Value => ({ type: "int64", dims: [B], data: new BigInt64Array(B) });
  let state: Record<string, Value> = {
    finished: flags(0),
    lastIsTime: flags(1),
    lastButOneIsTime: flags(1),
    leastTime: zeros(),
    lastTime: zeros(),
  };
  const sampled: number[][] = Array.from({ length: B }, () => []);
  const seen = { time: 0, pair: 0, end: 0, text: 0 };
  for (let step = 0; step < 40; step++) {
    const noise = uniformNumbers(1000 + step, B * N_VOCAB);
    // Times and the end are made likelier or less in turns, so that every rule has its say
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
      // The odd rows may not end after a pair of times before 0.60 s
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
  assert.ok(Object.values(seen).every((count) => count > 5), JSON.stringify(seen)); // nothing was left untried
});
