/**
 * A part of a network: some tensors that are learnt, and parts within parts.
 *
 * The names of the parameters are the path to them, such as `encoder.blocks.0.selfAttention.query.weight`: what is
 * written to a checkpoint, and what an optimizer keeps its notes under.
 */
import { Tensor } from "./tensor.ts";

export abstract class Module {
  /** All that is learnt here and in the parts within, by path; what is used in two places, once. */
  parameters(): Map<string, Tensor> {
    const names = new Map<Tensor, string>();
    for (const [name, tensor] of this.#all("")) if (!names.has(tensor)) names.set(tensor, name);
    return new Map([...names].map(([tensor, name]) => [name, tensor]));
  }

  *#all(prefix: string): Generator<[string, Tensor]> {
    for (const [name, value] of Object.entries(this)) {
      if (value instanceof Tensor && value.requiresGrad) yield [prefix + name, value];
      else if (value instanceof Module) yield* value.#all(`${prefix}${name}.`);
      else if (Array.isArray(value)) {
        for (const [i, part] of value.entries()) if (part instanceof Module) yield* part.#all(`${prefix}${name}.${i}.`);
      }
    }
  }
}

/** How many numbers a network has learnt. */
export function parameterCount(parameters: ReadonlyMap<string, Tensor>): number {
  return [...parameters.values()].reduce((sum, { size }) => sum + size, 0);
}
