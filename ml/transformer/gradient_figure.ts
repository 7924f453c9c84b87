/**
 * Where the gradient is large: Pre-LN and Post-LN before the first step.
 *
 * `block.ts` says why. Here it is measured: a deep stack with random weights, one batch, and for each layer of the
 * decoder how long the gradient of its feed-forward weights is. In Post-LN it is several times longer at the top than
 * at the bottom; in Pre-LN it is about the same everywhere. Run it:
 *
 *     deno run ml/transformer/gradient_figure.ts
 */
import { crossEntropy } from "./loss.ts";
import { padTokens } from "./masks.ts";
import { Random } from "./random.ts";
import { Transformer } from "./transformer.ts";

export interface GradientRow {
  preNorm: boolean;
  /** From 0, next to the input, upwards. */
  layer: number;
  /** The length of the gradient of the layer's feed-forward weights. */
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
