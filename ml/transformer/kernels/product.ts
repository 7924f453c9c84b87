/**
 * The one thing that costs time.
 *
 * Nearly all arithmetic of a transformer is in products of matrices: (m, k) x (k, n) takes m k n multiplications and as
 * many additions. So there is one narrow door for it, `Product`, with two behind it: plain TypeScript (plain.ts), that
 * shows what is computed, and WebAssembly (wasm.ts), that computes the same ten times as fast.
 */
export interface Product {
  /** `batch` matrices, one after another: (m, k), or (k, m) if `transposeA`. */
  a: Float32Array;
  /** (k, n), or (n, k) if `transposeB`. */
  b: Float32Array;
  /** (m, n): the products are added to what is there. */
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
