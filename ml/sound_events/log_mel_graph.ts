import { htkMelMatrix } from "../audio/htk_mel.ts";
import { Graph } from "../onnx/graph.ts";
import { float32, int64s, tensor } from "../onnx/tensor.ts";

/** Samples of a frame: 25 ms. */
export const FRAME_SAMPLES = 400;
/** Samples from one frame to the next: 10 ms. */
export const FRAME_HOP = 160;
/** Mel bands of a frame. */
export const N_MELS = 64;

const N_FFT = 512;
const N_BINS = N_FFT / 2 + 1;
const LOW_HZ = 125;
const HIGH_HZ = 7500;
/** Added before the logarithm. */
const LOG_OFFSET = 0.001;

/**
 * The front end of YAMNet (Plakal and Ellis, tensorflow/models, research/audioset/yamnet) as an ONNX graph: the
 * magnitudes of the spectra of 25 ms, every 10 ms, in 64 mel bands, as logarithms.
 *
 * Input `samples` (1, n), mono, 16 kHz, in [-1, 1], n >= 400. Output `log_mels` (1, t, 64).
 */
export function logMelGraph(): Graph {
  const g = new Graph("log_mels", null);
  const samples = g.input("samples", "float32", [1, "n"]);
  const waves = g.op("Conv", [
    g.op("Unsqueeze", [samples, g.constant(int64s(1))]),
    g.constant(tensor("float32", [2 * N_BINS, 1, FRAME_SAMPLES], spectrumMatrix())),
  ], { kernel_shape: [FRAME_SAMPLES], strides: [FRAME_HOP] });
  const [re, im] = g.ops("Split", [g.op("Mul", [waves, waves])], 2, { axis: 1, num_outputs: 2 });
  const magnitudes = g.op("Sqrt", [g.op("Add", [re, im])]);
  const filters = { nFft: N_FFT, nBins: N_BINS, nMels: N_MELS, lowHz: LOW_HZ, highHz: HIGH_HZ };
  const mels = g.op("MatMul", [
    g.op("Transpose", [magnitudes], { perm: [0, 2, 1] }),
    g.constant(tensor("float32", [N_BINS, N_MELS], htkMelMatrix(filters))),
  ]);
  const offset = g.constant(float32(LOG_OFFSET));
  g.output("log_mels", "float32", [1, "t", N_MELS], g.op("Log", [g.op("Add", [mels, offset])]));
  return g;
}

/**
 * A Hann window and a Fourier transform of 512 as one matrix.
 *
 * @returns row-major (2 N_BINS, FRAME_SAMPLES): the real parts, then the imaginary parts
 */
function spectrumMatrix(): Float32Array {
  return Float32Array.from({ length: 2 * N_BINS * FRAME_SAMPLES }, (_, at) => {
    const [row, n] = [Math.floor(at / FRAME_SAMPLES), at % FRAME_SAMPLES];
    const wave = row < N_BINS ? Math.cos : Math.sin;
    const hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * n / FRAME_SAMPLES);
    return hann * wave(2 * Math.PI * (row % N_BINS) * n / N_FFT);
  });
}
