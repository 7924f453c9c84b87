import assert from "node:assert/strict";
import { TransformerBlock } from "../../../ml/transformer/block.ts";
import { causalMask, type Mask, paddingMask, padTokens } from "../../../ml/transformer/masks.ts";
import { parameterCount } from "../../../ml/transformer/module.ts";
import { MultiHeadAttention } from "../../../ml/transformer/multi_head_attention.ts";
import { AttentionRecorder } from "../../../ml/transformer/pass.ts";
import { positionalEncoding, positionSimilarity } from "../../../ml/transformer/positions.ts";
import { Random } from "../../../ml/transformer/random.ts";
import { noGrad, type Tensor } from "../../../ml/transformer/tensor.ts";
import { Transformer } from "../../../ml/transformer/transformer.ts";
import { assertClose, backwardFrom, bothMasks, random, readReference, type Stored, tensor } from "./reference.ts";

interface BlockCase {
  inputs: { x: Stored; memory?: Stored };
  weights: Record<string, Stored>;
  weightGradients: Record<string, Stored>;
  output: Stored;
  g: Stored;
  gradients: Record<string, Stored>;
}

const reference = await readReference<{ padding: number[][]; cases: Record<string, BlockCase> }>("blocks.json");
const padding: Mask = { visible: Uint8Array.from(reference.padding.flat()), shape: [2, 1, 5] };

for (const [name, { inputs, weights, weightGradients, output, g, gradients }] of Object.entries(reference.cases)) {
  Deno.test(`a block gives PyTorch's values and derivatives: ${name}`, () => {
    const [kind, norm, activation] = name.split(" ");
    const config = { dModel: 8, nHeads: 2, dFeedForward: 16, dropout: 0, preNorm: norm === "pre" };
    const hasCrossAttention = kind === "decoder";
    const block = new TransformerBlock({ ...config, activation: activation as "relu" }, new Random(), {
      hasCrossAttention,
    });
    const parameters = block.parameters();
    assert.deepEqual([...parameters.keys()].sort(), Object.keys(weights).sort());
    for (const [key, { data }] of Object.entries(weights)) parameters.get(key)!.data.set(data);
    const [x, memory] = [tensor(inputs.x), inputs.memory && tensor(inputs.memory)];
    const y = block.forward(
      x,
      memory
        ? { mask: causalMask(4), memory: block.crossAttention!.keysAndValues(memory), memoryMask: padding }
        : { mask: padding },
    );
    // PyTorch's fast path may leave any values in the padding's own rows; its slow path, used here, computes them
    assertClose(y.data, output.data, 1e-5, "output");
    backwardFrom(y, g.data);
    assertClose(x.grad, gradients.x.data, 2e-5, "dx");
    if (memory) assertClose(memory.grad, gradients.memory.data, 2e-5, "dmemory");
    for (const [key, { data }] of Object.entries(weightGradients)) {
      assertClose(parameters.get(key)!.grad, data, 5e-5, `d${key}`);
    }
  });
}

const SIZES = { vocabSize: 20, dModel: 16, nHeads: 4, nLayers: 2, dFeedForward: 32, maxLength: 12, seed: 4 };
const row = (scores: Tensor, position: number) => scores.data.subarray(position * 20, (position + 1) * 20);

for (const preNorm of [true, false]) {
  Deno.test(`no word changes the predictions before it (${preNorm ? "Pre" : "Post"}-LN)`, () => {
    const model = new Transformer({ ...SIZES, preNorm });
    const source = padTokens([[3, 4, 5]], 0);
    const scores = (last: number) => model.forward(source, padTokens([[1, 6, 7, last]], 0));
    const [a, b] = [scores(8), scores(9)];
    for (const position of [0, 1, 2]) assert.deepEqual([...row(a, position)], [...row(b, position)]);
    assert.notDeepEqual([...row(a, 3)], [...row(b, 3)]);
  });
}

Deno.test("a causal mask blocks gradients from later positions too", () => {
  const attention = new MultiHeadAttention(8, 2, new Random(1));
  const x = random([1, 4, 8], 2);
  const g = new Float32Array(32).fill(1, 8, 16); // only of position 1
  backwardFrom(attention.forward(x, x, causalMask(4)), g);
  assert.ok(x.grad!.subarray(0, 16).some((value) => value !== 0));
  assert.ok(x.grad!.subarray(16).every((value) => value === 0));
});

Deno.test("padding changes nothing: a sentence gets the same predictions alone and beside a longer one", () => {
  const model = new Transformer(SIZES);
  const alone = model.forward(padTokens([[3, 4]], 0), padTokens([[1, 6]], 0));
  const beside = model.forward(padTokens([[3, 4], [9, 8, 7, 6, 5]], 0), padTokens([[1, 6], [1, 2, 3, 4]], 0));
  assertClose(row(beside, 0), row(alone, 0), 1e-5, "first");
  assertClose(row(beside, 1), row(alone, 1), 1e-5, "second");
});

Deno.test("dropout happens in training only, and depends on its generator", () => {
  const model = new Transformer({ ...SIZES, dropout: 0.3 });
  const [source, target] = [padTokens([[3, 4]], 0), padTokens([[1, 6]], 0)];
  const run = (dropout?: Random) => [...model.forward(source, target, { dropout }).data];
  assert.deepEqual(run(), run());
  assert.deepEqual(run(new Random(1)), run(new Random(1)));
  assert.notDeepEqual(run(new Random(1)), run(new Random(2)));
  assert.notDeepEqual(run(new Random(1)), run());
});

Deno.test("attention can be recorded from every layer and head: rows sum to 1, and masked keys get 0", () => {
  const model = new Transformer(SIZES);
  const [source, target] = [padTokens([[3, 4, 5], [6, 7]], 0), padTokens([[1, 6, 7, 8], [1, 2]], 0)];
  const recorder = new AttentionRecorder();
  model.forward(source, target, { recorder });
  const names = [0, 1].flatMap((i) => [`encoder.${i}.self`, `decoder.${i}.self`, `decoder.${i}.cross`]);
  assert.deepEqual([...recorder.layers.keys()].sort(), names.sort());
  for (const name of names) {
    for (let head = 0; head < 4; head++) {
      const { weights, nQueries, nKeys } = recorder.head(name, head, 1);
      assert.deepEqual([nQueries, nKeys], [name.startsWith("encoder") ? 3 : 4, name.endsWith("cross") ? 3 : nQueries]);
      for (let q = 0; q < nQueries; q++) {
        const shares = weights.subarray(q * nKeys, (q + 1) * nKeys);
        assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-5);
        if (name === "decoder.0.self") assert.ok(shares.subarray(q + 1).every((share) => share === 0), "the future");
        else if (!name.startsWith("decoder") || name.endsWith("cross")) assert.equal(shares[2], 0, "the padding");
      }
    }
  }
  assert.throws(() => recorder.head("decoder.7.self", 0), /there is decoder|there is encoder/);
  assert.throws(() => recorder.head("decoder.0.self", 4), /no head 4/);
});

Deno.test("decoding word by word gives the scores and the attention of a single pass", () => {
  const model = new Transformer(SIZES);
  const source = padTokens([[3, 4, 5], [6, 7]], 0);
  const words = [[1, 6, 7, 8], [1, 2, 9, 9]];
  const [whole, steps] = [new AttentionRecorder(), new AttentionRecorder()];
  const all = model.forward(source, padTokens(words, 0), { recorder: whole });
  const state = model.start(model.encode(source, { recorder: steps }));
  for (let i = 0; i < 4; i++) {
    const scores = noGrad(() => model.decodeStep(words.map((row) => row[i]), state, { recorder: steps }));
    assertClose(scores.data.subarray(0, 20), row(all, i), 1e-5, `step ${i}`);
    assertClose(scores.data.subarray(20), row(all, 4 + i), 1e-5, `step ${i} of the second`);
  }
  for (const [name, { shape, data }] of whole.layers) {
    assert.deepEqual(steps.layers.get(name)!.shape, shape);
    assertClose(steps.layers.get(name)!.data, data, 1e-5, name);
  }
  assert.throws(
    () => model.forward(source, padTokens([new Array(13).fill(3)], 0)),
    /13 tokens: the model was made for 12/,
  );
});

Deno.test("positions have different rows, near ones are similar, and the formula is the paper's", () => {
  const rows = positionalEncoding(50, 16);
  assert.deepEqual(rows.shape, [50, 16]);
  assert.ok(Math.abs(rows.data[3 * 16 + 4] - Math.sin(3 / 10000 ** (4 / 16))) < 1e-6);
  assert.ok(Math.abs(rows.data[3 * 16 + 5] - Math.cos(3 / 10000 ** (4 / 16))) < 1e-6);
  const similar = positionSimilarity(50, 16).data;
  assert.ok(Math.abs(similar[10 * 50 + 10] - 1) < 1e-6);
  assert.ok(similar[10 * 50 + 11] > similar[10 * 50 + 13]);
  assert.ok(Math.abs(similar[10 * 50 + 14] - similar[30 * 50 + 34]) < 1e-5, "only the distance counts");
});

Deno.test("padTokens(), paddingMask() and causalMask() give the right values", () => {
  const tokens = padTokens([[5, 6, 7], [8]], 0);
  assert.deepEqual([...tokens.ids], [5, 6, 7, 8, 0, 0]);
  assert.deepEqual([...paddingMask(tokens, 0).visible], [1, 1, 1, 1, 0, 0]);
  const both = bothMasks(paddingMask(tokens, 0), causalMask(3));
  assert.deepEqual(both.shape, [2, 3, 3]);
  assert.deepEqual([...both.visible], [1, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0]);
});

Deno.test("a shared vocabulary is one table, which is counted once", () => {
  const shared = new Transformer(SIZES);
  const apart = new Transformer({ ...SIZES, vocabSize: undefined, sourceVocab: 20, targetVocab: 20 });
  assert.equal(parameterCount(apart.parameters()) - parameterCount(shared.parameters()), 20 * 16);
  assert.throws(() => new Transformer({}), /vocabSize/);
  assert.throws(() => new Transformer({ ...SIZES, nHeads: 3 }), /must be a multiple/);
});
