/**
 * Dynamic time warping: the path of least cost from the first to the last cell that moves down, right or both at once.
 * As `dtw` in openai/whisper timing.py.
 *
 * @param cost row-major (nRows, nColumns)
 * @returns the column where the path enters each row, shape (nRows), never decreasing
 */
export function dtw(cost: Float32Array, nRows: number, nColumns: number): Int32Array {
  if (nRows < 1 || nColumns < 1 || cost.length < nRows * nColumns) {
    throw new RangeError(`cost has ${cost.length} values: ${nRows} x ${nColumns} are needed, at least 1 x 1`);
  }
  const DIAGONAL = 0;
  const DOWN = 1;
  const RIGHT = 2;
  const moves = new Uint8Array(nRows * nColumns);
  let above = new Float64Array(nColumns + 1).fill(Infinity); // of the previous row; [j + 1] is column j
  let here = new Float64Array(nColumns + 1);
  above[0] = 0;
  for (let i = 0; i < nRows; i++) {
    here[0] = Infinity;
    for (let j = 0, at = i * nColumns; j < nColumns; j++, at++) {
      const diagonal = above[j];
      const down = above[j + 1];
      const right = here[j];
      let least = diagonal;
      let move = DIAGONAL;
      if (down < least) [least, move] = [down, DOWN];
      if (right < least) [least, move] = [right, RIGHT];
      here[j + 1] = cost[at] + least;
      moves[at] = move;
    }
    [above, here] = [here, above];
  }
  const entries = new Int32Array(nRows);
  let i = nRows - 1;
  let j = nColumns - 1;
  while (i > 0) {
    const move = j === 0 ? DOWN : moves[i * nColumns + j];
    if (move !== RIGHT) entries[i--] = j;
    if (move !== DOWN) j--;
  }
  return entries;
}

/**
 * Replaces each value of a row by the median of the seven values around it; the row is reflected at its ends. As
 * `median_filter` in openai/whisper timing.py; a row of three values or fewer stays as it is.
 *
 * @param padded working memory of at least `row.length + 6`
 */
export function medianOfSeven(row: Float32Array, padded: Float32Array): void {
  const n = row.length;
  if (n <= 3) return;
  padded.set(row, 3);
  for (let k = 1; k <= 3; k++) {
    padded[3 - k] = row[k];
    padded[n + 2 + k] = row[n - 1 - k];
  }
  // The exchanges of a sorting network that the middle value needs
  let low: number;
  for (let at = 0; at < n; at++) {
    let v0 = padded[at];
    let v1 = padded[at + 1];
    let v2 = padded[at + 2];
    let v3 = padded[at + 3];
    let v4 = padded[at + 4];
    let v5 = padded[at + 5];
    let v6 = padded[at + 6];
    low = Math.min(v0, v5);
    v5 = Math.max(v0, v5);
    v0 = low;
    low = Math.min(v0, v3);
    v3 = Math.max(v0, v3);
    v0 = low;
    low = Math.min(v1, v6);
    v6 = Math.max(v1, v6);
    v1 = low;
    low = Math.min(v2, v4);
    v4 = Math.max(v2, v4);
    v2 = low;
    v1 = Math.max(v0, v1);
    low = Math.min(v3, v5);
    v5 = Math.max(v3, v5);
    v3 = low;
    low = Math.min(v2, v6);
    v6 = Math.max(v2, v6);
    v2 = low;
    v3 = Math.max(v2, v3);
    v3 = Math.min(v3, v6);
    v4 = Math.min(v4, v5);
    low = Math.min(v1, v4);
    v4 = Math.max(v1, v4);
    v1 = low;
    v3 = Math.max(v1, v3);
    v3 = Math.min(v3, v4);
    row[at] = v3;
  }
}
