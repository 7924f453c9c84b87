import assert from "node:assert/strict";
import { scaledDotProductAttention, scalingFigure } from "../../../ml/transformer/attention.ts";
import { crossEntropy } from "../../../ml/transformer/loss.ts";
import { causalMask, type Mask } from "../../../ml/transformer/masks.ts";
import * as elementwise from "../../../ml/transformer/ops/elementwise.ts";
import { lookup } from "../../../ml/transformer/ops/lookup.ts";
import { linear, matmul, matmulTransposed } from "../../../ml/transformer/ops/matmul.ts";
import { layerNorm } from "../../../ml/transformer/ops/normalize.ts";
import { joinHeads, joinLengths, selectRows, splitHeads } from "../../../ml/transformer/ops/shape.ts";
import { masked, softmax } from "../../../ml/transformer/ops/softmax.ts";
import { Random } from "../../../ml/transformer/random.ts";
import { noGrad, Tensor } from "../../../ml/transformer/tensor.ts";
import {
  assertClose,
  backwardFrom,
  bothMasks,
  random,
  readReference,
  type Stored,
  tensor,
  zeros,
} from "./reference.ts";

const padding: Mask = { visible: Uint8Array.of(1, 1, 1, 0, 1, 0, 0, 1), shape: [2, 1, 4] };

/** Every operation, with the shapes of its inputs. */
const OPERATIONS: Record<string, { shapes: number[][]; run: (...inputs: Tensor[]) => Tensor }> = {
  add: { shapes: [[2, 3], [2, 3]], run: elementwise.add },
  "add, repeated": { shapes: [[4, 2, 3], [3]], run: elementwise.add },
  multiply: { shapes: [[2, 3], [2, 3]], run: elementwise.multiply },
  "multiply with itself": { shapes: [[5]], run: (x) => elementwise.multiply(x, x) },
  scale: { shapes: [[4]], run: (x) => elementwise.scale(x, -2.5) },
  relu: { shapes: [[3, 4]], run: elementwise.relu },
  gelu: { shapes: [[3, 4]], run: elementwise.gelu },
  dropout: { shapes: [[3, 8]], run: (x) => elementwise.dropout(x, 0.5, new Random(1)) },
  splitHeads: { shapes: [[2, 3, 4]], run: (x) => splitHeads(x, 2) },
  joinHeads: { shapes: [[2, 2, 3, 2]], run: joinHeads },
  joinLengths: { shapes: [[2, 2, 3, 2], [2, 2, 1, 2]], run: joinLengths },
  selectRows: { shapes: [[3, 2]], run: (x) => selectRows(x, [2, 0, 2]) },
  lookup: { shapes: [[4, 3]], run: (x) => lookup(x, Int32Array.of(3, 1, 3, 0), [2, 2]) },
  matmul: { shapes: [[2, 3, 4], [2, 4, 5]], run: matmul },
  matmulTransposed: { shapes: [[2, 3, 4], [2, 5, 4]], run: matmulTransposed },
  linear: { shapes: [[2, 3, 4], [5, 4], [5]], run: linear },
  layerNorm: { shapes: [[3, 5], [5], [5]], run: (x, gamma, beta) => layerNorm(x, gamma, beta) },
  softmax: { shapes: [[3, 5]], run: softmax },
  "softmax, masked": {
    shapes: [[2, 3, 4, 4]],
    run: (x) => softmax(masked(x, bothMasks(padding, causalMask(4)))),
  },
  attention: {
    shapes: [[2, 2, 4, 3], [2, 2, 4, 3], [2, 2, 4, 3]],
    run: (q, k, v) => scaledDotProductAttention(q, k, v, padding).output,
  },
  crossEntropy: {
    shapes: [[4, 5]],
    run: (x) => crossEntropy(x, Int32Array.of(1, 0, 4, 2), { labelSmoothing: 0.2, ignore: 0 }),
  },
};

for (const [name, { shapes, run }] of Object.entries(OPERATIONS)) {
  Deno.test(`the derivative of ${name} equals finite differences`, () => {
    const inputs = shapes.map((shape, i) => random(shape, i + 1));
    const y = run(...inputs);
    const g = random(y.shape, 9).data;
    backwardFrom(y, g);
    const value = () => noGrad(() => run(...inputs)).data.reduce((sum, v, i) => sum + v * g[i], 0);
    const step = 1e-2;
    for (const [n, input] of inputs.entries()) {
      const differences = input.data.map((before, i) => {
        const at = (x: number) => {
          input.data[i] = x;
          return value();
        };
        const difference = (at(before + step) - at(before - step)) / (2 * step);
        input.data[i] = before;
        return difference;
      });
      assertClose(input.grad, differences, 2e-3, `input ${n}`);
    }
  });
}

interface Case {
  inputs: Record<string, Stored>;
  output: Stored;
  g: Stored;
  gradients: Record<string, Stored>;
}

const { crossEntropy: loss, ...reference } = await readReference<
  Record<string, Case> & {
    crossEntropy: { logits: Stored; targets: number[]; loss: Stored; gradient: Stored };
  }
>("operations.json");
const AS_PYTORCH: Record<string, (...inputs: Tensor[]) => Tensor> = {
  softmax,
  gelu: elementwise.gelu,
  layerNorm: (x, gamma, beta) => layerNorm(x, gamma, beta),
  linear,
  "causal attention": (q, k, v) => scaledDotProductAttention(q, k, v, causalMask(5)).output,
};

for (const [name, { inputs, output, g, gradients }] of Object.entries(reference as Record<string, Case>)) {
  Deno.test(`${name} and its derivative equal PyTorch's`, () => {
    const own = Object.fromEntries(Object.entries(inputs).map(([key, stored]) => [key, tensor(stored)]));
    const y = AS_PYTORCH[name](...Object.values(own));
    assert.deepEqual(y.shape, output.shape);
    assertClose(y.data, output.data, 2e-6, "output");
    backwardFrom(y, g.data);
    for (const [key, { data }] of Object.entries(gradients)) assertClose(own[key].grad, data, 5e-6, `d${key}`);
  });
}

Deno.test("cross-entropy with label smoothing and padding equals PyTorch's", () => {
  const logits = tensor(loss.logits);
  const own = crossEntropy(logits, Int32Array.from(loss.targets), { labelSmoothing: 0.1, ignore: 0 });
  assertClose(own.data, loss.loss.data, 1e-6, "loss");
  own.backward();
  assertClose(logits.grad, loss.gradient.data, 1e-6, "gradient");
});

Deno.test("a value that is used twice gets the sum of both derivatives, and parameters keep theirs until they are used", () => {
  const x = Tensor.parameter([3], [1]);
  const twice = elementwise.add(elementwise.multiply(x, x), x);
  twice.backward();
  assert.deepEqual([...x.grad!], [7]);
  elementwise.scale(x, 2).backward();
  assert.deepEqual([...x.grad!], [9]);
});

Deno.test("noGrad() stores nothing for derivatives, also after an error", () => {
  const x = Tensor.parameter([3], [1]);
  assert.equal(noGrad(() => elementwise.scale(x, 2)).requiresGrad, false);
  assert.throws(() =>
    noGrad(() => {
      throw new Error("within");
    }), /within/);
  assert.equal(elementwise.scale(x, 2).requiresGrad, true);
});

Deno.test("a row without a visible key gets zeros, not NaN", () => {
  const scores = random([1, 1, 2, 3], 1);
  const nothing = { visible: Uint8Array.of(0, 0, 0, 1, 1, 0), shape: [1, 2, 3] } as const;
  const p = softmax(masked(scores, nothing)).data;
  assert.deepEqual([...p.subarray(0, 3)], [0, 0, 0]);
  assert.ok(Math.abs(p[3] + p[4] - 1) < 1e-6 && p[5] === 0);
});

Deno.test("shapes that don't fit are refused, and the message contains them", () => {
  const [a, b] = [zeros([2, 3]), zeros([2, 4])];
  assert.throws(() => elementwise.add(a, b), /\[2,3\] and \[2,4\]/);
  assert.throws(() => elementwise.multiply(a, b), /must be the same/);
  assert.throws(() => matmul(a, b), /don't fit/);
  assert.throws(() => linear(a, b, null), /rows of 3/);
  assert.throws(() => lookup(a, Int32Array.of(2), [1]), /token 2 is not in the table/);
  assert.throws(() => masked(zeros([1, 1, 2, 3]), causalMask(2)), /mask \[1,2,2\] does not fit/);
  assert.throws(() => crossEntropy(a, Int32Array.of(1)), /1 targets/);
  assert.throws(() => a.backward(), /has 6 values/);
  assert.throws(() => new Tensor(new Float32Array(3), [2]), /3 values/);
});

Deno.test("without scaling, wider rows make softmax give nearly everything to one key; with scaling nothing changes", () => {
  const rows = scalingFigure();
  const of = (d: number, isScaled: boolean) => rows.find((row) => row.d === d && row.isScaled === isScaled)!;
  assert.ok(of(1024, false).entropyBits < 0.3 && of(1024, false).largest > 0.9);
  assert.ok(Math.abs(of(1024, true).entropyBits - of(4, true).entropyBits) < 0.2);
  assert.ok(of(1024, true).slope > 10 * of(1024, false).slope);
});
