/** A braille sign is 2 dots wide and 4 high; the bits of its dots, by column and row. */
const DOT_BITS = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
const BRAILLE = 0x2800;

/**
 * A curve in braille signs, with the largest and the smallest value at its left.
 *
 * @param values from the left to the right, as many as there are; each column of dots shows the mean of its share
 * @returns lines of `columns` signs and the scale
 */
export function brailleCurve(values: readonly number[], { columns = 60, rows = 8 } = {}): string[] {
  if (values.length === 0) return [];
  const [width, height] = [columns * 2, rows * 4];
  const means = Array.from({ length: width }, (_, x) => {
    const from = Math.floor(x * values.length / width);
    const share = values.slice(from, Math.max(from + 1, Math.floor((x + 1) * values.length / width)));
    return share.reduce((sum, value) => sum + value, 0) / share.length;
  });
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const yOf = (value: number) => high === low ? 0 : Math.round((high - value) / (high - low) * (height - 1));
  const cells = Array.from({ length: rows }, () => new Uint8Array(columns));
  let last = yOf(means[0]);
  for (const [x, mean] of means.entries()) {
    const y = yOf(mean);
    // from the neighbour's height to its own, so that steep parts have no holes
    for (let at = Math.min(y, last + Math.sign(y - last)); at <= Math.max(y, last + Math.sign(y - last)); at++) {
      cells[at >> 2][x >> 1] |= DOT_BITS[x & 1][at & 3];
    }
    last = y;
  }
  const scale = [high, low].map((value) => value.toPrecision(3));
  const wide = Math.max(...scale.map((text) => text.length));
  return cells.map((row, i) => {
    const label = i === 0 ? scale[0] : i === rows - 1 ? scale[1] : "";
    return `${label.padStart(wide)} │${[...row].map((bits) => String.fromCharCode(BRAILLE + bits)).join("")}`;
  });
}
