import type { TensorData, Value } from "../../onnx/session.ts";

/** The encoder's outputs by name; the first dimension of each is the rows of the batch. */
export type Encoded = Record<string, Value>;

export function rowCount(encoded: Encoded): number {
  return Object.values(encoded)[0].dims[0];
}

/** The positions of the longest row: nAudioCtx, or fewer where all windows are shorter. */
export function positionCount({ audio_features: features, cross_v_0: values }: Encoded): number {
  return features ? features.dims[1] : values.dims[2];
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
  /** What a row of so many positions is like; without data. */
  readonly #rowsLike = new Map<number, Encoded>();
  readonly #batch = new Memory();
  readonly #row = new Memory();

  /**
   * Encodes rows. A row with fewer positions than the longest one is padded with what was there before: its
   * `n_positions` hides that.
   *
   * @param positions of each row
   * @param encode encodes row `i` into the given buffers or, without them, into new ones
   * @returns views of the buffers, valid until the next call
   */
  async fill(positions: number[], encode: (i: number, into?: Encoded) => Promise<Encoded>): Promise<Encoded> {
    const most = Math.max(...positions);
    const longest = positions.indexOf(most);
    const first = this.#rowsLike.has(most) ? null : await this.#encode(longest, most, encode);
    const all = this.#batch.allocate(positions.length, this.#rowsLike.get(most)!);
    if (first) copyRow(first, selectRows(all, [longest]));
    for (const [i, own] of positions.entries()) {
      const row = selectRows(all, [i]);
      if (own < most) copyRow(await this.#encode(i, own, encode), row);
      else if (!first || i !== longest) await encode(i, row);
    }
    return all;
  }

  /** Encodes a row into memory that the next call reuses. */
  async #encode(
    i: number,
    positions: number,
    encode: (i: number, into?: Encoded) => Promise<Encoded>,
  ): Promise<Encoded> {
    const like = this.#rowsLike.get(positions);
    if (like) return await encode(i, this.#row.allocate(1, like));
    const encoded = await encode(i);
    this.#rowsLike.set(positions, withoutData(encoded));
    return encoded;
  }
}

/** Memory for the values of a batch, which grows to that of the largest one. */
class Memory {
  readonly #data = new Map<string, TensorData>();

  /** Values of `rows` rows like the given one, with what was in the memory before. */
  allocate(rows: number, like: Encoded): Encoded {
    return Object.fromEntries(
      Object.entries(like).map(([name, { type, dims: [, ...dims], data: { constructor } }]) => {
        const size = dims.reduce((product, dim) => product * dim, rows);
        let data = this.#data.get(name);
        if (!data || data.length < size) {
          data = new (constructor as new (length: number) => TensorData)(size);
          this.#data.set(name, data);
        }
        return [name, { type, dims: [rows, ...dims], data: data.subarray(0, size) }];
      }),
    );
  }
}

/** Copies a row into one that has as many or more positions, or tiles of them: they are the third dimension. */
function copyRow(from: Encoded, to: Encoded): void {
  for (const [name, { dims, data }] of Object.entries(from)) {
    const target = to[name];
    const heads = dims.length > 2 ? dims[1] : 1;
    const [size, targetSize] = [data.length / heads, target.data.length / heads];
    for (let head = 0; head < heads; head++) {
      target.data.set(data.subarray(head * size, (head + 1) * size) as never, head * targetSize);
    }
  }
}

/** Types and dimensions alone. */
function withoutData(encoded: Encoded): Encoded {
  return Object.fromEntries(
    Object.entries(encoded).map(([name, { type, dims, data }]) => [name, { type, dims, data: data.slice(0, 0) }]),
  );
}
