import type { CuePosition } from "./types.ts";

/** A cue's position with the names that JSON has. */
export interface PositionJson {
  line?: number | string;
  line_align?: "center" | "end";
  position?: number;
  position_align?: "line-left" | "center" | "line-right";
  size?: number;
  align?: "start" | "end" | "left" | "right";
  vertical?: "rl" | "lr";
}

export function positionJson({ lineAlign, positionAlign, ...place }: CuePosition): PositionJson {
  return {
    ...place,
    ...(lineAlign && { line_align: lineAlign }),
    ...(positionAlign && { position_align: positionAlign }),
  };
}

/** The inverse of `positionJson`. */
export function positionOfJson({ line, line_align, position_align, ...place }: PositionJson): CuePosition {
  return {
    ...place,
    ...(line !== undefined && { line: line as CuePosition["line"] }),
    ...(line_align && { lineAlign: line_align }),
    ...(position_align && { positionAlign: position_align }),
  };
}

/** Whether a text is a share of the height, such as "85%". */
export function isLinePercent(text: string): boolean {
  return /^\d{1,3}(?:\.\d{1,6})?%$/.test(text) && parseFloat(text) <= 100;
}
