/** `count` numbers in [0, 1) that depend only on the seed (mulberry32): a file always gets the same transcript. */
export function uniformNumbers(seed: number, count: number): Float32Array {
  let state = seed | 0;
  return Float32Array.from({ length: count }, () => {
    state = state + 0x6d2b79f5 | 0;
    let t = Math.imul(state ^ state >>> 15, 1 | state);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 8) / 2 ** 24; // 24 bits: a float32 holds them without rounding up to 1
  });
}
