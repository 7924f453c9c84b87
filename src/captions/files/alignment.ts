import type { CuePosition } from "../../core/types.ts";

/**
 * The places of ASS's `\an`, as on the keys of a phone upside down: 1 is at the bottom on the left, 5 in the middle, 9
 * at the top on the right. 2 is where captions are by default.
 */
export function positionOfAlignment(alignment: number): CuePosition | undefined {
  const column = (alignment - 1) % 3;
  const row = Math.floor((alignment - 1) / 3);
  const position: CuePosition = {
    ...(row === 2 && { line: 0 }),
    ...(row === 1 && { line: "50%" as const, lineAlign: "center" as const }),
    ...(column === 0 && { align: "left" as const }),
    ...(column === 2 && { align: "right" as const }),
  };
  return Object.keys(position).length > 0 ? position : undefined;
}

/** The nearest of the nine places, from 1 to 9. */
export function alignmentOfPosition(position: CuePosition | undefined): number {
  if (!position) return 2;
  const { line, align, position: percent = 50 } = position;
  const fromTop = typeof line === "string" ? parseFloat(line) : line === undefined || line < 0 ? 100 : line * 6;
  const row = fromTop < 34 ? 2 : fromTop < 67 ? 1 : 0;
  const column = align === "left" || align === "start"
    ? 0
    : align === "right" || align === "end"
    ? 2
    : percent < 34
    ? 0
    : percent > 66
    ? 2
    : 1;
  return 1 + row * 3 + column;
}

/** Whether a position is exactly one of the nine places. */
export function isPlainAlignment(position: CuePosition | undefined): boolean {
  const plain = positionOfAlignment(alignmentOfPosition(position));
  const text = (value: CuePosition = {}) => JSON.stringify(Object.entries(value).sort());
  return text(plain) === text(position);
}
