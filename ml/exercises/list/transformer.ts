import { causalMask, paddingMask, padTokens, type Tokens } from "../../transformer/masks.ts";
import { add, scale } from "../../transformer/ops/elementwise.ts";
import { Tensor } from "../../transformer/tensor.ts";
import type { Transformer } from "../../transformer/transformer.ts";
import type { Exercise } from "../exercise.ts";
import { checkDerivatives, compare, insist, shakeNorms, tensorOf, type Variant } from "../mistake.ts";
import type { TransformerFunction } from "../signatures.ts";
import { OWN_PARTS, type Workbench } from "../workbench.ts";

const [D, SOURCE_VOCAB, TARGET_VOCAB] = [8, 11, 12];
const SOURCE = padTokens([[3, 4, 5, 6], [7, 8]], 0); // the second sentence is padded
const TARGET = padTokens([[1, 9, 10], [1, 5, 3]], 0);
const SHAPE = [2, TARGET.length, TARGET_VOCAB];

function setUp(bench: Workbench): Transformer {
  const model = bench.transformer({
    sourceVocab: SOURCE_VOCAB,
    targetVocab: TARGET_VOCAB,
    dModel: D,
    nHeads: 2,
    nLayers: 2,
    dFeedForward: 16,
    dropout: 0,
    maxLength: 6,
    seed: 41,
  });
  shakeNorms(model.parameters());
  return model;
}

interface Changes {
  isScaled?: boolean;
  hasSourcePositions?: boolean;
  hasTargetPositions?: boolean;
  hasCausalMask?: boolean;
  hasPaddingMask?: boolean;
  hasMemoryMask?: boolean;
  hasEncoderNorm?: boolean;
  hasDecoderNorm?: boolean;
  encoderBlocks?: number;
  isEncoderCausal?: boolean;
  /** Whose points each sentence gets. */
  tables?: readonly [source: "source" | "target", target: "source" | "target"];
}

/** The whole model, in which a step was done in another way. */
function variant(model: Transformer, changes: Changes): Float32Array {
  const [sourceTable, targetTable] = changes.tables ?? ["source", "target"];
  const embed = (table: "source" | "target", { ids, batch, length }: Tokens, hasPositions = true) => {
    const points = model[`${table}Embedding` as const].forward(ids, [batch, length]);
    const scaled = changes.isScaled === false ? points : scale(points, Math.sqrt(D));
    return hasPositions ? add(scaled, new Tensor(model.positions.data.subarray(0, length * D), [length, D])) : scaled;
  };
  const padding = paddingMask(SOURCE, 0);
  let memory = embed(sourceTable, SOURCE, changes.hasSourcePositions);
  const mask = changes.isEncoderCausal ? causalMask(SOURCE.length) : padding;
  for (const block of model.encoder.blocks.slice(0, changes.encoderBlocks)) {
    memory = OWN_PARTS.block(block, memory, { mask: changes.hasPaddingMask === false ? undefined : mask });
  }
  if (changes.hasEncoderNorm !== false) memory = model.encoder.norm!.forward(memory);
  let x = embed(targetTable, TARGET, changes.hasTargetPositions);
  for (const block of model.decoder.blocks) {
    x = OWN_PARTS.block(block, x, {
      mask: changes.hasCausalMask === false ? undefined : causalMask(TARGET.length),
      memory,
      memoryMask: changes.hasMemoryMask === false ? undefined : padding,
    });
  }
  if (changes.hasDecoderNorm !== false) x = model.decoder.norm!.forward(x);
  return model.targetEmbedding.scores(x).data;
}

function variants(model: Transformer): Variant[] {
  const list: [string, Changes][] = [
    ["the decoder sees the words that it has to predict: its blocks need causalMask(target.length)", {
      hasCausalMask: false,
    }],
    ["the points are not scaled: multiply them by Math.sqrt(dModel), or the positions drown them", { isScaled: false }],
    ["the positions are missing: add their rows to the points of both sentences", {
      hasSourcePositions: false,
      hasTargetPositions: false,
    }],
    ["the source has no positions: add them to its points as well", { hasSourcePositions: false }],
    ["the target has no positions: add them to its points as well", { hasTargetPositions: false }],
    ["the encoder's last norm is missing: model.encoder.norm comes after its blocks", { hasEncoderNorm: false }],
    ["the decoder's last norm is missing: model.decoder.norm comes after its blocks", { hasDecoderNorm: false }],
    ["both last norms are missing: model.encoder.norm and model.decoder.norm come after their blocks", {
      hasEncoderNorm: false,
      hasDecoderNorm: false,
    }],
    ["the encoder attends to padding: its blocks need paddingMask(source, padId)", { hasPaddingMask: false }],
    ["the decoder attends to padding of the source: give it the padding mask as memoryMask", { hasMemoryMask: false }],
    ["padding is nowhere hidden: the encoder's blocks and memoryMask need paddingMask(source, padId)", {
      hasPaddingMask: false,
      hasMemoryMask: false,
    }],
    ["the memory is what went into the encoder: run its blocks first", { encoderBlocks: 0 }],
    ["only the first block of the encoder is used: x must go through all of them", { encoderBlocks: 1 }],
    ["the embeddings are swapped: model.sourceEmbedding is for the source, model.targetEmbedding for the target", {
      tables: ["target", "source"],
    }],
    ["the target's points are those of the source's tokens: model.targetEmbedding has its own", {
      tables: ["source", "source"],
    }],
    ["the source's points are those of the target's tokens: model.sourceEmbedding has its own", {
      tables: ["target", "target"],
    }],
    ["the encoder has a causal mask: it may see the whole sentence, but for the padding", { isEncoderCausal: true }],
  ];
  return list.map(([says, changes]) => ({ says, gives: () => variant(model, changes) }));
}

export const transformer: Exercise<TransformerFunction> = {
  id: "1.6",
  name: "transformer",
  title: "The transformer",
  chapter: "Transformer",
  functionName: "transformer",
  text: [
    "Now the parts become a translator. The encoder reads the English sentence; the decoder sees the Spanish words so far, looks at the encoder's output, and gives every word of the vocabulary a score for being the next one.",
    "Tokens become points by a table, scaled by the square root of dModel so that they are as large as the positions that are added. The blocks follow, and then a last norm. Two masks are needed: short sentences are filled with padding that nobody may look at, and in training the decoder gets the whole answer at once, so a causal mask hides what each position has to predict.",
    "You use block() of the exercise before. The positions are model.positions, which your positionalEncoding() has filled if you have solved it.",
    "The picture it makes: cross-attention, in which each Spanish word lights up the English ones that it comes from.",
  ],
  starter: `import { add, block, causalMask, firstRows, paddingMask, scale } from "streamforge";
import type { Tensor, Tokens, TransformerModel } from "streamforge";

/**
 * Scores the next token after each token of the target.
 *
 * @param model model.sourceEmbedding and model.targetEmbedding: forward(ids, [batch, n]) gives the points, and
 * targetEmbedding.scores(x) compares rows with all points. model.encoder and model.decoder: blocks, a list, and norm.
 * model.positions (maxLength, dModel). model.config.dModel, model.config.padId
 * @param source { ids, batch, length }, (batch, m)
 * @param target begins with a start token, (batch, n)
 * @returns (batch, n, vocab), before softmax
 */
export function transformer(model: TransformerModel, source: Tokens, target: Tokens): Tensor {
  throw new Error("not written yet");
}
`,
  imports: ["Tensor", "add", "block", "causalMask", "firstRows", "paddingMask", "scale"],
  hints: [
    "Write a small function that embeds a sentence, and call it for both. Then two loops over blocks, each followed by its norm.",
    "Points: scale(embedding.forward(ids, [batch, length]), Math.sqrt(dModel)), plus firstRows(model.positions, length). The encoder's blocks get the padding mask; the decoder's get the causal mask, the memory and the padding mask as memoryMask.",
    "for (const layer of model.encoder.blocks) memory = block(layer, memory, { mask: padding }); memory = model.encoder.norm.forward(memory); for (const layer of model.decoder.blocks) x = block(layer, x, { mask: causalMask(target.length), memory, memoryMask: padding }); return model.targetEmbedding.scores(model.decoder.norm.forward(x)).",
  ],
  own: [{ path: "ml/transformer/transformer.ts", name: "Transformer" }],
  checks: [
    {
      title: "the scores of every next token are right",
      run(learner, bench) {
        const model = setUp(bench);
        const scores = learner(model, SOURCE, TARGET);
        insist(
          !(scores instanceof Tensor && scores.dim(-1) === SOURCE_VOCAB),
          "the scores are those of the source's tokens: model.targetEmbedding.scores(x) gives those of the target's",
        );
        const made = tensorOf(scores, SHAPE, "the scores (batch, n, vocab)");
        compare("the score", made.data, variant(model, {}), { shape: SHAPE, variants: variants(model) });
      },
    },
    {
      title: "derivatives arrive at the encoder, the decoder and the points",
      run(learner, bench) {
        const model = setUp(bench);
        checkDerivatives(learner(model, SOURCE, TARGET), {
          "the source's points": model.sourceEmbedding.weight,
          "the target's points": model.targetEmbedding.weight,
          "the encoder": model.encoder.blocks[0].feedForward.inner.weight,
          "the decoder": model.decoder.blocks[0].feedForward.inner.weight,
        });
      },
    },
  ],
};
