import type { Picture } from "../../src/core/picture.ts";

/** The colours of skin in light and dark people, by Chai and Ngan 1999: bounds of Cb and Cr, of 255. */
const SKIN = { cb: [77, 127], cr: [133, 173] } as const;
const MIN_LUMA = 40;

/** The share of pixels with the colour of skin, 0 to 1. Wood, sand and warm light have it too; black and white film has none. */
export function skinShare({ rgb }: Picture): number {
  let count = 0;
  for (let at = 0; at < rgb.length; at += 3) {
    const [r, g, b] = [rgb[at], rgb[at + 1], rgb[at + 2]];
    const luma = 0.299 * r + 0.587 * g + 0.114 * b;
    const cb = 128 + 0.564 * (b - luma);
    const cr = 128 + 0.713 * (r - luma);
    if (luma >= MIN_LUMA && cb >= SKIN.cb[0] && cb <= SKIN.cb[1] && cr >= SKIN.cr[0] && cr <= SKIN.cr[1]) count++;
  }
  return count / (rgb.length / 3);
}

/** How much two pixels that belong to one area of a drawing may differ: codecs change colours a little. */
const SAME = 1;
const BORDER = 24; // darker than this may be the black border of a film

/**
 * The share of pixels that are equal to their neighbours on the right and below, 0 to 1, without black ones: high in user
 * interfaces, slides and charts, low in what a camera saw.
 */
export function drawnShare({ width, height, rgb }: Picture): number {
  let equal = 0;
  let count = 0;
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const at = 3 * (y * width + x);
      if (rgb[at] < BORDER && rgb[at + 1] < BORDER && rgb[at + 2] < BORDER) continue;
      count++;
      if (isSame(rgb, at, at + 3) && isSame(rgb, at, at + 3 * width)) equal++;
    }
  }
  return count === 0 ? 1 : equal / count;
}

function isSame(rgb: Uint8Array, a: number, b: number): boolean {
  return Math.abs(rgb[a] - rgb[b]) <= SAME && Math.abs(rgb[a + 1] - rgb[b + 1]) <= SAME &&
    Math.abs(rgb[a + 2] - rgb[b + 2]) <= SAME;
}
