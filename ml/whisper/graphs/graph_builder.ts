import { type Checkpoint, floatTensor } from "../../models/tensors.ts";
import type { Graph } from "../../onnx/graph.ts";
import { type ConstantTensor, float32, int64s, tensor } from "../../onnx/tensor.ts";
import { int8Range } from "../../onnx/int8_range.ts";
import { quantizeRows, transposed } from "./quantize.ts";

/** int8 for CPUs, float16 for CUDA, float32 to compare with. */
export type Precision = "int8" | "float16" | "float32";

/** Writes the layers that the encoder and the decoder share into a graph, with weights from a checkpoint. */
export class GraphBuilder {
  readonly dtype: "float32" | "float16";

  /** @param range the largest magnitude of an int8 right operand */
  constructor(
    readonly g: Graph,
    readonly checkpoint: Checkpoint,
    readonly precision: Precision,
    readonly range: number = int8Range(),
  ) {
    this.dtype = precision === "float16" ? "float16" : "float32";
  }

  /** A builder for the body of a Loop or a branch of an If. */
  within(g: Graph): GraphBuilder {
    return new GraphBuilder(g, this.checkpoint, this.precision, this.range);
  }

  float(name: string): Float32Array {
    return floatTensor(this.checkpoint.tensors, name).data;
  }

  /** A tensor of the checkpoint in the graph's float type; `shape` reshapes it. */
  weight(name: string, shape?: number[]): string {
    return this.g.constant(() => {
      const stored = floatTensor(this.checkpoint.tensors, name);
      return this.floats(stored.data, shape ?? stored.shape);
    }, `${name}:${this.dtype}`);
  }

  floats(data: Float32Array, shape: number[]): ConstantTensor {
    return tensor(this.dtype, shape, this.dtype === "float16" ? Float16Array.from(data) : data);
  }

  scalar(value: number): string {
    return this.g.constant(this.dtype === "float16" ? tensor("float16", [], Float16Array.of(value)) : float32(value));
  }

  /**
   * x (..., columns) -> (..., rows), with `PREFIX/weight` (rows, columns) and `PREFIX/bias` if it exists. int8 weights
   * have a scale for each output, activations one for each row: with one for all rows, words in other languages were
   * wrong.
   */
  linear(x: string, prefix: string): string {
    const { g } = this;
    const { tensors } = this.checkpoint;
    const name = `${prefix}/weight`;
    const [rows, columns] = floatShape(this.checkpoint, name);
    const hasBias = tensors.has(`${prefix}/bias`);
    if (this.precision === "int8") {
      const { data, scale, zeroPoint } = this.quantizedTokens(x);
      const quantized = once(() => quantizeRows(this.float(name), rows, columns, this.range));
      const y = g.op("Mul", [
        g.msOp("MatMulIntegerToFloat", [
          data,
          g.constant(() => tensor("int8", [columns, rows], quantized().data), `${name}:rows8`),
          g.constant(float32(1)),
          g.constant(() => tensor("float32", [rows], quantized().scales), `${name}:rows8 scales`),
          zeroPoint,
          g.constant(() => tensor("int8", [rows], new Int8Array(rows)), `zeros8 ${rows}`),
        ]),
        scale,
      ]);
      return hasBias ? g.op("Add", [y, this.weight(`${prefix}/bias`)]) : y;
    }
    const matrix = g.constant(
      () => this.floats(transposed(this.float(name), rows, columns), [columns, rows]),
      `${name}:transposed ${this.dtype}`,
    );
    const y = g.op("MatMul", [x, matrix]);
    return hasBias ? g.op("Add", [y, this.weight(`${prefix}/bias`)]) : y;
  }

  /** Quantizes x (..., columns) to uint8 around 128, with a scale for each row, (..., 1). */
  quantizedTokens(x: string): { data: string; scale: string; zeroPoint: string } {
    const { g } = this;
    const largest = g.op("ReduceMax", [g.op("Abs", [x]), g.constant(int64s(-1))], { keepdims: 1 });
    const scale = g.op("Max", [g.op("Div", [largest, g.constant(float32(127))]), g.constant(float32(1e-8))]);
    const zeroPoint = g.constant(tensor("uint8", [], Uint8Array.of(128)));
    const data = g.op("QuantizeLinear", [g.op("Div", [x, scale]), g.constant(float32(1)), zeroPoint]);
    return { data, scale, zeroPoint };
  }

  layerNorm(x: string, prefix: string): string {
    const inputs = [x, this.weight(`${prefix}/gamma`), this.weight(`${prefix}/beta`)];
    return this.g.op("LayerNormalization", inputs, { axis: -1, epsilon: 1e-5 });
  }

  /** x + the layer norm and two linear layers with GELU between. */
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
  const stored = checkpoint.tensors.get(name);
  if (!stored) throw new RangeError(`the model has no tensor ${name}`);
  return stored.shape;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
