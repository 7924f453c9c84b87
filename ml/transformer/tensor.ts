/**
 * Tensors that compute their derivatives.
 *
 * Training needs to know for every weight: would the loss rise or fall if the weight were a little larger, and how
 * fast? With millions of weights, trying each one would take far too long. The chain rule gives all answers in one
 * pass: every operation knows how its result changes with each of its inputs, so the derivative can be passed back from
 * the loss, operation by operation, to the weights. This is reverse-mode differentiation, or backpropagation.
 *
 * An operation (see ops/) computes its result and attaches a function to it, `pull`, which takes the derivative of the
 * loss by the result and adds to the derivatives by the inputs. It must add, not set: a value that is used twice
 * affects the loss in two ways.
 *
 * ```ts
 * const x = Tensor.parameter([3], [1]);
 * const y = multiply(x, x); // 9
 * y.backward();
 * console.log(x.grad); // [6]: the derivative of x² is 2x
 * ```
 */

export type Shape = readonly number[];
type Pull = (grad: Float32Array) => void;

let isRecording = true;

export class Tensor {
  /** The derivative of the loss by each value; null until `backward()` reaches it. */
  grad: Float32Array | null = null;
  #inputs: readonly Tensor[] = [];
  #pull: Pull | null = null;

  /**
   * @param data row-major
   * @throws {RangeError} if the shape needs another number of values
   */
  constructor(readonly data: Float32Array, readonly shape: Shape, readonly requiresGrad = false) {
    if (data.length !== sizeOf(shape)) {
      throw new RangeError(`there are ${data.length} values: the shape [${shape}] wants ${sizeOf(shape)}`);
    }
  }

  /** A learned tensor: `backward()` leaves its derivative in `grad`. */
  static parameter(values: Iterable<number>, shape: Shape): Tensor {
    return new Tensor(Float32Array.from(values), shape, true);
  }

  get size(): number {
    return this.data.length;
  }

  /** The length along an axis; a negative axis counts from the end. */
  dim(axis: number): number {
    return this.shape.at(axis)!;
  }

  /** The value of a tensor that holds only one. */
  item(): number {
    if (this.size !== 1) throw new RangeError(`the tensor has ${this.size} values: item() is for one`);
    return this.data[0];
  }

  /** `grad`, created as zeros if needed, for a `pull` to add to. */
  gradient(): Float32Array {
    return (this.grad ??= new Float32Array(this.size));
  }

  /**
   * Computes the derivative of this value by every parameter that it depends on.
   *
   * Intermediate results release their gradient and their inputs after use, to free memory.
   * @throws {RangeError} if it is not a single value
   */
  backward(): void {
    if (this.size !== 1) throw new RangeError(`the tensor has ${this.size} values: backward() begins at one, the loss`);
    this.gradient()[0] = 1;
    for (const tensor of inputsFirst(this).reverse()) {
      if (!tensor.#pull) continue;
      tensor.#pull(tensor.gradient());
      tensor.#pull = null;
      tensor.#inputs = [];
      tensor.grad = null;
    }
  }

  /** Creates the result of an operation on `inputs`. `pull` is kept only if a derivative will be needed. */
  static result(data: Float32Array, shape: Shape, inputs: readonly Tensor[], pull: Pull): Tensor {
    const isLearnt = isRecording && inputs.some((input) => input.requiresGrad);
    const tensor = new Tensor(data, shape, isLearnt);
    if (isLearnt) {
      tensor.#inputs = inputs;
      tensor.#pull = pull;
    }
    return tensor;
  }

  static inputsOf(tensor: Tensor): readonly Tensor[] {
    return tensor.#inputs;
  }
}

/** Runs `use` without storing what derivatives would need: to use a model, not to train it. `use` may not be async. */
export function noGrad<T>(use: () => T): T {
  const before = isRecording;
  isRecording = false;
  try {
    return use();
  } finally {
    isRecording = before;
  }
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, n) => product * n, 1);
}

/**
 * All tensors that `last` depends on, inputs before results. A loop, not recursion: deep graphs would overflow the
 * stack.
 */
function inputsFirst(last: Tensor): Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set<Tensor>([last]);
  const stack = [{ tensor: last, next: 0 }];
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    const input = Tensor.inputsOf(top.tensor)[top.next++];
    if (!input) {
      order.push(top.tensor);
      stack.pop();
    } else if (input.requiresGrad && !seen.has(input)) {
      seen.add(input);
      stack.push({ tensor: input, next: 0 });
    }
  }
  return order;
}
