import { logMel } from "../../audio/log_mel.ts";
import { readSpeechClip } from "../../audio/speech_clip.ts";
import { N_SAMPLES } from "../../audio/constants.ts";
import { type Checkpoint, floatTensor } from "../../models/tensors.ts";
import { Session } from "../../onnx/session.ts";
import { int64s } from "../../onnx/tensor.ts";
import { WeightFile } from "../../onnx/weight_file.ts";
import type { ModelDimensions } from "../dimensions.ts";
import { encoderGraph } from "./encoder_graph.ts";
import type { Calibration, ConstantScale } from "./graph_builder.ts";

/** What activations of other recordings may exceed those of the calibration by; what is larger still is cut off. */
const MARGIN = 1.1;
/** How much of a column's size goes from the activations into the weights: 0 nothing, 1 all. */
const SMOOTHING_SHARE = 0.7;
const MAX_THREADS = 4;
const WINDOW_FRAMES = 3000;
/** The bands of OpenAI's models; a log-mel spectrogram of others is not defined. */
const MEL_BANDS = [80, 128];

/**
 * Runs the encoder over spectrograms and chooses a constant scale for the activations of the linear layers whose inputs
 * can be divided without an operator of their own: those after a layer norm, by its gain and bias, and that after the
 * attention, by the weights of the values.
 *
 * Columns with large activations would take the resolution of all others. Each is divided by s = a^0.7 / w^0.3, where a
 * is the largest activation of the column and w its largest weight: SmoothQuant (Xiao and others, 2022).
 * @param mels each (nMels, 2 * nAudioCtx)
 * @param folder an existing one, for the encoder that is run; the caller removes it
 */
export async function calibrate(
  checkpoint: Checkpoint,
  d: ModelDimensions,
  mels: readonly Float32Array[],
  folder: string,
): Promise<Calibration> {
  const largest = await largestActivations(checkpoint, d, mels, folder);
  const calibration = new Map<string, ConstantScale>();
  const add = (...layers: string[]) => {
    const activations = largest.get(layers[0])!;
    const weights = layers.map((layer) => largestByColumn(checkpoint, layer, activations.length));
    const smoothing = activations.map((a, i) => {
      const w = Math.max(1e-5, ...weights.map((columns) => columns[i]));
      return Math.max(1e-3, a) ** SMOOTHING_SHARE / w ** (1 - SMOOTHING_SHARE);
    });
    const divided = activations.reduce((most, a, i) => Math.max(most, a / smoothing[i]), 1e-6);
    for (const layer of layers) calibration.set(layer, { smoothing, largest: MARGIN * divided });
    return smoothing;
  };
  for (let i = 0; i < d.nAudioLayer; i++) {
    const layer = `encoder/layer_${i}`;
    const attended = add(`${layer}/self_attention/linear_1`);
    const divisors = new Float32Array(3 * d.nAudioState).fill(1); // of queries, keys and values
    divisors.set(attended, 2 * d.nAudioState);
    add(`${layer}/self_attention/linear_0`);
    calibration.get(`${layer}/self_attention/linear_0`)!.divisors = divisors;
    add(`${layer}/ffn/linear_0`);
  }
  // these have the same input
  add(...Array.from({ length: d.nTextLayer }, (_, i) => `decoder/layer_${i}/attention/linear_1`));
  return calibration;
}

/**
 * The spectrogram of a window to calibrate with: the speech that comes with the program, again and again.
 *
 * @returns null for a model whose spectrograms are not Whisper's, as in tests
 */
export async function calibrationMel({ nMels, nAudioCtx }: ModelDimensions): Promise<Float32Array | null> {
  if (!MEL_BANDS.includes(nMels) || 2 * nAudioCtx !== WINDOW_FRAMES) return null;
  const speech = await readSpeechClip();
  const window = Float32Array.from({ length: N_SAMPLES }, (_, i) => speech[i % speech.length]);
  return logMel(window, nMels).data;
}

/** The largest magnitude of each column of the input of every linear layer, by the layer's name. */
async function largestActivations(
  checkpoint: Checkpoint,
  d: ModelDimensions,
  mels: readonly Float32Array[],
  folder: string,
): Promise<Map<string, Float32Array>> {
  const weights = new WeightFile(folder, "weights.bin");
  const layers: string[] = [];
  const graph = encoderGraph(checkpoint, d, "int8", weights, {
    observe: (g, x, layer) => {
      const largest = g.op("ReduceMax", [g.op("Abs", [x]), g.constant(int64s(0, 1))], { keepdims: 0 });
      g.output(`input of ${layer}`, "float32", ["columns"], largest);
      layers.push(layer);
    },
  });
  weights.close();
  const path = `${folder}/encoder.onnx`;
  await Deno.writeFile(path, graph.toModel());
  const threads = Math.min(MAX_THREADS, navigator.hardwareConcurrency);
  const session = await Session.create(path, { threads, device: "cpu" });
  try {
    const largest = new Map<string, Float32Array>();
    for (const data of mels) {
      const outputs = await session.run({ mel: { type: "float32", dims: [1, d.nMels, 2 * d.nAudioCtx], data } });
      for (const layer of layers) {
        const columns = outputs[`input of ${layer}`].data as Float32Array;
        const before = largest.get(layer);
        largest.set(layer, columns.map((value, i) => Math.max(value, before?.[i] ?? 0)));
      }
    }
    return largest;
  } finally {
    await session.release();
  }
}

function largestByColumn(checkpoint: Checkpoint, layer: string, columns: number): Float32Array {
  const largest = new Float32Array(columns);
  floatTensor(checkpoint.tensors, `${layer}/weight`).data.forEach((value, i) => {
    largest[i % columns] = Math.max(largest[i % columns], Math.abs(value));
  });
  return largest;
}
