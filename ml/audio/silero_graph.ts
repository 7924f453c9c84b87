import { Graph } from "../onnx/graph.ts";
import { type FloatConstant, readConstants } from "../onnx/read_constants.ts";
import { type ConstantTensor, int64s, tensor } from "../onnx/tensor.ts";

/** Samples of a transformed column. */
export const COLUMN_SAMPLES = 256;
/** Columns of a frame, 128 samples apart. */
export const FRAME_COLUMNS = 4;
/** Width of the recurrent state. */
export const STATE_WIDTH = 128;

const BINS = COLUMN_SAMPLES / 2 + 1;
const BASIS = "stft.forward_basis_buffer";

/**
 * Builds a graph of Silero VAD v6 for 16 kHz, from the weights in its ONNX file, that takes many frames at once.
 *
 * The file's own graph takes one frame and the state after the previous one. But only the LSTM depends on earlier
 * frames. Everything before it becomes matrix products over all frames, and the LSTM reads them as a sequence: the
 * probabilities are the same. (The file's convolutions over four columns take four times as long.)
 *
 * Inputs: `columns` (4 n, 256), the columns of n frames; `h` and `c` (1, 1, 128), the state.
 * Outputs: `probabilities` (n, 1); `h_next` and `c_next`.
 * @param file the bytes of silero_vad_v6.onnx
 * @throws {RangeError} if the file does not hold these weights
 */
export function sileroGraph(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const weight = weightsOf(file);
  const g = new Graph("voice_activity", null);
  const columns = g.input("columns", "float32", ["columns", COLUMN_SAMPLES]);
  const basis = weight(BASIS, [2 * BINS, 1, COLUMN_SAMPLES]);
  const [re, im] = [0, BINS].map((first) => g.op("MatMul", [columns, g.constant(transposed(basis, first, BINS))]));
  const power = g.op("Add", [g.op("Mul", [re, re]), g.op("Mul", [im, im])]); // (4 n, 129)
  const spectra = g.op("Reshape", [g.op("Sqrt", [power]), g.constant(int64s(-1, FRAME_COLUMNS * BINS))]);

  // Columns first to end of x; columns beyond the edges are zero and need no product
  const slice = (x: string, width: number, first: number, end: number) =>
    g.op("Slice", [x, ...[first * width, end * width, 1].map((n) => g.constant(int64s(n)))]);
  const convolve = (x: string, layer: number, channels: [number, number], taps: number[]) => {
    const kernel = weight(`encoder.${layer}.reparam_conv.weight`, [channels[1], channels[0], 3]);
    const { shape, data } = weight(`encoder.${layer}.reparam_conv.bias`, [channels[1]]);
    const w = g.constant(tapMatrix(kernel, taps));
    return g.op("Relu", [g.op("Gemm", [x, w, g.constant(tensor("float32", shape, data))])]);
  };
  const join = (...parts: string[]) => g.op("Concat", parts, { axis: 1 });
  const first = [
    convolve(slice(spectra, BINS, 0, 2), 0, [BINS, 128], [1, 2]),
    convolve(slice(spectra, BINS, 0, 3), 0, [BINS, 128], [0, 1, 2]),
    convolve(slice(spectra, BINS, 1, 4), 0, [BINS, 128], [0, 1, 2]),
    convolve(slice(spectra, BINS, 2, 4), 0, [BINS, 128], [0, 1]),
  ];
  const second = [ // a stride of two from here on
    convolve(join(first[0], first[1]), 1, [128, 64], [1, 2]),
    convolve(join(first[1], first[2], first[3]), 1, [128, 64], [0, 1, 2]),
  ];
  const third = convolve(join(...second), 2, [64, 64], [1, 2]);
  const encoded = convolve(third, 3, [64, 128], [1]); // (n, 128)

  const sequence = g.op("Reshape", [encoded, g.constant(int64s(-1, 1, STATE_WIDTH))]);
  const state = [1, 1, STATE_WIDTH];
  const [hidden] = g.ops(
    "LSTM",
    [
      sequence,
      ...lstmWeights(weight).map((w) => g.constant(w)),
      "",
      g.input("h", "float32", state),
      g.input("c", "float32", state),
    ],
    [g.unique("hidden"), "h_next", "c_next"],
    { hidden_size: STATE_WIDTH },
  );
  const activated = g.op("Relu", [g.op("Reshape", [hidden, g.constant(int64s(-1, STATE_WIDTH))])]);
  const last = weight("decoder.decoder.2.weight", [1, STATE_WIDTH, 1]);
  const bias = weight("decoder.decoder.2.bias", [1]);
  const logit = g.op("Gemm", [
    activated,
    g.constant(tensor("float32", [STATE_WIDTH, 1], last.data)),
    g.constant(tensor("float32", [1], bias.data)),
  ]);
  g.output("probabilities", "float32", ["frames", 1], g.op("Sigmoid", [logit]));
  g.output("h_next", "float32", state);
  g.output("c_next", "float32", state);
  return g.toModel();
}

type Weights = (name: string, shape: number[]) => FloatConstant;

/** The file has two networks, for 8 and 16 kHz: their weights have the same names with different prefixes. */
function weightsOf(file: Uint8Array): Weights {
  const constants = readConstants(file);
  const wide = [2 * BINS, 1, COLUMN_SAMPLES].join();
  const basis = [...constants].find(([name, { shape }]) => name.endsWith(BASIS) && shape.join() === wide);
  if (!basis) throw new RangeError(`this is not the file of Silero VAD v6: it has no ${BASIS} of shape [${wide}]`);
  const prefix = basis[0].slice(0, -BASIS.length);
  return (name, shape) => {
    const constant = constants.get(prefix + name);
    if (constant?.shape.join() === shape.join()) return constant;
    const problem = constant ? `has the shape [${constant.shape}]` : "is missing";
    throw new RangeError(`this is not the file of Silero VAD v6: ${name} ${problem}, it must be [${shape}]`);
  };
}

/** Rows `first` to `first + count` of (rows, 1, width), as (width, count). */
function transposed({ shape, data }: FloatConstant, first: number, count: number): ConstantTensor {
  const width = shape[2];
  const matrix = new Float32Array(width * count);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < width; i++) matrix[i * count + row] = data[(first + row) * width + i];
  }
  return tensor("float32", [width, count], matrix);
}

/** Stacks some taps of a kernel (out, in, 3) into a matrix: (taps * in, out). */
function tapMatrix({ shape: [nOut, nIn, nTaps], data }: FloatConstant, taps: number[]): ConstantTensor {
  const matrix = new Float32Array(taps.length * nIn * nOut);
  let at = 0;
  for (const tap of taps) {
    for (let i = 0; i < nIn; i++) {
      for (let o = 0; o < nOut; o++) matrix[at++] = data[(o * nIn + i) * nTaps + tap];
    }
  }
  return tensor("float32", [taps.length * nIn, nOut], matrix);
}

/** W, R and B of ONNX's LSTM. PyTorch has the gates in the order i, f, g, o; ONNX as i, o, f, g. */
function lstmWeights(weight: Weights): ConstantTensor[] {
  const reordered = ({ data }: FloatConstant) => {
    const size = data.length / 4;
    const gates = new Float32Array(data.length);
    [0, 3, 1, 2].forEach((gate, i) => gates.set(data.subarray(gate * size, (gate + 1) * size), i * size));
    return gates;
  };
  const rows = 4 * STATE_WIDTH;
  const matrix = (name: string) =>
    tensor("float32", [1, rows, STATE_WIDTH], reordered(weight(name, [rows, STATE_WIDTH])));
  const bias = new Float32Array(2 * rows);
  bias.set(reordered(weight("decoder.rnn.bias_ih", [rows])));
  bias.set(reordered(weight("decoder.rnn.bias_hh", [rows])), rows);
  return [matrix("decoder.rnn.weight_ih"), matrix("decoder.rnn.weight_hh"), tensor("float32", [1, 2 * rows], bias)];
}
