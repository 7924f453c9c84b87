/**
 * Options of a forward pass.
 *
 * The same modules train, translate and record attention. With a `dropout` generator the pass is a training pass and
 * values are dropped; with a `recorder` the attention weights of every layer and head are kept.
 */
import type { Random } from "./random.ts";
import { Tensor } from "./tensor.ts";

export interface Pass {
  /** Random numbers for dropout; no dropout if absent. */
  dropout?: Random;
  recorder?: AttentionRecorder;
}

/** The attention of one head over one sentence: `weights[query * nKeys + key]`, and each row sums to 1. */
export interface AttentionMap {
  weights: Float32Array;
  nQueries: number;
  nKeys: number;
}

/**
 * Keeps the attention weights of a pass, (batch, heads, nQueries, nKeys), by the layer's name: `encoder.0.self`,
 * `decoder.1.self`, `decoder.1.cross`.
 *
 * ```ts
 * const recorder = new AttentionRecorder();
 * noGrad(() => model.forward(source, target, { recorder }));
 * const { weights, nQueries, nKeys } = recorder.head("decoder.1.cross", 3);
 * ```
 */
export class AttentionRecorder {
  readonly layers: Map<string, Tensor> = new Map();

  /** @param isRecorded whether to keep a layer, by name; all if absent */
  constructor(readonly isRecorded: (name: string) => boolean = () => true) {}

  /** Decoding word by word records a layer several times: the new rows are appended to the earlier ones. */
  record(name: string, weights: Tensor): void {
    if (!this.isRecorded(name)) return;
    const before = this.layers.get(name);
    this.layers.set(name, before ? stackRows(before, weights) : new Tensor(weights.data.slice(), weights.shape));
  }

  /** @throws {RangeError} if there is no such layer, head or sentence */
  head(name: string, head: number, sentence = 0): AttentionMap {
    const layer = this.layers.get(name);
    if (!layer) throw new RangeError(`there is no attention "${name}": there is ${[...this.layers.keys()].join(", ")}`);
    const [batch, nHeads, nQueries, nKeys] = layer.shape;
    if (!(head >= 0 && head < nHeads && sentence >= 0 && sentence < batch)) {
      throw new RangeError(`there is no head ${head} of sentence ${sentence}: there are ${nHeads} and ${batch}`);
    }
    const at = (sentence * nHeads + head) * nQueries * nKeys;
    return { weights: layer.data.slice(at, at + nQueries * nKeys), nQueries, nKeys };
  }
}

/** Later rows see more keys: the earlier rows get zeros there. */
function stackRows(a: Tensor, b: Tensor): Tensor {
  const [batch, nHeads, n, oldKeys] = a.shape;
  const [, , m, nKeys] = b.shape;
  const data = new Float32Array(batch * nHeads * (n + m) * nKeys);
  for (let i = 0; i < batch * nHeads; i++) {
    const at = i * (n + m) * nKeys;
    for (let row = 0; row < n; row++) {
      const from = (i * n + row) * oldKeys;
      data.set(a.data.subarray(from, from + oldKeys), at + row * nKeys);
    }
    data.set(b.data.subarray(i * m * nKeys, (i + 1) * m * nKeys), at + n * nKeys);
  }
  return new Tensor(data, [batch, nHeads, n + m, nKeys]);
}
