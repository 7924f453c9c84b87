/**
 * Marian's position encodings: sines in the first half of a row, cosines in the second (not side by side).
 *
 * As `MarianSinusoidalPositionalEmbedding` in transformers.
 * @returns row-major (nPositions, nState)
 */
export function sinusoids(nPositions: number, nState: number): Float32Array {
  const table = new Float32Array(nPositions * nState);
  const half = Math.ceil(nState / 2);
  for (let position = 0; position < nPositions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position / 10000 ** (2 * i / nState);
      table[position * nState + i] = Math.sin(angle);
      if (half + i < nState) table[position * nState + half + i] = Math.cos(angle);
    }
  }
  return table;
}
