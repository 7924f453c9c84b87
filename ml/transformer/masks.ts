/**
 * Masks: which words may attend to which.
 *
 * Sentences of a batch have different lengths, but a tensor needs equal ones, so short sentences are filled with a
 * padding token. A padding mask hides it. And in training the decoder gets the whole target sentence at once, though it
 * must predict each word from those before it alone. A causal mask hides from every position the words after it.
 * Without it the model would copy the answer from its input: the loss would fall to almost 0, and the model would write
 * nonsense once it had to work without the answer.
 */

/** 1 where a query may see a key, else 0. (batch, nQueries, nKeys), where the first two may be 1: the same for all. */
export interface Mask {
  visible: Uint8Array;
  shape: readonly [batch: number, nQueries: number, nKeys: number];
}

/** Sentences of equal length as token ids: (batch, length). */
export interface Tokens {
  ids: Int32Array;
  batch: number;
  length: number;
}

/** Pads sentences with `padId` to the length of the longest, or to `length`. */
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
