/** Looks up rows of a table: turns a token id into a point in space. */
import { Tensor } from "../tensor.ts";

/**
 * The rows of `table` (vocab, d) for `ids`: (shape) -> (shape, d).
 *
 * This equals the product of the table with a matrix of ones and zeros, so each looked-up row gets its gradient, and a
 * row that was looked up twice gets the sum.
 * @throws {RangeError} if an id is not in the table
 */
export function lookup(table: Tensor, ids: Int32Array, shape: readonly number[]): Tensor {
  const [vocab, d] = table.shape;
  const data = new Float32Array(ids.length * d);
  ids.forEach((id, i) => {
    if (!(id >= 0 && id < vocab)) throw new RangeError(`the token ${id} is not in the table: it has ${vocab} rows`);
    data.set(table.data.subarray(id * d, (id + 1) * d), i * d);
  });
  return Tensor.result(data, [...shape, d], [table], (g) => {
    const dTable = table.gradient();
    ids.forEach((id, row) => {
      for (let i = 0; i < d; i++) dTable[id * d + i] += g[row * d + i];
    });
  });
}
