import type { TensorData, Value } from "../../onnx/session.ts";

/** The encoder's outputs by name; the first dimension of each is the rows of the batch. */
export type Encoded = Record<string, Value>;

export function rowCount(encoded: Encoded): number {
  return Object.values(encoded)[0].dims[0];
}

/** Some rows of a batch, in the given order. Rows that follow each other are views, others are copies. */
export function selectRows(encoded: Encoded, rows: number[]): Encoded {
  const isContiguous = rows.every((row, i) => row === rows[0] + i);
  if (isContiguous && rows.length === rowCount(encoded)) return encoded;
  return Object.fromEntries(
    Object.entries(encoded).map(([name, { type, dims, data }]) => {
      const size = data.length / dims[0];
      if (isContiguous) {
        return [name, {
          type,
          dims: [rows.length, ...dims.slice(1)],
          data: data.subarray(rows[0] * size, (rows[0] + rows.length) * size),
        }];
      }
      const picked = new (data.constructor as new (length: number) => TensorData)(rows.length * size);
      rows.forEach((row, i) => picked.set(data.subarray(row * size, (row + 1) * size) as never, i * size));
      return [name, { type, dims: [rows.length, ...dims.slice(1)], data: picked }];
    }),
  );
}

/**
 * Buffers for the rows of a batch that is encoded row by row. They are reused: with new buffers for each row, 9 MB with
 * base, the garbage collector freed the old ones too late.
 */
export class EncodedRows {
  #buffers: Encoded | null = null;

  /**
   * Encodes `count` rows.
   *
   * @param encode encodes row `i` into the given buffers or, without them, into new ones
   * @returns views of the buffers, valid until the next call
   */
  async fill(count: number, encode: (i: number, into?: Encoded) => Promise<Encoded>): Promise<Encoded> {
    for (let i = 0; i < count; i++) {
      if (this.#buffers && rowCount(this.#buffers) >= count) {
        await encode(i, selectRows(this.#buffers, [i]));
        continue;
      }
      const encoded = await encode(i); // the first row shows the sizes of all
      this.#buffers = allocateRows(count, encoded);
      for (const [name, { data }] of Object.entries(encoded)) this.#buffers[name].data.set(data as never);
    }
    return selectRows(this.#buffers!, Array.from({ length: count }, (_, i) => i));
  }
}

function allocateRows(rows: number, like: Encoded): Encoded {
  return Object.fromEntries(
    Object.entries(like).map(([name, { type, dims, data }]) => {
      const size = data.length / dims[0];
      const buffer = new (data.constructor as new (length: number) => TensorData)(rows * size);
      return [name, { type, dims: [rows, ...dims.slice(1)], data: buffer }];
    }),
  );
}
