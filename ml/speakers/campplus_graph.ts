import { type CheckpointTensor, floatTensor } from "../models/tensors.ts";
import { Graph } from "../onnx/graph.ts";
import { float32, int64s, tensor } from "../onnx/tensor.ts";
import { FRAME_HOP, FRAME_SAMPLES, melMatrix, N_BINS, N_MELS, spectrumMatrix } from "./filter_bank.ts";

/** Numbers in an embedding. */
export const EMBEDDING_SIZE = 192;
/** Longer sound would need the network's means over each 2 s of it. */
export const MOST_SECONDS = 2;

const BLOCKS = [{ layers: 12, dilation: 1 }, { layers: 24, dilation: 2 }, { layers: 16, dilation: 2 }];
/** PyTorch's default of its batch normalization. */
const NORM_EPSILON = 1e-5;
/** The smallest energy in Kaldi's logarithm: FLT_EPSILON. */
const LEAST_ENERGY = 1.1920929e-7;

/**
 * CAM++ (Wang et al. 2023, arXiv 2303.00332) as one ONNX graph: sound to embeddings of who speaks. The front end is in
 * the graph: Kaldi's log mel energies less their means over the time.
 *
 * Input `samples` (b, n), mono, 16 kHz, in [-1, 1], at most 2 s. Output `embeddings` (b, 192).
 *
 * @param tensors with the names of 3D-Speaker's checkpoint
 */
export function campplusGraph(tensors: Map<string, CheckpointTensor>): Graph {
  const g = new Graph("campplus", null);
  const n = new Network(g, tensors);
  let x = logMels(g, g.input("samples", "float32", ["b", "n"])); // (b, N_MELS, t)
  x = g.op("Unsqueeze", [x, g.constant(int64s(1))]);
  x = n.conv2d(x, "head.conv1", "head.bn1", [1, 1]);
  for (const layer of ["head.layer1", "head.layer2"]) {
    x = n.residual(x, `${layer}.0`, true);
    x = n.residual(x, `${layer}.1`, false);
  }
  x = n.conv2d(x, "head.conv2", "head.bn2", [2, 1]); // (b, 32, N_MELS / 8, t)
  x = g.op("Reshape", [x, g.constant(int64s(0, 32 * N_MELS / 8, -1))]);
  x = n.conv1d(x, "xvector.tdnn.linear", "xvector.tdnn.nonlinear.batchnorm", { strides: [2], pads: [2, 2] });
  x = g.op("Relu", [x]);
  for (const [i, { layers, dilation }] of BLOCKS.entries()) {
    for (let layer = 1; layer <= layers; layer++) {
      const y = n.denseLayer(x, `xvector.block${i + 1}.tdnnd${layer}`, dilation);
      x = g.op("Concat", [x, y], { axis: 1 });
    }
    const transit = `xvector.transit${i + 1}`;
    x = n.conv1d(n.normalized(x, `${transit}.nonlinear.batchnorm`), `${transit}.linear`, null, {});
  }
  x = n.normalized(x, "xvector.out_nonlinear.batchnorm"); // (b, 512, t / 2)
  x = n.conv1d(meanAndDeviation(g, x), "xvector.dense.linear", "xvector.dense.nonlinear.batchnorm", {});
  x = g.op("Reshape", [x, g.constant(int64s(0, EMBEDDING_SIZE))]);
  g.output("embeddings", "float32", ["b", EMBEDDING_SIZE], x);
  return g;
}

/** (b, n) samples -> (b, N_MELS, t) */
function logMels(g: Graph, samples: string): string {
  const spectrum = g.constant(tensor("float32", [2 * N_BINS, 1, FRAME_SAMPLES], spectrumMatrix()));
  const attributes = { kernel_shape: [FRAME_SAMPLES], strides: [FRAME_HOP] };
  const waves = g.op("Conv", [g.op("Unsqueeze", [samples, g.constant(int64s(1))]), spectrum], attributes);
  const [re, im] = g.ops("Split", [g.op("Mul", [waves, waves])], 2, { axis: 1, num_outputs: 2 });
  const power = g.op("Transpose", [g.op("Add", [re, im])], { perm: [0, 2, 1] }); // (b, t, N_BINS)
  const energy = g.op("MatMul", [power, g.constant(tensor("float32", [N_BINS, N_MELS], melMatrix()))]);
  const mels = g.op("Log", [g.op("Max", [energy, g.constant(float32(LEAST_ENERGY))])]);
  const mean = g.op("ReduceMean", [mels, g.constant(int64s(1))], { keepdims: 1 });
  return g.op("Transpose", [g.op("Sub", [mels, mean])], { perm: [0, 2, 1] });
}

/** (b, c, t) -> (b, 2c, 1): means, and standard deviations of samples */
function meanAndDeviation(g: Graph, x: string): string {
  const axis = g.constant(int64s(-1));
  const mean = g.op("ReduceMean", [x, axis], { keepdims: 1 });
  const difference = g.op("Sub", [x, mean]);
  const sum = g.op("ReduceSumSquare", [difference, axis], { keepdims: 1 });
  const length = g.op("Cast", [g.op("Shape", [x], { start: 2 })], { to: 1 });
  const variance = g.op("Div", [sum, g.op("Sub", [length, g.constant(float32(1))])]);
  return g.op("Concat", [mean, g.op("Sqrt", [variance])], { axis: 1 });
}

/** Writes layers with the checkpoint's weights. */
class Network {
  constructor(readonly g: Graph, readonly tensors: Map<string, CheckpointTensor>) {}

  /** A 3 x 3 convolution, and what its normalization makes of it. */
  conv2d(x: string, name: string, norm: string, strides: number[], isLast = false): string {
    const y = this.#convolution(x, name, norm, { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides });
    return isLast ? y : this.g.op("Relu", [y]);
  }

  conv1d(x: string, name: string, norm: string | null, attributes: Record<string, number[]>): string {
    return this.#convolution(x, name, norm, attributes);
  }

  /** Two convolutions beside a way around them; the first halves the bands if `isHalving`. */
  residual(x: string, name: string, isHalving: boolean): string {
    const strides = [isHalving ? 2 : 1, 1];
    let y = this.conv2d(x, `${name}.conv1`, `${name}.bn1`, strides);
    y = this.conv2d(y, `${name}.conv2`, `${name}.bn2`, [1, 1], true);
    const around = isHalving
      ? this.#convolution(x, `${name}.shortcut.0`, `${name}.shortcut.1`, { kernel_shape: [1, 1], strides })
      : x;
    return this.g.op("Relu", [this.g.op("Add", [y, around])]);
  }

  /** A layer of a dense block: local features, weighted by what the whole sound has (context-aware masking). */
  denseLayer(x: string, name: string, dilation: number): string {
    const { g } = this;
    let y = this.normalized(x, `${name}.nonlinear1.batchnorm`);
    y = g.op("Relu", [this.conv1d(y, `${name}.linear1`, `${name}.nonlinear2.batchnorm`, {})]);
    const local = this.conv1d(y, `${name}.cam_layer.linear_local`, null, {
      dilations: [dilation],
      pads: [dilation, dilation],
    });
    // the mean of the whole and that of each 2 s, which is the same here
    const mean = g.op("ReduceMean", [y, g.constant(int64s(-1))], { keepdims: 1 });
    const context = g.op("Add", [mean, mean]);
    const hidden = g.op("Relu", [this.conv1d(context, `${name}.cam_layer.linear1`, null, {})]);
    const mask = g.op("Sigmoid", [this.conv1d(hidden, `${name}.cam_layer.linear2`, null, {})]);
    return g.op("Mul", [local, mask]);
  }

  /** Normalization by the statistics of the training, and ReLU. */
  normalized(x: string, norm: string): string {
    const { scale, shift } = this.#norm(norm);
    const column = (data: Float32Array) => this.g.constant(tensor("float32", [data.length, 1], data));
    return this.g.op("Relu", [this.g.op("Add", [this.g.op("Mul", [x, column(scale)]), column(shift)])]);
  }

  #convolution(x: string, name: string, norm: string | null, attributes: Record<string, number[]>): string {
    const { shape, data } = floatTensor(this.tensors, `${name}.weight`);
    const [outputs] = shape;
    const bias = this.tensors.has(`${name}.bias`) ? floatTensor(this.tensors, `${name}.bias`).data : null;
    if (norm === null) {
      const inputs = [x, this.g.constant(tensor("float32", shape, data))];
      return this.g.op(
        "Conv",
        bias ? [...inputs, this.g.constant(tensor("float32", [outputs], bias))] : inputs,
        attributes,
      );
    }
    const { scale, shift } = this.#norm(norm);
    const columns = data.length / outputs;
    const scaled = data.map((value, i) => value * scale[Math.floor(i / columns)]);
    const moved = bias ? shift.map((value, i) => value + bias[i] * scale[i]) : shift;
    const constants = [tensor("float32", shape, scaled), tensor("float32", [outputs], moved)];
    return this.g.op("Conv", [x, ...constants.map((constant) => this.g.constant(constant))], attributes);
  }

  /** A batch normalization as a factor and a summand for each channel. */
  #norm(name: string): { scale: Float32Array; shift: Float32Array } {
    const values = (part: string) => floatTensor(this.tensors, `${name}.${part}`).data;
    const mean = values("running_mean");
    const hasWeights = this.tensors.has(`${name}.weight`); // the last one has none
    const deviation = values("running_var").map((variance) => Math.sqrt(variance + NORM_EPSILON));
    const scale = hasWeights ? values("weight").map((weight, i) => weight / deviation[i]) : deviation.map((d) => 1 / d);
    const bias = hasWeights ? values("bias") : new Float32Array(mean.length);
    return { scale, shift: bias.map((b, i) => b - mean[i] * scale[i]) };
  }
}
