/**
 * What the checks of exercises are made of: comparisons whose failures say which mistake was made.
 *
 * A wrong number says little. So a check also computes what the usual mistakes give, its variants: where the learner's
 * numbers equal those of a variant, the message names that mistake.
 */
import { crossEntropy } from "../transformer/loss.ts";
import { Random } from "../transformer/random.ts";
import { type Shape, sizeOf, Tensor } from "../transformer/tensor.ts";

/** Thrown by a check: the message is for the learner. */
export class Mistake extends Error {
  override name = "Mistake";
}

/** Throws a `Mistake` unless `holds`. */
export function insist(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Mistake(message);
}

/** The result of a usual mistake, and what to say to somebody who made it. */
export interface Variant {
  says: string;
  gives: () => ArrayLike<number>;
}

/** @returns `value`, if it is a tensor of this shape with finite values */
export function tensorOf(value: unknown, shape: Shape, what: string): Tensor {
  insist(
    value !== undefined,
    `${what} is undefined: the function must return it (is there a \`return\`?)`,
  );
  insist(!(value instanceof Promise), `${what} is a promise: the function must not be async`);
  insist(value instanceof Tensor, `${what} must be a Tensor, but it is ${describe(value)}`);
  insist(
    value.shape.length === shape.length && value.shape.every((n, i) => n === shape[i]),
    `${what} has the shape [${value.shape}]: it must be [${shape}]`,
  );
  const bad = value.data.findIndex((x) => !Number.isFinite(x));
  insist(bad < 0, `${what} holds ${value.data[bad]} ${placeOf(bad, shape)}: all values must be finite`);
  return value;
}

/**
 * Compares with what is right.
 *
 * @throws {Mistake} that names the variant that gives the same, or the first place that differs
 */
export function compare(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { shape, variants = [], tolerance = 1e-4 }: { shape: Shape; variants?: readonly Variant[]; tolerance?: number },
): void {
  const differs = firstDifference(actual, expected, tolerance);
  if (differs < 0) return;
  for (const { says, gives } of variants) if (firstDifference(actual, gives(), tolerance) < 0) throw new Mistake(says);
  throw new Mistake(
    `${what} is ${round(actual[differs])} ${placeOf(differs, shape)}: it should be ${round(expected[differs])}`,
  );
}

/** The index of the first value that differs by more than the tolerance; -1 if none does. */
function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number): number {
  if (a.length !== b.length) return 0;
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i] - b[i]) <= tolerance * (1 + Math.abs(b[i])))) return i;
  return -1;
}

/** Checks that a derivative arrives at every parameter that `result` depends on. */
export function checkDerivatives(result: Tensor, parameters: Record<string, Tensor>): void {
  for (const parameter of Object.values(parameters)) parameter.grad = null;
  const loss = crossEntropy(result, new Int32Array(result.size / result.dim(-1)));
  insist(
    loss.requiresGrad,
    "no derivative can be computed: make the result with the given operations, not from `.data`, or nothing can be learned",
  );
  loss.backward();
  for (const [name, { grad }] of Object.entries(parameters)) {
    insist(
      grad?.some((g) => g !== 0) === true,
      `no derivative arrives at ${name}: it could not be learned. Does the result depend on it, through the given operations?`,
    );
  }
}

/** Random numbers as a tensor, the same at every run. */
export function randomTensor(shape: Shape, seed: number, { isParameter = false } = {}): Tensor {
  const random = new Random(seed);
  return new Tensor(Float32Array.from({ length: sizeOf(shape) }, () => random.normal()), shape, isParameter);
}

/** Moves every norm away from its first values, so that a missing or mixed up one shows. */
export function shakeNorms(parameters: ReadonlyMap<string, Tensor>, seed = 5): void {
  const random = new Random(seed);
  for (const [name, { data }] of parameters) {
    if (/(gamma|beta|bias)$/.test(name)) { for (let i = 0; i < data.length; i++) data[i] += 0.5 * random.normal(); }
  }
}

/** `in row 2, column 0 of [0, 1]`: the place of a value, for a person. */
export function placeOf(index: number, shape: Shape): string {
  if (shape.length === 0) return "";
  if (shape.length === 1) return `at ${index}`;
  const places: number[] = [];
  for (let axis = shape.length - 1, rest = index; axis >= 0; axis--) {
    places.unshift(rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
  }
  const [row, column] = places.slice(-2);
  const before = places.slice(0, -2);
  return `in row ${row}, column ${column}${before.length > 0 ? ` of [${before.join(", ")}]` : ""}`;
}

export function round(x: number): string {
  if (typeof x !== "number") return String(x);
  return Number.isFinite(x) ? String(Number(x.toPrecision(4))) : String(x);
}

export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object") return `an object of the class ${value.constructor?.name ?? "Object"}`;
  return typeof value === "function" ? "a function" : JSON.stringify(value);
}
