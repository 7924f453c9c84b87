/**
 * Who may look at whom.
 *
 * Sentences of a batch are of different lengths, but a tensor is a box: the short ones are filled up with a token that
 * means nothing. A padding mask hides it. And a decoder learns to predict each word from those before: it is given the
 * whole sentence at once, so a causal mask hides from every position what comes after it. Without it the loss would
 * fall to nothing, for the answer stands in the input, and the model would write nonsense as soon as it had to go
 * alone.
 */

/** 1 where a query may see a key, else 0. (batch, nQueries, nKeys), where the first two may be 1: the same for all. */
export interface Mask {
  visible: Uint8Array;
  shape: readonly [batch: number, nQueries: number, nKeys: number];
}

/** Sentences as token ids, equally long: (batch, length). */
export interface Tokens {
  ids: Int32Array;
  batch: number;
  length: number;
}

/** Puts sentences into one box, filled up with `padId`, as long as the longest, or as `length`. */
export function padTokens(rows: readonly (readonly number[])[], padId: number, length?: number): Tokens {
  length ??= Math.max(0, ...rows.map((row) => row.length));
  const ids = new Int32Array(rows.length * length).fill(padId);
  rows.forEach((row, i) => ids.set(row.slice(0, length), i * length!));
  return { ids, batch: rows.length, length };
}

/** Hides the padding from every query: (batch, 1, length). */
export function paddingMask({ ids, batch, length }: Tokens, padId: number): Mask {
  return { visible: Uint8Array.from(ids, (id) => id === padId ? 0 : 1), shape: [batch, 1, length] };
}

/** Position i sees 0 to i: (1, length, length), ones in the lower triangle. */
export function causalMask(length: number): Mask {
  const visible = new Uint8Array(length * length);
  for (let i = 0; i < length; i++) visible.fill(1, i * length, i * length + i + 1);
  return { visible, shape: [1, length, length] };
}
