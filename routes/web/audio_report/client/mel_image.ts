import type { AudioReportData, ValueRange } from "./data.ts";

/** Columns averaged for one pixel; more make no visible difference. */
const MOST_SAMPLES = 6;

/**
 * Draws the spectrogram between two times, the highest band in the first row.
 *
 * @param columns pixels
 * @param heat 256 colours from silence to loud, three bytes each
 */
export function melImage(
  data: AudioReportData,
  { from, to }: { from: number; to: number },
  { columns, heat }: { columns: number; heat: Uint8Array },
): ImageData {
  const rows = data.report.n_mels;
  const image = new ImageData(columns, rows);
  const tables = new Map<number, Float32Array>(); // by piece: from byte to index in the colours
  const step = (to - from) / columns;
  const sums = new Float32Array(rows);
  for (let x = 0; x < columns; x++) {
    const here = data.frameAt(from + x * step);
    if (!here) continue;
    const next = data.frameAt(from + (x + 1) * step) ?? here;
    const frames = next.frame - here.frame;
    const samples = Math.min(MOST_SAMPLES, Math.max(1, frames));
    let table = tables.get(here.index);
    if (!table) tables.set(here.index, table = colorPlaces(here.piece, data.range));
    sums.fill(0);
    for (let s = 0; s < samples; s++) {
      const { bytes, at } = data.column(here.frame + Math.floor(s * frames / samples));
      for (let band = 0; band < rows; band++) sums[band] += table[bytes[at + band]];
    }
    for (let band = 0; band < rows; band++) {
      const color = 3 * Math.round(sums[band] / samples);
      const at = 4 * ((rows - 1 - band) * columns + x);
      image.data[at] = heat[color];
      image.data[at + 1] = heat[color + 1];
      image.data[at + 2] = heat[color + 2];
      image.data[at + 3] = here.piece.is_read || !data.hasWindows ? 255 : 110;
    }
  }
  return image;
}

/** Maps each byte value of a piece to its index, not rounded, among the 256 colours. */
function colorPlaces({ min, max }: ValueRange, range: ValueRange): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => {
    const value = min + byte / 255 * (max - min);
    return 255 * Math.min(1, Math.max(0, (value - range.min) / (range.max - range.min)));
  });
}
