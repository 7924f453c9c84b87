/**
 * Operations on one value at a time, each with its derivative beside it.
 *
 * In every `pull`, `g` is the derivative of the loss by the result. By the chain rule, each input's gradient grows by
 * `g` times the derivative of the result by that input.
 */
import type { Random } from "../random.ts";
import { type Shape, Tensor } from "../tensor.ts";

/**
 * a + b. `b` may have fewer axes; it is then repeated along the first ones, as a bias for each row.
 *
 * d(a + b)/da = 1 and d(a + b)/db = 1; a repeated b gets the sum over its repetitions.
 */
export function add(a: Tensor, b: Tensor): Tensor {
  checkRepeats("add", a.shape, b.shape);
  const n = b.size;
  const data = new Float32Array(a.size);
  for (let at = 0; at < data.length; at += n) {
    for (let i = 0; i < n; i++) data[at + i] = a.data[at + i] + b.data[i];
  }
  return Tensor.result(data, a.shape, [a, b], (g) => {
    if (a.requiresGrad) addInto(a.gradient(), g);
    if (b.requiresGrad) addRepeats(b.gradient(), g);
  });
}

/** a * b, of the same shape, value by value. d(ab)/da = b, d(ab)/db = a. */
export function multiply(a: Tensor, b: Tensor): Tensor {
  checkSame("multiply", a.shape, b.shape);
  return Tensor.result(a.data.map((x, i) => x * b.data[i]), a.shape, [a, b], (g) => {
    if (a.requiresGrad) addProduct(a.gradient(), g, b.data);
    if (b.requiresGrad) addProduct(b.gradient(), g, a.data);
  });
}

/** c x for a fixed number c. d(cx)/dx = c. */
export function scale(x: Tensor, c: number): Tensor {
  const data = new Float32Array(x.size);
  for (let i = 0; i < data.length; i++) data[i] = c * x.data[i];
  return Tensor.result(data, x.shape, [x], (g) => {
    const dx = x.gradient();
    for (let i = 0; i < dx.length; i++) dx[i] += c * g[i];
  });
}

/** max(x, 0): the activation that makes two linear layers more than one. Its derivative is 1 above 0, and 0 below. */
export function relu(x: Tensor): Tensor {
  const data = new Float32Array(x.size);
  for (let i = 0; i < data.length; i++) data[i] = Math.max(x.data[i], 0);
  return Tensor.result(data, x.shape, [x], (g) => {
    const dx = x.gradient();
    // A product instead of an `if`: the processor could not predict the branch
    for (let i = 0; i < dx.length; i++) dx[i] += g[i] * Number(data[i] > 0);
  });
}

/**
 * x P(Z < x) for a normal Z: a smooth ReLU (Hendrycks and Gimpel, 2016), which GPT and Whisper use.
 *
 * With Φ the normal distribution and φ its density, d(x Φ(x))/dx = Φ(x) + x φ(x).
 */
export function gelu(x: Tensor): Tensor {
  const data = new Float32Array(x.size);
  for (let i = 0; i < data.length; i++) data[i] = x.data[i] * normalBelow(x.data[i]);
  return Tensor.result(data, x.shape, [x], (g) => {
    const dx = x.gradient();
    for (let i = 0; i < dx.length; i++) {
      const value = x.data[i];
      const density = Math.exp(-value * value / 2) / Math.sqrt(2 * Math.PI);
      dx[i] += g[i] * (normalBelow(value) + value * density);
    }
  });
}

/** Φ(x), by Hart's rational function 5666 (West, 2005), exact to the last digits of float64. */
function normalBelow(x: number): number {
  const z = Math.abs(x);
  if (z > 7) return x < 0 ? 0 : 1;
  const above = polynomial(z, HART_ABOVE) / polynomial(z, HART_BELOW) * Math.exp(-z * z / 2);
  return x < 0 ? above : 1 - above;
}

const HART_ABOVE = [
  ...[3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383],
  ...[112.079291497871, 221.213596169931, 220.206867912376],
];
const HART_BELOW = [
  ...[8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461],
  ...[296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752],
];

/** Evaluates a polynomial whose coefficients start with the highest power. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum = sum * x + coefficients[i];
  return sum;
}

/**
 * Dropout: sets a random share of the values to 0 and enlarges the rest so that the expected sum stays the same. Then
 * no value can depend on one other value, and the network memorizes less.
 *
 * Its derivative is the scale that each value got: 0 or 1 / (1 - share).
 */
export function dropout(x: Tensor, share: number, random: Random | undefined): Tensor {
  if (!random || share === 0) return x;
  const keep = 1 / (1 - share);
  const kept = new Float32Array(x.size);
  const data = new Float32Array(x.size);
  for (let i = 0; i < data.length; i++) {
    kept[i] = random.uniform() < share ? 0 : keep;
    data[i] = x.data[i] * kept[i];
  }
  return Tensor.result(data, x.shape, [x], (g) => addProduct(x.gradient(), g, kept));
}

export function addInto(target: Float32Array, values: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] += values[i];
}

/** Adds the rows of `values`, each as long as `target`, to `target`. */
export function addRepeats(target: Float32Array, values: Float32Array): void {
  const n = target.length;
  for (let at = 0; at < values.length; at += n) for (let i = 0; i < n; i++) target[i] += values[at + i];
}

function addProduct(target: Float32Array, a: Float32Array, b: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] += a[i] * b[i];
}

function checkSame(name: string, a: Shape, b: Shape): void {
  if (a.join() !== b.join()) throw new RangeError(`${name}() got shapes [${a}] and [${b}]: they must be the same`);
}

function checkRepeats(name: string, a: Shape, b: Shape): void {
  if (a.slice(-b.length).join() !== b.join()) {
    throw new RangeError(`${name}() got shapes [${a}] and [${b}]: the second must be the end of the first`);
  }
}
