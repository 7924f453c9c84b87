/**
 * A part of a network: its learned tensors, and the modules within it.
 *
 * A parameter's name is the path to it, such as `encoder.blocks.0.selfAttention.query.weight`. Checkpoints and the
 * optimizer use these names.
 */
import { Tensor } from "./tensor.ts";

export abstract class Module {
  /** All parameters of this module and those within, by path; a shared parameter comes only once. */
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

/** Counts the learned numbers of a network. */
export function parameterCount(parameters: ReadonlyMap<string, Tensor>): number {
  return [...parameters.values()].reduce((sum, { size }) => sum + size, 0);
}
