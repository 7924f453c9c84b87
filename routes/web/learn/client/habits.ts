import type { AttentionMap } from "../../../../ml/transformer/pass.ts";
import type { Translation } from "../../../../ml/transformer/translation/translator.ts";

/** Who looks at whom. */
export type Kind = "encoderAttention" | "decoderAttention" | "crossAttention";

/** A head over one sentence, and what can be said of it. */
export interface HeadHabit {
  layer: number;
  head: number;
  map: AttentionMap;
  /** "layer 1, head 2" */
  name: string;
  /** The mean distance of what it looks at, in words. */
  distance: number;
  /** The same for people. */
  far: string;
  /** "next door, 83 % to the one before" */
  habit: string;
}

/** The pieces of rows and columns, by what looks at what. */
export function labelsOf(
  kind: Kind,
  { sourcePieces, targetPieces }: Pick<Translation, "sourcePieces" | "targetPieces">,
): { rows: string[]; columns: string[] } {
  if (kind === "encoderAttention") return { rows: sourcePieces, columns: sourcePieces };
  if (kind === "crossAttention") return { rows: targetPieces, columns: sourcePieces };
  return { rows: targetPieces, columns: ["<start>", ...targetPieces.slice(0, -1)] };
}

/** All heads of a kind over a sentence, from the first layer up. */
export function headsOf(kind: Kind, translation: Translation): HeadHabit[] {
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
        far: `${distance.toFixed(1)} ${distance.toFixed(1) === "1.0" ? "word" : "words"} ${
          kind === "crossAttention" ? "off" : "away"
        }`,
        habit: habitOf(map, kind, columns),
      };
    })
  );
}

/** The word that each piece belongs to: an ending, `+s`, to the one before it. */
export function wordsOf(pieces: readonly string[]): number[] {
  let word = -1;
  return pieces.map((piece) => piece.length > 1 && piece.startsWith("+") ? Math.max(0, word) : ++word);
}

/**
 * How many words off a head looks on average, each look by its share. In one language from the word that asks; from one to
 * the other from the word at the same place.
 */
export function distanceOf(
  { weights, nQueries, nKeys }: AttentionMap,
  kind: Kind,
  rows: readonly string[],
  columns: readonly string[],
): number {
  const from = wordsOf(kind === "crossAttention" ? rows : columns); // the decoder asks from the piece before
  const to = wordsOf(columns);
  let sum = 0;
  for (let q = 0; q < nQueries; q++) {
    for (let k = 0; k < nKeys; k++) sum += weights[q * nKeys + k] * Math.abs(from[q] - to[k]);
  }
  return sum / nQueries;
}

/** Where a head looks on the whole: next door, at the place that gets most, or everywhere. */
export function habitOf({ weights, nQueries, nKeys }: AttentionMap, kind: Kind, columns: readonly string[]): string {
  const shares = new Array<number>(nKeys).fill(0);
  const near = new Map([[-1, 0], [0, 0], [1, 0]]); // by where it stands from the one that asks
  for (let q = 0; q < nQueries; q++) {
    for (let k = 0; k < nKeys; k++) {
      const share = weights[q * nKeys + k] / nQueries;
      shares[k] += share;
      if (near.has(k - q)) near.set(k - q, near.get(k - q)! + share);
    }
  }
  // column k of the decoder is the piece before the one that row k writes
  const names = kind === "decoderAttention"
    ? ["two back", "the one before", "the next"]
    : ["the one before", "itself", "the one after"];
  const [offset, share] = [...near].reduce((best, one) => one[1] > best[1] ? one : best);
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const most = Math.max(...shares);
  const place = `${percent(most)} to "${columns[shares.indexOf(most)]}"`;
  if (kind !== "crossAttention" && share > 0.4) return `next door, ${percent(share)} to ${names[offset + 1]}`;
  if (most > 0.4) return place;
  if (kind === "crossAttention" && followsAlong({ weights, nQueries, nKeys }) > 0.6) return "moves along the sentence";
  return kind !== "crossAttention" && share > most
    ? `spread, ${percent(share)} to ${names[offset + 1]}`
    : `spread, ${place}`;
}

/** How closely the middle of what is looked at goes with who asks: 1 if it moves on at each step, 0 if it does not. */
function followsAlong({ weights, nQueries, nKeys }: AttentionMap): number {
  const middles = Array.from({ length: nQueries }, (_, q) => {
    let middle = 0;
    for (let k = 0; k < nKeys; k++) middle += k * weights[q * nKeys + k];
    return middle;
  });
  const mean = middles.reduce((sum, x) => sum + x, 0) / nQueries;
  let [both, own, others] = [0, 0, 0];
  for (const [q, middle] of middles.entries()) {
    const [a, b] = [q - (nQueries - 1) / 2, middle - mean];
    both += a * b;
    own += a * a;
    others += b * b;
  }
  return own * others > 0 ? both / Math.sqrt(own * others) : 0; // Pearson's correlation
}
