/** The bits of a braille character's dots, [column][row]: 2 dots wide, 4 high. */
const DOT_BITS = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
const BRAILLE = 0x2800;

/**
 * Draws a curve in braille characters, with the largest and the smallest value at its left.
 *
 * @param values any number of them, from left to right; each column of dots shows the mean of its share
 * @returns `rows` lines: the scale, then `columns` characters
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
    // from the previous column's height to this one's, so that steep parts have no gaps
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
