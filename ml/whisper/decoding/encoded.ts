import type { TensorData, Value } from "../../onnx/session.ts";

/** The encoder's outputs by name; the first dimension of each is the rows of the batch. */
export type Encoded = Record<string, Value>;

export function rowCount(encoded: Encoded): number {
  return Object.values(encoded)[0].dims[0];
}

/** Some rows of a batch. Neighbours are views, others are copied. */
export function selectRows(encoded: Encoded, rows: number[]): Encoded {
  const isRun = rows.every((row, i) => row === rows[0] + i);
  if (isRun && rows.length === rowCount(encoded)) return encoded;
  return Object.fromEntries(
    Object.entries(encoded).map(([name, { type, dims, data }]) => {
      const size = data.length / dims[0];
      if (isRun) {
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
 * Room for the rows of a batch that are encoded one after the other. It is made once and used again: outputs in new memory,
 * 9 MB a row with base, were left to the collector for too long.
 */
export class EncodedRows {
  #room: Encoded | null = null;

  /**
   * Fills the first rows.
   *
   * @param encode encodes row `i`, into the memory that is given, or, where there is none yet, into its own
   * @returns views that are true until the next call
   */
  async fill(count: number, encode: (i: number, into?: Encoded) => Promise<Encoded>): Promise<Encoded> {
    for (let i = 0; i < count; i++) {
      if (this.#room && rowCount(this.#room) >= count) {
        await encode(i, selectRows(this.#room, [i]));
        continue;
      }
      const encoded = await encode(i); // the first row: afterwards there is room for all
      this.#room = roomFor(count, encoded);
      for (const [name, { data }] of Object.entries(encoded)) this.#room[name].data.set(data as never);
    }
    return selectRows(this.#room!, Array.from({ length: count }, (_, i) => i));
  }
}

function roomFor(rows: number, like: Encoded): Encoded {
  return Object.fromEntries(
    Object.entries(like).map(([name, { type, dims, data }]) => {
      const size = data.length / dims[0];
      const room = new (data.constructor as new (length: number) => TensorData)(rows * size);
      return [name, { type, dims: [rows, ...dims.slice(1)], data: room }];
    }),
  );
}
