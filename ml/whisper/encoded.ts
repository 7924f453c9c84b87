import type { TensorData, Value } from "../onnx/session.ts";

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

/** The rows of several batches as one; each part is let go of as it is copied. */
export function joinRows(parts: Encoded[]): Encoded {
  if (parts.length === 1) return parts[0];
  const rows = parts.reduce((sum, part) => sum + rowCount(part), 0);
  return Object.fromEntries(
    Object.entries(parts[0]).map(([name, { type, dims, data }]) => {
      const joined = new (data.constructor as new (length: number) => TensorData)(data.length / dims[0] * rows);
      let at = 0;
      for (const part of parts) {
        joined.set(part[name].data as never, at);
        at += part[name].data.length;
        delete part[name];
      }
      return [name, { type, dims: [rows, ...dims.slice(1)], data: joined }];
    }),
  );
}
