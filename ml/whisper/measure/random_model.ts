import type { Checkpoint, CheckpointTensor } from "../../models/tensors.ts";
import { WeightFile } from "../../onnx/weight_file.ts";
import type { ModelDimensions, SpecialTokens } from "../dimensions.ts";
import { uniformNumbers } from "../decoding/random.ts";
import { alignmentGraph } from "../graphs/alignment_graph.ts";
import { beamGraph } from "../graphs/beam_graph.ts";
import { decoderGraph } from "../graphs/decoder_graph.ts";
import { encoderGraph } from "../graphs/encoder_graph.ts";
import type { Precision } from "../graphs/graph_builder.ts";
import { shapeTokens } from "./shapes.ts";

/** The layers must not drown the position, or the same token would come again and again. */
const POSITION_SCALE = 8;
/** A prime: rows of any width start at different places of the pool, so that no two of them are equal. */
const POOL_SIZE = 1_048_583;
/**
 * How much less likely timestamps and the end of the text are than text. Random weights would else write timestamps
 * alone, which count as a repetition and end the decode.
 */
const TEXT_LEAD = 30;

/**
 * A checkpoint of random weights that never ends a text nor repeats itself: position encodings are large beside the
 * tokens' embeddings, so each place has another likeliest token. Tensors are made on access.
 */
export function randomCheckpoint(d: ModelDimensions, tokens: SpecialTokens): Checkpoint {
  const pool = new Pool();
  const tensors = new Map<string, CheckpointTensor>();
  const add = (name: string, shape: number[], scale: number, change?: (values: Float16Array) => void) => {
    const first = (tensors.size * 7919) % POOL_SIZE;
    tensors.set(name, {
      shape,
      dtype: "float16",
      get bytes() {
        const values = pool.take(shape.reduce((a, b) => a * b, 1), first, scale);
        change?.(values);
        return new Uint8Array(values.buffer);
      },
    });
  };
  const linear = (name: string, rows: number, columns: number) => {
    add(`${name}/weight`, [rows, columns], 1.5 / Math.sqrt(columns));
    add(`${name}/bias`, [rows], 0.1);
  };
  const norm = (name: string, n: number, change?: (beta: Float16Array) => void) => {
    add(`${name}/gamma`, [n], 0, (values) => values.fill(1));
    add(`${name}/beta`, [n], 0.1, change);
  };
  const { nAudioState: a, nTextState: t } = d;
  add("encoder/conv1/weight", [a, d.nMels, 3], 0.2);
  add("encoder/conv1/bias", [a], 0.1);
  add("encoder/conv2/weight", [a, a, 3], 1 / Math.sqrt(a));
  add("encoder/conv2/bias", [a], 0.1);
  add("encoder/position_encodings/encodings", [d.nAudioCtx, a], 1);
  for (const [part, layers, n] of [["encoder", d.nAudioLayer, a], ["decoder", d.nTextLayer, t]] as const) {
    for (let i = 0; i < layers; i++) {
      const layer = `${part}/layer_${i}`;
      norm(`${layer}/self_attention/layer_norm`, n);
      linear(`${layer}/self_attention/linear_0`, 3 * n, n);
      linear(`${layer}/self_attention/linear_1`, n, n);
      if (part === "decoder") {
        norm(`${layer}/attention/layer_norm`, n);
        linear(`${layer}/attention/linear_0`, n, n);
        linear(`${layer}/attention/linear_1`, 2 * n, a);
        linear(`${layer}/attention/linear_2`, n, n);
      }
      norm(`${layer}/ffn/layer_norm`, n);
      linear(`${layer}/ffn/linear_0`, 4 * n, n);
      linear(`${layer}/ffn/linear_1`, n, 4 * n);
    }
    norm(`${part}/layer_norm`, n, part === "decoder" ? (beta) => beta[0] = TEXT_LEAD : undefined);
  }
  add("decoder/embeddings/weight", [d.nVocab, t], 0.1, (values) => {
    for (let id = 0; id < d.nVocab; id++) values[id * t] = id >= tokens.endOfText ? -1 : 0;
  });
  add("decoder/position_encodings/encodings", [d.nTextCtx, t], POSITION_SCALE);
  const config = {
    alignmentHeads: Array.from({ length: 6 }, (_, i): [number, number] => [d.nTextLayer - 1, i % d.nTextHead]),
    languageIds: [...tokens.languageTokens.values()],
    suppressIds: [],
    suppressIdsBegin: [],
  };
  return { tensors, config };
}

/** Random float16 numbers, which tensors are copied from: to make 1.5 billion of them would take minutes. */
class Pool {
  #numbers = uniformNumbers(1, POOL_SIZE).map((u) => 2 * u - 1);
  #bitsByScale = new Map<number, Uint16Array>();

  /** @param first where in the pool to start @returns `size` numbers from -scale to scale */
  take(size: number, first: number, scale: number): Float16Array<ArrayBuffer> {
    let bits = this.#bitsByScale.get(scale);
    if (!bits) {
      bits = new Uint16Array(Float16Array.from(this.#numbers.map((value) => value * scale)).buffer);
      this.#bitsByScale.set(scale, bits);
    }
    const values = new Uint16Array(size);
    for (let at = 0, from = first; at < size; from = 0) {
      const count = Math.min(size - at, POOL_SIZE - from);
      values.set(bits.subarray(from, from + count), at);
      at += count;
    }
    return new Float16Array(values.buffer);
  }
}

/**
 * Writes the graphs of a model of random weights: encoder.onnx, decoder.onnx, beams.onnx and alignment.onnx. All layers
 * have the same weights, which are stored once: a large-v3 takes 0.3 GB on the disk. In memory it takes what the real
 * one takes.
 *
 * @param folder an existing one
 */
export async function writeRandomGraphs(folder: string, d: ModelDimensions, precision: Precision): Promise<void> {
  const tokens = shapeTokens(d);
  const checkpoint = randomCheckpoint(d, tokens);
  const weights = new WeightFile(folder, "weights.bin", (key) => key.replace(/layer_\d+/, "layer"));
  try {
    const options = { checkpoint, dimensions: d, tokens, precision, weights };
    const graphs = {
      encoder: encoderGraph(checkpoint, d, precision, weights),
      decoder: decoderGraph(options),
      beams: beamGraph(options),
      alignment: alignmentGraph(options),
    };
    for (const [name, graph] of Object.entries(graphs)) await Deno.writeFile(`${folder}/${name}.onnx`, graph.toModel());
  } finally {
    weights.close();
  }
}
