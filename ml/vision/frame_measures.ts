import type { Picture } from "../../src/core/picture.ts";

/** What the pixels of a frame say about it. */
export interface FrameMeasures {
  /** Mean luma, 0 (black) to 1. */
  brightness: number;
  /** Standard deviation of the luma, 0 to 0.5. */
  contrast: number;
  /** The share of pixels that are almost black or almost white: nothing can be seen in them. */
  clippedShare: number;
  /** Variance of the Laplacian of the luma, in steps of 0 to 255: blurred pictures have little. */
  sharpness: number;
  /** Perceptual hash (dHash): pictures that look alike differ in few of its 64 bits. */
  hash: bigint;
  /** The shares of 64 colours, (4, 4, 4) for red, green and blue; they sum to 1. */
  colors: Float32Array;
}

const ALMOST_BLACK = 12; // of 255
const ALMOST_WHITE = 248;
const HASH_COLUMNS = 9;
const HASH_ROWS = 8;

/** Measures a frame. Best of a small picture: the time grows with its pixels, 0.25 ms for 192 x 108. */
export function measureFrame(picture: Picture): FrameMeasures {
  const luma = lumaOf(picture);
  const n = luma.length;
  let sum = 0;
  let squares = 0;
  let clipped = 0;
  for (let i = 0; i < n; i++) {
    const value = luma[i];
    sum += value;
    squares += value * value;
    if (value < ALMOST_BLACK || value > ALMOST_WHITE) clipped++;
  }
  const mean = sum / n;
  return {
    brightness: mean / 255,
    contrast: Math.sqrt(Math.max(0, squares / n - mean * mean)) / 255,
    clippedShare: clipped / n,
    sharpness: laplacianVariance(luma, picture),
    hash: differenceHash(luma, picture),
    colors: colorShares(picture),
  };
}

/** The luma of each pixel by BT.601, 0 to 255, (height, width). */
export function lumaOf({ rgb }: Picture): Float32Array {
  const luma = new Float32Array(rgb.length / 3);
  for (let i = 0, at = 0; i < luma.length; i++, at += 3) {
    luma[i] = 0.299 * rgb[at] + 0.587 * rgb[at + 1] + 0.114 * rgb[at + 2];
  }
  return luma;
}

function laplacianVariance(luma: Float32Array, { width, height }: Picture): number {
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * width + 1, end = (y + 1) * width - 1; i < end; i++) {
      const value = luma[i - 1] + luma[i + 1] + luma[i - width] + luma[i + width] - 4 * luma[i];
      sum += value;
      squares += value * value;
    }
  }
  const n = Math.max(0, height - 2) * Math.max(0, width - 2);
  return n === 0 ? 0 : squares / n - (sum / n) ** 2;
}

/** A bit for each of 8 x 8 places: whether it is brighter than the next one to the right. */
function differenceHash(luma: Float32Array, { width, height }: Picture): bigint {
  const sums = new Float64Array(HASH_COLUMNS * HASH_ROWS);
  const counts = new Float64Array(HASH_COLUMNS * HASH_ROWS);
  const columns = Uint8Array.from({ length: width }, (_, x) => Math.floor(x * HASH_COLUMNS / width));
  for (let y = 0, i = 0; y < height; y++) {
    const row = HASH_COLUMNS * Math.floor(y * HASH_ROWS / height);
    for (let x = 0; x < width; x++, i++) {
      const cell = row + columns[x];
      sums[cell] += luma[i];
      counts[cell]++;
    }
  }
  let hash = 0n;
  for (let row = 0; row < HASH_ROWS; row++) {
    for (let column = 0; column < HASH_COLUMNS - 1; column++) {
      const cell = row * HASH_COLUMNS + column;
      const isBrighter = sums[cell] * counts[cell + 1] > sums[cell + 1] * counts[cell];
      hash = (hash << 1n) | (isBrighter ? 1n : 0n);
    }
  }
  return hash;
}

function colorShares({ rgb }: Picture): Float32Array {
  const counts = new Uint32Array(64);
  for (let at = 0; at < rgb.length; at += 3) {
    counts[(rgb[at] >> 6 << 4) | (rgb[at + 1] >> 6 << 2) | rgb[at + 2] >> 6]++;
  }
  return Float32Array.from(counts, (count) => 3 * count / rgb.length);
}

/** In how many of 64 bits two hashes differ. */
export function hashDistance(a: bigint, b: bigint): number {
  let count = 0;
  for (let bits = a ^ b; bits > 0n; bits &= bits - 1n) count++;
  return count;
}

/** How unlike the colours of two frames are, 0 to 1. */
export function colorDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum / 2;
}
