import assert from "node:assert/strict";
import type { Mask } from "../../../ml/transformer/masks.ts";
import { Random } from "../../../ml/transformer/random.ts";
import { type Shape, sizeOf, Tensor } from "../../../ml/transformer/tensor.ts";

/** A tensor in tests/data/transformer, as make_reference.py writes it. */
export interface Stored {
  shape: number[];
  data: number[];
}

export async function readReference<T>(name: string): Promise<T> {
  return JSON.parse(await Deno.readTextFile(new URL(`../../data/transformer/${name}`, import.meta.url)));
}

export function tensor({ data, shape }: Stored): Tensor {
  return Tensor.parameter(data, shape);
}

export function random(shape: Shape, seed: number): Tensor {
  const numbers = new Random(seed);
  return Tensor.parameter(Array.from({ length: sizeOf(shape) }, () => numbers.normal()), shape);
}

/** Calls `backward()` on sum(y * g), which gives y the gradient g. */
export function backwardFrom(y: Tensor, g: ArrayLike<number>): void {
  const sum = y.data.reduce((total, value, i) => total + value * g[i], 0);
  Tensor.result(Float32Array.of(sum), [1], [y], () => y.gradient().set(Float32Array.from(g))).backward();
}

export function assertClose(
  actual: ArrayLike<number> | null,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
) {
  assert.ok(actual, `${what} is missing`);
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < actual.length; i++) {
    if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) {
      assert.fail(`${what}[${i}] is ${actual[i]}: it should be ${expected[i]} within ${tolerance}`);
    }
  }
}

export function zeros(shape: Shape): Tensor {
  return new Tensor(new Float32Array(sizeOf(shape)), shape);
}

/** Combines two masks: visible only if both allow it. */
export function bothMasks(a: Mask, b: Mask): Mask {
  const shape = [0, 1, 2].map((axis) => Math.max(a.shape[axis], b.shape[axis])) as [number, number, number];
  const [batch, n, m] = shape;
  const visible = new Uint8Array(batch * n * m);
  const at = ({ shape: [bs, ns] }: Mask, i: number, q: number) => ((bs === 1 ? 0 : i) * ns + (ns === 1 ? 0 : q)) * m;
  for (let i = 0; i < batch; i++) {
    for (let q = 0; q < n; q++) {
      const [aAt, bAt, to] = [at(a, i, q), at(b, i, q), (i * n + q) * m];
      for (let k = 0; k < m; k++) visible[to + k] = a.visible[aAt + k] & b.visible[bAt + k];
    }
  }
  return { visible, shape };
}
