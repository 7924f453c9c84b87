import assert from "node:assert/strict";
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

/** The derivative of sum(y * g) as the start of `backward()`. */
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
