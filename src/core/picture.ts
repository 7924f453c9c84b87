/** Decoded pixels, row by row. */
export interface Picture {
  width: number;
  height: number;
  /** Red, green and blue of each pixel, (height, width, 3). */
  rgb: Uint8Array;
}

/** A size in pixels. */
export interface PixelSize {
  width: number;
  height: number;
}

/** Scales a size down so that its longer side is at most `side`; both sides are even. */
export function fitWithin({ width, height }: PixelSize, side: number): PixelSize {
  const factor = Math.min(1, side / Math.max(width, height));
  const even = (pixels: number) => Math.max(2, 2 * Math.round(pixels * factor / 2));
  return { width: even(width), height: even(height) };
}
