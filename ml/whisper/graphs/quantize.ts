/** A matrix of int8 weights with a scale for each row. */
export interface RowQuantized {
  /** Transposed: (columns, rows), as MatMulIntegerToFloat takes it. */
  data: Int8Array;
  scales: Float32Array;
}

// 1.5 * 2^23: a float32 of this size has no fraction bits, so that the sum is rounded half to even, as in NumPy
const ROUNDER = 12582912;

function scaledRound(value: number, scale: number): number {
  return Math.fround(Math.fround(Math.fround(value / scale) + ROUNDER) - ROUNDER);
}

function scaleOf(weights: Float32Array, start: number, end: number, range: number): number {
  let largest = 0;
  for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(weights[i]));
  return largest === 0 ? 1 : Math.fround(largest / range);
}

/**
 * @param weights row-major (rows, columns)
 * @param range the largest magnitude of the result, see `int8Range`
 */
export function quantizeRows(weights: Float32Array, rows: number, columns: number, range: number): RowQuantized {
  const data = new Int8Array(rows * columns);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const scale = scales[row] = scaleOf(weights, start, start + columns, range);
    for (let column = 0; column < columns; column++) {
      data[column * rows + row] = scaledRound(weights[start + column], scale);
    }
  }
  return { data, scales };
}

/** @param weights row-major (rows, columns) */
export function transposed(weights: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(weights.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) out[column * rows + row] = weights[row * columns + column];
  }
  return out;
}
