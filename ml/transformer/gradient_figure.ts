/**
 * Measures the gradients of Pre-LN and Post-LN before the first step; `block.ts` explains the difference.
 *
 * The figure takes a deep stack with random weights and one batch, and measures the norm of the gradient of each
 * decoder layer's feed-forward weights. In Post-LN it is several times larger at the top than at the bottom; in Pre-LN
 * it is about the same everywhere.
 *
 *     deno run ml/transformer/gradient_figure.ts
 */
import { crossEntropy } from "./loss.ts";
import { padTokens } from "./masks.ts";
import { Random } from "./random.ts";
import { Transformer } from "./transformer.ts";

export interface GradientRow {
  preNorm: boolean;
  /** Index of the layer; 0 is next to the input. */
  layer: number;
  /** Norm of the gradient of the layer's feed-forward weights. */
  norm: number;
}

const VOCAB = 50;
const [START, END, FIRST] = [1, 2, 3];

export function gradientFigure({ nLayers = 6, seed = 3 } = {}): GradientRow[] {
  const random = new Random(seed);
  const rows = Array.from({ length: 32 }, () => {
    return Array.from({ length: 8 }, () => FIRST + random.integer(VOCAB - FIRST));
  });
  const [source, input, targets] = [rows, rows.map((row) => [START, ...row]), rows.map((row) => [...row, END])]
    .map((batch) => padTokens(batch, 0));
  return [true, false].flatMap((preNorm) => {
    const model = new Transformer({ vocabSize: VOCAB, dModel: 64, nLayers, dropout: 0, preNorm, seed });
    crossEntropy(model.forward(source, input), targets.ids).backward();
    return model.decoder.blocks.map((block, layer) => {
      let squares = 0;
      for (const { grad } of block.feedForward.parameters().values()) for (const g of grad!) squares += g * g;
      return { preNorm, layer, norm: Math.sqrt(squares) };
    });
  });
}

if (import.meta.main) {
  for (const { preNorm, layer, norm } of gradientFigure()) {
    const bar = "#".repeat(Math.round(40 * norm));
    console.log(`${preNorm ? "Pre-LN " : "Post-LN"}  layer ${layer}  ${norm.toFixed(3)}  ${bar}`);
  }
}
