// The numbers and texts of the pictures in the chapter on Whisper. No DOM here
import type { AttentionHeader, WindowAttention } from "../../../../../src/core/attention.ts";

/** A choice of attention heads. */
export interface HeadChoice {
  /** null: the alignment heads, which give words their times. */
  layer: number | null;
  /** null: the mean of the layer's heads. */
  head: number | null;
}

/** `4.2 %`, `37 %`, `under 0.1 %`. */
export function percentText(share: number): string {
  const percent = 100 * share;
  if (percent > 0 && percent < 0.1) return "under 0.1 %";
  return `${percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** The mean of the chosen heads' rows at `index`. */
export function meanRow(
  attention: WindowAttention,
  kind: "encoder" | "cross" | "self",
  { layer, head }: HeadChoice,
  index: number,
): Float32Array {
  const { encoder, decoder, alignment_heads } = attention.header;
  const { heads } = kind === "encoder" ? encoder : decoder;
  const chosen: [number, number][] = layer === null
    ? alignment_heads
    : head === null
    ? Array.from({ length: heads }, (_, h) => [layer, h])
    : [[layer, head]];
  const rows = chosen.map(([l, h]) =>
    kind === "encoder"
      ? attention.encoderRow(l, h, index)
      : kind === "cross"
      ? attention.crossRow(l, h, index)
      : attention.selfRow(l, h, index)
  );
  return rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
}

/** The share of attention on each word's sound, between words, and on the padding after the sound, largest first. */
export function sharesByWord(
  { words, start, positions, position_seconds }: Pick<
    AttentionHeader,
    "words" | "start" | "positions" | "position_seconds"
  >,
  shares: ArrayLike<number>,
  cellSeconds: number,
): { what: string; share: number }[] {
  const cells = shares.length - 1;
  const seconds = positions * position_seconds;
  const byWord = new Array<number>(words.length).fill(0);
  let between = 0;
  for (let cell = 0; cell < cells; cell++) {
    const from = start + cell * cellSeconds;
    const to = start + Math.min(seconds, (cell + 1) * cellSeconds);
    let spokenShare = 0;
    words.forEach((word, i) => {
      const part = Math.max(0, Math.min(to, word.end) - Math.max(from, word.start)) / (to - from);
      byWord[i] += part * shares[cell];
      spokenShare += part;
    });
    between += Math.max(0, 1 - spokenShare) * shares[cell];
  }
  const places = words.map(({ text }, i) => ({ what: `while "${text.trim()}" is said`, share: byWord[i] }));
  places.push({ what: "where no word is said", share: between });
  places.push({ what: "behind the sound, where the window is filled up with silence", share: shares[cells] });
  return places.filter(({ share }) => share >= 0.005).sort((a, b) => b.share - a.share);
}

/** The index of the word at a moment, or of the last word before it, which stays lit in pauses. -1 if there is none. */
export function wordAt(words: readonly { start: number }[], seconds: number): number {
  return words.findLastIndex(({ start }) => start <= seconds + 1e-6);
}

/** Seconds of sound in one cell of the stored attention of a stack. */
export function cellSeconds(header: AttentionHeader, kind: "encoder" | "decoder"): number {
  return header[kind].cell_positions * header.position_seconds;
}
