/**
 * The learner's functions in the project's own model.
 *
 * A `Workbench` knows which exercises are solved. The models that it makes are the real `Transformer`, in which the
 * methods of the solved parts are replaced by the learner's functions: derivatives, training and the other parts stay
 * what they are. So a part of the learner's trains with parts of the project's around it.
 */
import { scaledDotProductAttention } from "../transformer/attention.ts";
import { type BlockConfig, type BlockInput, TransformerBlock } from "../transformer/block.ts";
import { FeedForward } from "../transformer/feed_forward.ts";
import { MultiHeadAttention } from "../transformer/multi_head_attention.ts";
import type { Module } from "../transformer/module.ts";
import { joinHeads, splitHeads } from "../transformer/ops/shape.ts";
import { positionalEncoding } from "../transformer/positions.ts";
import { Random } from "../transformer/random.ts";
import type { Tensor } from "../transformer/tensor.ts";
import { Transformer, type TransformerOptions } from "../transformer/transformer.ts";
import { TrainingRun } from "../transformer/translation/training.ts";
import type {
  AttentionFunction,
  BlockFunction,
  FeedForwardFunction,
  HeadsFunction,
  PositionsFunction,
  TrainFunction,
  TransformerFunction,
} from "./signatures.ts";

/** The functions that later exercises and the training use, by their names in learners' files. */
export interface Parts {
  attention: AttentionFunction;
  positionalEncoding: PositionsFunction;
  multiHeadAttention: HeadsFunction;
  feedForward: FeedForwardFunction;
  block: BlockFunction;
  transformer: TransformerFunction;
  train: TrainFunction;
}

/** The project's own parts. They call methods, which a workbench may have replaced. */
export const OWN_PARTS: Parts = {
  attention: scaledDotProductAttention,
  positionalEncoding,
  multiHeadAttention: (layer, x, memory, mask) => layer.forward(x, memory, mask),
  feedForward: (layer, x) => layer.forward(x),
  block: (layer, x, { mask, memory, memoryMask } = {}) =>
    layer.forward(x, { mask, memory: memory && layer.crossAttention?.keysAndValues(memory), memoryMask }),
  transformer: (model, source, target) => model.forward(source, target),
  train: (task, batches, { learningRate, warmupSteps, clipNorm }) => {
    const run = new TrainingRun({
      parameters: task.parameters,
      batches: () => [...batches],
      loss: (batch) => task.loss(batch),
      sentences: () => 1,
      halves: () => null,
      metadata: () => ({}),
    }, { learningRate, warmupSteps, clipNorm, seed: 0, epochs: 1, steps: batches.length });
    return batches.map(() => run.next().loss);
  },
};

export class Workbench {
  /** The learner's functions where there are any, else the project's. */
  readonly parts: Parts;

  /** @param learners functions of solved exercises */
  constructor(readonly learners: Partial<Parts> = {}) {
    this.parts = { ...OWN_PARTS, ...learners };
  }

  attentionLayer(dModel: number, nHeads: number, seed: number): MultiHeadAttention {
    const layer = new MultiHeadAttention(dModel, nHeads, new Random(seed));
    this.#replace(layer);
    return layer;
  }

  block(config: BlockConfig, seed: number): TransformerBlock {
    const block = new TransformerBlock(config, new Random(seed), { hasCrossAttention: true });
    eachModule(block, (module) => this.#replace(module));
    return block;
  }

  /** A transformer with the learner's functions in it. It trains; decoding word by word needs the project's parts. */
  transformer(options: TransformerOptions): Transformer {
    const model = new Transformer(options);
    eachModule(model, (module) => this.#replace(module));
    const { positionalEncoding: positions, block, transformer } = this.learners;
    if (positions) model.positions.data.set(positions(model.config.maxLength, model.config.dModel).data);
    // the learner's block takes the encoder's rows themselves
    if (block) model.decoder.memory = (encoded) => model.decoder.blocks.map(() => asKeysAndValues(encoded));
    if (transformer) model.forward = (source, target) => transformer(model, source, target);
    return model;
  }

  #replace(module: Module): void {
    const { attention, multiHeadAttention, feedForward, block } = this.learners;
    if (module instanceof MultiHeadAttention && multiHeadAttention) {
      module.keysAndValues = asKeysAndValues;
      module.attend = (x, { keys: memory }, mask) => multiHeadAttention(module, x, memory, mask);
      module.forward = (x, memory, mask) => multiHeadAttention(module, x, memory, mask);
    } else if (module instanceof MultiHeadAttention && attention) {
      module.attend = (x, { keys, values }, mask) => {
        const queries = splitHeads(module.query.forward(x), module.nHeads);
        return module.output.forward(joinHeads(attention(queries, keys, values, mask).output));
      };
    }
    if (module instanceof FeedForward && feedForward) module.forward = (x) => feedForward(module, x);
    if (module instanceof TransformerBlock && block) {
      module.forward = (x, { mask, memory, memoryMask }: BlockInput) =>
        block(module, x, { mask, memory: memory?.keys, memoryMask });
    }
  }
}

/** Passes rows on where the project's own parts pass keys and values. */
function asKeysAndValues(rows: Tensor): { keys: Tensor; values: Tensor } {
  return { keys: rows, values: rows };
}

function eachModule(module: Module, use: (module: Module) => void): void {
  for (const value of Object.values(module).flat()) if (isModule(value)) eachModule(value, use);
  use(module);
}

function isModule(value: unknown): value is Module {
  return typeof value === "object" && value !== null && "parameters" in value && typeof value.parameters === "function";
}
