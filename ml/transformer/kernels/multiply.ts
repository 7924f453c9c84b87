/** Chooses the kernel: WebAssembly where it runs, else plain TypeScript. */
import { plainMultiply } from "./plain.ts";
import type { Multiply, Product } from "./product.ts";
import { wasmMultiply } from "./wasm.ts";

export type Kernel = "plain" | "wasm";

const kernels: Record<Kernel, Multiply | null> = { plain: plainMultiply, wasm: wasmMultiply() };
let chosen: Kernel = kernels.wasm ? "wasm" : "plain";
let run: Multiply = kernels[chosen]!;

/** c += a b, for each matrix of the batch, with the current kernel. */
export function multiply(product: Product): void {
  run(product);
}

/** The current kernel. */
export function kernel(): Kernel {
  return chosen;
}

/** Selects another kernel, to compare them. @throws {RangeError} if it does not run here */
export function useKernel(name: Kernel): void {
  const found = kernels[name];
  if (!found) throw new RangeError(`the kernel "${name}" does not run here: choose "plain"`);
  [chosen, run] = [name, found];
}
