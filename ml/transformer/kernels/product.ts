/**
 * The interface of the matrix kernels.
 *
 * Nearly all arithmetic of a transformer is in matrix products: (m, k) x (k, n) takes m k n multiplications and as many
 * additions. So they have a narrow interface, `Product`, with two implementations: plain TypeScript (plain.ts), which
 * is easy to read, and WebAssembly (wasm.ts), which is ten times as fast.
 */
export interface Product {
  /** `batch` matrices, one after another: (m, k), or (k, m) if `transposeA`. */
  a: Float32Array;
  /** (k, n), or (n, k) if `transposeB`. */
  b: Float32Array;
  /** (m, n): the products are added to its values. */
  c: Float32Array;
  m: number;
  n: number;
  k: number;
  batch?: number;
  transposeA?: boolean;
  transposeB?: boolean;
}

/** c += a b, for each matrix of the batch. */
export type Multiply = (product: Product) => void;
