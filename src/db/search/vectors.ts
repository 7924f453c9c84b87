/** An embedding as Postgres keeps it. */
export interface StoredVector {
  /** The signs of its numbers: "1" where one is positive. */
  signature: string;
  /** Its numbers as signed bytes, the largest 127. */
  bytes: Int8Array<ArrayBuffer>;
}

/** Rounds an embedding of length 1 to signed bytes, and takes its signs. */
export function storeVector(vector: Float32Array): StoredVector {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return {
    signature: signatureOf(vector),
    bytes: Int8Array.from(vector, (value) => Math.round(127 * value / largest)),
  };
}

export function signatureOf(vector: Float32Array): string {
  return Array.from(vector, (value) => value > 0 ? "1" : "0").join("");
}

/** How alike an embedding of length 1 and a stored one are, -1 to 1. */
export function similarityTo(query: Float32Array, stored: Uint8Array): number {
  const bytes = new Int8Array(stored.buffer, stored.byteOffset, stored.length);
  let product = 0;
  let square = 0;
  for (let i = 0; i < bytes.length; i++) {
    product += query[i] * bytes[i];
    square += bytes[i] * bytes[i];
  }
  return square > 0 ? product / Math.sqrt(square) : 0;
}
