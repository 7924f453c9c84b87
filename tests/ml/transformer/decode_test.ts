import assert from "node:assert/strict";
import { beamDecode, greedyDecode } from "../../../ml/transformer/decode.ts";
import { logSumExp } from "../../../ml/transformer/loss.ts";
import { padTokens } from "../../../ml/transformer/masks.ts";
import { Random } from "../../../ml/transformer/random.ts";
import type { Transformer } from "../../../ml/transformer/transformer.ts";
import { TOY_IDS, toyModel, toyRow, ToyTraining } from "./toy.ts";

const random = new Random(99);
const rows = Array.from({ length: 40 }, () => toyRow(random));

/** Log-probability of a sentence with its end, computed in one pass. */
function logprob(model: Transformer, source: number[], tokens: number[]): number {
  const scores = model.forward(padTokens([source], 0), padTokens([[TOY_IDS.startId, ...tokens]], 0));
  const vocab = scores.dim(-1);
  return [...tokens, TOY_IDS.endId].reduce(
    (sum, token, i) => sum + scores.data[i * vocab + token] - logSumExp(scores.data, i * vocab, vocab),
    0,
  );
}

Deno.test("a model trained for seconds reverses rows that were not in training", () => {
  const training = new ToyTraining({ dropout: 0 });
  let loss = Infinity;
  for (let step = 0; step < 500; step++) loss = training.step();
  const written = greedyDecode(training.model, padTokens(rows, 0), TOY_IDS);
  const right = rows.filter((row, i) => row.toReversed().join() === written[i].tokens.join()).length;
  assert.ok(right >= 36, `${right} of 40 are right, the loss is ${loss}`);
  const best = rows.slice(0, 8).map((row) =>
    beamDecode(training.model, padTokens([row], 0), { ...TOY_IDS, beamSize: 3 })[0]
  );
  assert.ok(best.filter(({ tokens }, i) => rows[i].toReversed().join() === tokens.join()).length >= 7);
});

Deno.test("a batch gives the same sentences as each one alone, with the model's probabilities", () => {
  const model = toyModel({ seed: 8 });
  const together = greedyDecode(model, padTokens(rows.slice(0, 6), 0), { ...TOY_IDS, maxLength: 7 });
  rows.slice(0, 6).forEach((row, i) => {
    const [alone] = greedyDecode(model, padTokens([row], 0), { ...TOY_IDS, maxLength: 7 });
    assert.deepEqual(alone.tokens, together[i].tokens);
    if (alone.tokens.length < 7) assert.ok(Math.abs(alone.logprob - logprob(model, row, alone.tokens)) < 1e-3);
  });
});

Deno.test("a beam of one equals greedy decoding, a wider one finds a sentence at least as likely", () => {
  let wins = 0;
  for (let seed = 0; seed < 30; seed++) {
    const model = toyModel({ seed });
    const source = padTokens([rows[seed]], 0);
    const [greedy] = greedyDecode(model, source, TOY_IDS);
    const options = { ...TOY_IDS, lengthPenalty: 0 };
    const [single] = beamDecode(model, source, { ...options, beamSize: 1 });
    assert.deepEqual(single.tokens, greedy.tokens);
    const beams = beamDecode(model, source, { ...options, beamSize: 4 });
    assert.ok(beams[0].score >= greedy.logprob - 1e-4, `seed ${seed}: ${beams[0].score} and ${greedy.logprob}`);
    if (beams[0].score > greedy.logprob + 1e-3) wins++;
    assert.deepEqual(beams.map(({ score }) => score), beams.map(({ score }) => score).sort((a, b) => b - a));
    for (const { tokens, logprob: own } of beams) {
      if (tokens.length < 10) assert.ok(Math.abs(own - logprob(model, rows[seed], tokens)) < 1e-3);
    }
  }
  assert.ok(wins > 0, "at least once it is better");
});

Deno.test("beamDecode() accepts only one sentence", () => {
  assert.throws(() => beamDecode(toyModel(), padTokens(rows, 0), { ...TOY_IDS, beamSize: 2 }), /40 sentences/);
});
