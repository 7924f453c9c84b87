import type { AttentionMap } from "../../../../ml/transformer/pass.ts";
import type { Translation } from "../../../../ml/transformer/translation/translator.ts";

/** Which attention of the translator: in the encoder, in the decoder, or from the decoder to the encoder. */
export type AttentionKind = "encoderAttention" | "decoderAttention" | "crossAttention";

/** One head's attention over one sentence, summarized. */
export interface HeadSummary {
  layer: number;
  head: number;
  map: AttentionMap;
  /** "layer 1, head 2" */
  name: string;
  /** Mean distance between the attending and the attended word, in words. */
  distance: number;
  /** `distance` as text: "1.0 word away". */
  distanceText: string;
  /** The main direction of its attention, as text: "next door, 83 % to the one before". */
  focus: string;
}

/** The pieces that label the rows (which attend) and the columns (which are attended to). */
export function labelsOf(
  kind: AttentionKind,
  { sourcePieces, targetPieces }: Pick<Translation, "sourcePieces" | "targetPieces">,
): { rows: string[]; columns: string[] } {
  if (kind === "encoderAttention") return { rows: sourcePieces, columns: sourcePieces };
  if (kind === "crossAttention") return { rows: targetPieces, columns: sourcePieces };
  return { rows: targetPieces, columns: ["<start>", ...targetPieces.slice(0, -1)] };
}

/** All heads of one kind of attention over a sentence, from the first layer up. */
export function summarizeHeads(kind: AttentionKind, translation: Translation): HeadSummary[] {
  const { rows, columns } = labelsOf(kind, translation);
  return translation[kind].flatMap((heads, layer) =>
    heads.map((map, head) => {
      const distance = distanceOf(map, kind, rows, columns);
      return {
        layer,
        head,
        map,
        name: `layer ${layer + 1}, head ${head + 1}`,
        distance,
        distanceText: `${distance.toFixed(1)} ${distance.toFixed(1) === "1.0" ? "word" : "words"} ${
          kind === "crossAttention" ? "off" : "away"
        }`,
        focus: focusOf(map, kind, columns),
      };
    })
  );
}

/** The index of the word that each piece belongs to. A piece that starts with `+` continues the word before it. */
export function wordIndexes(pieces: readonly string[]): number[] {
  let word = -1;
  return pieces.map((piece) => piece.length > 1 && piece.startsWith("+") ? Math.max(0, word) : ++word);
}

/**
 * A head's mean distance in words, weighted by attention. Within one language the distance is from the attending word;
 * between languages it is from the word at the same position.
 */
export function distanceOf(
  { weights, nQueries, nKeys }: AttentionMap,
  kind: AttentionKind,
  rows: readonly string[],
  columns: readonly string[],
): number {
  const from = wordIndexes(kind === "crossAttention" ? rows : columns); // the decoder's query is the piece before
  const to = wordIndexes(columns);
  let sum = 0;
  for (let q = 0; q < nQueries; q++) {
    for (let k = 0; k < nKeys; k++) sum += weights[q * nKeys + k] * Math.abs(from[q] - to[k]);
  }
  return sum / nQueries;
}

/** Describes a head's attention: on neighbours, on one position, along the sentence, or spread out. */
export function focusOf(
  { weights, nQueries, nKeys }: AttentionMap,
  kind: AttentionKind,
  columns: readonly string[],
): string {
  const shares = new Array<number>(nKeys).fill(0);
  const near = new Map([[-1, 0], [0, 0], [1, 0]]); // share by offset from the attending piece
  for (let q = 0; q < nQueries; q++) {
    for (let k = 0; k < nKeys; k++) {
      const share = weights[q * nKeys + k] / nQueries;
      shares[k] += share;
      if (near.has(k - q)) near.set(k - q, near.get(k - q)! + share);
    }
  }
  // the decoder's column k is the piece before the piece that row k writes
  const names = kind === "decoderAttention"
    ? ["two back", "the one before", "the next"]
    : ["the one before", "itself", "the one after"];
  const [offset, share] = [...near].reduce((best, one) => one[1] > best[1] ? one : best);
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const most = Math.max(...shares);
  const place = `${percent(most)} to "${columns[shares.indexOf(most)]}"`;
  if (kind !== "crossAttention" && share > 0.4) return `next door, ${percent(share)} to ${names[offset + 1]}`;
  if (most > 0.4) return place;
  if (kind === "crossAttention" && positionCorrelation({ weights, nQueries, nKeys }) > 0.6) {
    return "moves along the sentence";
  }
  return kind !== "crossAttention" && share > most
    ? `spread, ${percent(share)} to ${names[offset + 1]}`
    : `spread, ${place}`;
}

/** Correlation of the row's position with the mean position that it attends to: 1 if both move on together. */
function positionCorrelation({ weights, nQueries, nKeys }: AttentionMap): number {
  const middles = Array.from({ length: nQueries }, (_, q) => {
    let middle = 0;
    for (let k = 0; k < nKeys; k++) middle += k * weights[q * nKeys + k];
    return middle;
  });
  const mean = middles.reduce((sum, x) => sum + x, 0) / nQueries;
  let [covariance, rowVariance, columnVariance] = [0, 0, 0];
  for (const [q, middle] of middles.entries()) {
    const [a, b] = [q - (nQueries - 1) / 2, middle - mean];
    covariance += a * b;
    rowVariance += a * a;
    columnVariance += b * b;
  }
  return rowVariance * columnVariance > 0 ? covariance / Math.sqrt(rowVariance * columnVariance) : 0; // Pearson's
}
