import { type Checkpoint, floatTensor } from "../models/tensors.ts";
import type { Graph } from "../onnx/graph.ts";
import { type ConstantTensor, float32, int64s, tensor } from "../onnx/tensor.ts";
import { quantizeBlocks, quantizeRows, transposed } from "./quantize.ts";

/** int8 for CPUs, float16 for CUDA, float32 to compare with. */
export type Precision = "int8" | "float16" | "float32";
/**
 * How a linear layer is computed. `rows8`: int8 weights with a scale for each output and activations quantised as they come
 * (DynamicQuantizeMatMul), best for many rows. `blocks8`: int8 weights in blocks of 128 (MatMulNBits), best for few.
 */
export type LinearKind = "float32" | "float16" | "rows8" | "blocks8";

const BLOCK_SIZES = [128, 64, 32, 16];
const COMPUTE_INT8 = 4; // MatMulNBits' accuracy_level: activations are quantised to int8 too

/** Writes the parts that the encoder and the decoder share into a graph, with weights from a checkpoint. */
export class GraphParts {
  readonly dtype: "float32" | "float16";

  constructor(readonly g: Graph, readonly checkpoint: Checkpoint, readonly linearKind: LinearKind) {
    this.dtype = linearKind === "float16" ? "float16" : "float32";
  }

  /** The same parts in the body of a Loop or a branch of an If. */
  within(g: Graph): GraphParts {
    return new GraphParts(g, this.checkpoint, this.linearKind);
  }

  float(name: string): Float32Array {
    return floatTensor(this.checkpoint.tensors, name).data;
  }

  /** A tensor of the checkpoint in the graph's float type, as it stands or in another shape. */
  weight(name: string, shape?: number[]): string {
    return this.g.constant(() => {
      const found = floatTensor(this.checkpoint.tensors, name);
      return this.floats(found.data, shape ?? found.shape);
    }, `${name}:${this.dtype}`);
  }

  floats(data: Float32Array, shape: number[]): ConstantTensor {
    return tensor(this.dtype, shape, this.dtype === "float16" ? Float16Array.from(data) : data);
  }

  scalar(value: number): string {
    return this.g.constant(this.dtype === "float16" ? tensor("float16", [], Float16Array.of(value)) : float32(value));
  }

  /** x (..., columns) -> (..., rows), with `PREFIX/weight` (rows, columns) and `PREFIX/bias` where it exists. */
  linear(x: string, prefix: string): string {
    const { g } = this;
    const { tensors } = this.checkpoint;
    const name = `${prefix}/weight`;
    const [rows, columns] = floatShape(this.checkpoint, name);
    const hasBias = tensors.has(`${prefix}/bias`);
    if (this.linearKind === "blocks8") return this.#blocks8(x, name, rows, columns, hasBias ? `${prefix}/bias` : null);
    if (this.linearKind === "rows8") {
      const quantized = once(() => quantizeRows(this.float(name), rows, columns));
      const inputs = [
        x,
        g.constant(() => tensor("int8", [columns, rows], quantized().data), `${name}:rows8`),
        g.constant(() => tensor("float32", [rows], quantized().scales), `${name}:rows8 scales`),
        g.constant(() => tensor("int8", [rows], new Int8Array(rows)), `zeros8 ${rows}`),
      ];
      if (hasBias) inputs.push(this.weight(`${prefix}/bias`));
      return g.msOp("DynamicQuantizeMatMul", inputs);
    }
    const matrix = g.constant(
      () => this.floats(transposed(this.float(name), rows, columns), [columns, rows]),
      `${name}:transposed ${this.dtype}`,
    );
    const y = g.op("MatMul", [x, matrix]);
    return hasBias ? g.op("Add", [y, this.weight(`${prefix}/bias`)]) : y;
  }

  #blocks8(x: string, name: string, rows: number, columns: number, bias: string | null): string {
    const blockSize = BLOCK_SIZES.find((size) => columns % size === 0);
    if (!blockSize) throw new RangeError(`${name} has ${columns} columns: they must be a multiple of 16`);
    const nBlocks = columns / blockSize;
    const quantized = once(() => quantizeBlocks(this.float(name), blockSize));
    const { g } = this;
    const inputs = [
      x,
      g.constant(() => tensor("uint8", [rows, nBlocks, blockSize], quantized().data), `${name}:blocks8`),
      g.constant(() => tensor("float32", [rows, nBlocks], quantized().scales), `${name}:blocks8 scales`),
    ];
    if (bias) inputs.push("", "", this.weight(bias));
    const attributes = { K: columns, N: rows, bits: 8, block_size: blockSize, accuracy_level: COMPUTE_INT8 };
    return g.msOp("MatMulNBits", inputs, attributes);
  }

  layerNorm(x: string, prefix: string): string {
    const inputs = [x, this.weight(`${prefix}/gamma`), this.weight(`${prefix}/beta`)];
    return this.g.op("LayerNormalization", inputs, { axis: -1, epsilon: 1e-5 });
  }

  /** x + the two linear layers with GELU between. */
  feedForward(x: string, layer: string): string {
    let y = this.layerNorm(x, `${layer}/ffn/layer_norm`);
    y = this.linear(y, `${layer}/ffn/linear_0`);
    y = this.g.msOp("Gelu", [y]);
    return this.g.op("Add", [x, this.linear(y, `${layer}/ffn/linear_1`)]);
  }

  /** (b, n, nHead * d) -> (b, n, nHead, d), transposed by `perm`. */
  splitHeads(x: string, nHead: number, headSize: number, perm: number[]): string {
    const heads = this.g.op("Reshape", [x, this.g.constant(int64s(0, 0, nHead, headSize))]);
    return this.g.op("Transpose", [heads], { perm });
  }

  /** (b, nHead, n, d) -> (b, n, nHead * d) */
  joinHeads(x: string, nState: number): string {
    const rows = this.g.op("Transpose", [x], { perm: [0, 2, 1, 3] });
    return this.g.op("Reshape", [rows, this.g.constant(int64s(0, 0, nState))]);
  }
}

function floatShape(checkpoint: Checkpoint, name: string): number[] {
  const found = checkpoint.tensors.get(name);
  if (!found) throw new RangeError(`the model has no tensor ${name}`);
  return found.shape;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
