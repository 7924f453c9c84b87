/**
 * Numbers with a shape, that know how to find their own derivatives.
 *
 * To train is to ask of every weight: were it a little larger, would the loss rise or fall, and how fast? With millions
 * of weights nobody can try them one by one. The chain rule gives all the answers in one walk: every operation knows
 * how its result changes with each of its inputs, so the question can be handed back from the loss to what made it, and
 * from that to what made that, until it reaches the weights. That is reverse-mode differentiation, or backpropagation.
 *
 * An operation (see ops/) computes its result and leaves with it a function, `pull`, that takes the derivative of the
 * loss by the result and adds to the derivative by each input. It must add: a value that is used twice has two ways to
 * the loss.
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
   * @throws {RangeError} if the shape wants another number of values
   */
  constructor(readonly data: Float32Array, readonly shape: Shape, readonly requiresGrad = false) {
    if (data.length !== sizeOf(shape)) {
      throw new RangeError(`there are ${data.length} values: the shape [${shape}] wants ${sizeOf(shape)}`);
    }
  }

  /** A tensor that is learnt: `backward()` leaves its derivative in `grad`. */
  static parameter(values: Iterable<number>, shape: Shape): Tensor {
    return new Tensor(Float32Array.from(values), shape, true);
  }

  get size(): number {
    return this.data.length;
  }

  /** The length along an axis; from the end where it is negative. */
  dim(axis: number): number {
    return this.shape.at(axis)!;
  }

  /** The value of a tensor of one value. */
  item(): number {
    if (this.size !== 1) throw new RangeError(`the tensor has ${this.size} values: item() is for one`);
    return this.data[0];
  }

  /** `grad`, made of zeros where there is none yet: what a `pull` adds to. */
  gradient(): Float32Array {
    return (this.grad ??= new Float32Array(this.size));
  }

  /**
   * Finds the derivative of this value by everything that it was made of and that is learnt.
   *
   * Results on the way lose theirs, and their inputs, as soon as they have handed them on: so memory is free again.
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

  /** The result of an operation on `inputs`. `pull` is kept only where a derivative will be asked for. */
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

/** Runs `use` without keeping what derivatives would need: to use a model, not to train it. `use` may not be async. */
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
 * Everything that `last` was made of, in an order in which inputs come before results; without recursion, for depth.
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
