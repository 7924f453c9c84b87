import type { AttentionMatrix } from "../../../src/core/attention.ts";
import { AttentionRecorder } from "../../transformer/pass.ts";
import type { Tensor } from "../../transformer/tensor.ts";
import type { ModelDimensions } from "../dimensions.ts";

/** The most bytes of the encoder's and of the decoder's matrices; compression makes about a third of them. */
const ENCODER_BYTES = 1_200_000;
const CROSS_BYTES = 2_400_000;
/** The smallest cells, however small the model is: 100 ms and 20 ms. */
const MIN_ENCODER_CELL = 5; // positions
const MIN_CROSS_CELL = 1;

/** How many positions of time are pooled into one cell. */
export interface PoolingGrid {
  /** The positions that hold audio. */
  positions: number;
  /** In positions. */
  encoderCell: number;
  crossCell: number;
  /** How many cells the positions make. */
  encoderCells: number;
  crossCells: number;
}

/** Chooses cells so large that the matrices of all layers and heads stay within the limits above. */
export function poolingGrid(d: ModelDimensions, positions: number, nWords: number): PoolingGrid {
  const encoderCell = Math.max(
    MIN_ENCODER_CELL,
    Math.ceil(positions * Math.sqrt(d.nAudioLayer * d.nAudioHead / ENCODER_BYTES)),
  );
  const crossCell = Math.max(
    MIN_CROSS_CELL,
    Math.ceil(positions * d.nTextLayer * d.nTextHead * nWords / CROSS_BYTES),
  );
  return {
    positions,
    encoderCell,
    crossCell,
    encoderCells: Math.ceil(positions / encoderCell),
    crossCells: Math.ceil(positions / crossCell),
  };
}

export interface PoolingOptions {
  grid: PoolingGrid;
  /** The row of the decoder's attention that predicts the first text token. */
  firstRow: number;
  /** The tokens of each word. */
  spans: [from: number, to: number][];
  /** The number of text tokens. */
  nTokens: number;
  alignmentHeads: [layer: number, head: number][];
  nAudioCtx: number;
  /** Called after each layer, with the number of layers so far. */
  onRecord(name: string, weights: Tensor, layers: number): void;
}

type Kind = "encoder" | "cross" | "self";

/**
 * Pools each layer's attention weights as they come: a row of 1500 weights for every head and position would take
 * gigabytes. Queries are averaged and keys are summed, so that a row still sums to 1.
 */
export class PoolingRecorder extends AttentionRecorder {
  /**
   * The logarithm of the alignment heads' weights, (heads, rows, nAudioCtx). The softmax of it is the same as of the
   * scores.
   */
  readonly alignment: Float32Array;
  readonly #pooled: Record<Kind, { columns: number; layers: Float32Array[] }>;
  readonly #options: PoolingOptions;
  #layers = 0;

  constructor(options: PoolingOptions) {
    super();
    this.#options = options;
    const { grid, firstRow, spans, nTokens, alignmentHeads, nAudioCtx } = options;
    this.alignment = new Float32Array(alignmentHeads.length * (firstRow + nTokens + 2) * nAudioCtx);
    this.#pooled = {
      encoder: { columns: grid.encoderCells + 1, layers: [] },
      cross: { columns: grid.crossCells + 1, layers: [] },
      self: { columns: firstRow + 1 + spans.length, layers: [] },
    };
  }

  override record(name: string, weights: Tensor): void {
    const [stack, layer, kind] = name.split(".");
    if (stack === "encoder") this.#recordEncoder(weights);
    else if (kind === "cross") this.#recordCross(weights, Number(layer));
    else this.#recordSelf(weights);
    this.#options.onRecord(name, weights, ++this.#layers);
  }

  /** The matrices of all layers, one below the other. */
  matrix(kind: Kind, nLayers: number): AttentionMatrix {
    const { columns, layers } = this.#pooled[kind];
    if (layers.length !== nLayers) {
      throw new Error(`${layers.length} layers of "${kind}" were recorded, not ${nLayers}`);
    }
    const values = new Float32Array(layers.reduce((sum, { length }) => sum + length, 0));
    layers.reduce((at, layer) => (values.set(layer, at), at + layer.length), 0);
    return { rows: values.length / columns, columns, values };
  }

  /** @param weights (1, heads, n, n) */
  #recordEncoder({ data, shape: [, heads, n] }: Tensor): void {
    const { positions, encoderCell: cell, encoderCells: cells } = this.#options.grid;
    const { columns, layers } = this.#pooled.encoder;
    const pooled = new Float32Array(heads * cells * columns);
    for (let head = 0; head < heads; head++) {
      for (let query = 0; query < positions; query++) {
        const row = Math.floor(query / cell);
        const factor = 1 / (Math.min(positions, (row + 1) * cell) - row * cell);
        addPooled(rowOf(data, n, head * n + query), rowOf(pooled, columns, head * cells + row), {
          positions,
          cell,
          factor,
        });
      }
    }
    layers.push(pooled);
  }

  /** @param weights (1, heads, rows, keys) */
  #recordCross({ data, shape: [, heads, rows, keys] }: Tensor, layer: number): void {
    const { grid: { positions, crossCell: cell }, firstRow, spans } = this.#options;
    const { columns, layers } = this.#pooled.cross;
    const pooled = new Float32Array(heads * spans.length * columns);
    for (let head = 0; head < heads; head++) {
      spans.forEach(([from, to], word) => {
        const into = rowOf(pooled, columns, head * spans.length + word);
        const factor = 1 / (to - from);
        for (let token = from; token < to; token++) {
          addPooled(rowOf(data, keys, head * rows + firstRow + token), into, { positions, cell, factor });
        }
      });
    }
    layers.push(pooled);
    this.#keepAlignment(data, rows * keys, layer);
  }

  /** @param size of one head's weights */
  #keepAlignment(data: Float32Array, size: number, layer: number): void {
    this.#options.alignmentHeads.forEach(([alignmentLayer, head], i) => {
      if (alignmentLayer !== layer) return;
      const from = rowOf(data, size, head);
      const into = rowOf(this.alignment, size, i);
      for (let j = 0; j < from.length; j++) into[j] = Math.log(Math.max(from[j], 1e-30));
    });
  }

  /** @param weights (1, heads, rows, keys) */
  #recordSelf({ data, shape: [, heads, rows, keys] }: Tensor): void {
    const { firstRow, spans } = this.#options;
    const { columns, layers } = this.#pooled.self;
    const pooled = new Float32Array(heads * spans.length * columns);
    for (let head = 0; head < heads; head++) {
      spans.forEach(([from, to], word) => {
        const into = (head * spans.length + word) * columns;
        for (let token = from; token < to; token++) {
          const at = (head * rows + firstRow + token) * keys;
          const factor = 1 / (to - from);
          for (let i = 0; i <= firstRow; i++) pooled[into + i] += factor * data[at + i];
          for (let earlier = 0; earlier <= word; earlier++) {
            const [first, last] = spans[earlier];
            for (let t = first; t < Math.min(last, token); t++) {
              pooled[into + firstRow + 1 + earlier] += factor * data[at + firstRow + 1 + t];
            }
          }
        }
      });
    }
    layers.push(pooled);
  }
}

/** A view of row `i` of a matrix. */
function rowOf(matrix: Float32Array, columns: number, i: number): Float32Array {
  return matrix.subarray(i * columns, (i + 1) * columns);
}

/** Adds a row of weights to a pooled one: one value for each cell of time, and a last one for all after the audio. */
function addPooled(
  weights: Float32Array,
  pooled: Float32Array,
  { positions, cell, factor }: { positions: number; cell: number; factor: number },
): void {
  for (let k = 0; k < positions; k++) pooled[Math.floor(k / cell)] += factor * weights[k];
  for (let k = positions; k < weights.length; k++) pooled[pooled.length - 1] += factor * weights[k];
}
