import { ProtobufWriter } from "./protobuf.ts";
import { type ConstantTensor, type DType, DTYPES } from "./tensor.ts";
import type { StoredTensor, WeightFile } from "./weight_file.ts";

/** The domain of ONNX Runtime's own operators: MultiHeadAttention, MatMulNBits, DynamicQuantizeMatMul and others. */
const MICROSOFT = "com.microsoft";

const OPSET_VERSION = 18;
const IR_VERSION = 9;
/** Smaller constants are stored in the graph, others in its weight file. */
const INLINE_BYTES = 4096;

/** Integers become int attributes; write `{ float: 1 }` for a float attribute with an integer value. */
export type Attribute = number | string | number[] | { float: number } | ConstantTensor | Graph;
export type Attributes = Record<string, Attribute>;

/** The type of a graph's input or output; a dimension is a number, or a name if it varies. */
export interface ValueInfo {
  name: string;
  dtype: DType;
  shape: (number | string)[];
}

/**
 * Builds an ONNX graph. `op` appends a node and returns the name of its output; `constant` returns the name of an
 * initializer. `subgraph` makes the body of a Loop or a branch of an If, which can use the names of the graphs around
 * it.
 */
export class Graph {
  #nodes: ProtobufWriter[] = [];
  #initializers: ProtobufWriter[] = [];
  #constants = new Map<string, string>();
  #inputs: ValueInfo[] = [];
  #outputs: ValueInfo[] = [];
  #counter: { value: number };
  #weights: WeightFile | null;
  #name: string;

  /** @param weights file for large constants, which graphs may share; null: all constants are stored in the graph */
  constructor(name: string, weights: WeightFile | null, counter: { value: number } = { value: 0 }) {
    this.#name = name;
    this.#weights = weights;
    this.#counter = counter;
  }

  subgraph(name: string): Graph {
    return new Graph(name, this.#weights, this.#counter);
  }

  /** Returns a name that is unique in this graph and the graphs around it. */
  unique(prefix: string): string {
    return `${prefix}_${++this.#counter.value}`;
  }

  input(name: string, dtype: DType, shape: (number | string)[]): string {
    this.#inputs.push({ name, dtype, shape });
    return name;
  }

  /** Declares `name` as an output; a value with another name is passed through an Identity node. */
  output(name: string, dtype: DType, shape: (number | string)[], value = name): void {
    if (value !== name) this.#node("Identity", [value], [name], {}, "");
    this.#outputs.push({ name, dtype, shape });
  }

  /** Appends an ONNX node with one output. Use `""` for an omitted input. */
  op(type: string, inputs: string[], attributes: Attributes = {}): string {
    return this.ops(type, inputs, 1, attributes)[0];
  }

  /** Appends an ONNX node. @param outputs the number of outputs, or their names */
  ops(type: string, inputs: string[], outputs: number | string[], attributes: Attributes = {}, domain = ""): string[] {
    const names = typeof outputs === "number" ? Array.from({ length: outputs }, () => this.unique(type)) : outputs;
    this.#node(type, inputs, names, attributes, domain);
    return names;
  }

  /** Appends a node of ONNX Runtime's own domain, com.microsoft, with one output. */
  msOp(type: string, inputs: string[], attributes: Attributes = {}): string {
    return this.ops(type, inputs, 1, attributes, MICROSOFT)[0];
  }

  /**
   * Adds an initializer. Constants with the same `key` are written once; without a key, so are equal small constants.
   *
   * @param make the tensor, or a function that makes it if the key is new to the graph and its weight file
   */
  constant(make: ConstantTensor | (() => ConstantTensor), key?: string): string {
    const existing = key && this.#constants.get(key);
    if (existing) return existing;
    const stored = key && this.#weights?.find(key);
    if (stored) return this.#addInitializer(key, (name) => storedProto(stored, name, this.#weights!.fileName));
    const tensor = typeof make === "function" ? make() : make;
    const id = key ??
      (tensor.bytes.length <= 64 ? `${tensor.dtype}[${tensor.shape}]${tensor.bytes}` : this.unique("anonymous"));
    const same = this.#constants.get(id);
    if (same) return same;
    return this.#addInitializer(id, (name) => this.#tensorProto(tensor, name, key));
  }

  #addInitializer(id: string, proto: (name: string) => ProtobufWriter): string {
    const name = this.unique("const");
    this.#constants.set(id, name);
    this.#initializers.push(proto(name));
    return name;
  }

  /** Returns the bytes of an .onnx file, to be stored beside its weight file. */
  toModel(): Uint8Array<ArrayBuffer> {
    const opset = (domain: string, version: number) => new ProtobufWriter().string(1, domain).int(2, version);
    return new ProtobufWriter()
      .int(1, IR_VERSION)
      .string(2, "streamforge")
      .message(7, this.#proto())
      .message(8, opset("", OPSET_VERSION))
      .message(8, opset(MICROSOFT, 1))
      .finish();
  }

  #node(type: string, inputs: string[], outputs: string[], attributes: Attributes, domain: string): void {
    const node = new ProtobufWriter();
    for (const input of inputs) node.string(1, input);
    for (const output of outputs) node.string(2, output);
    node.string(3, this.unique(`node_${type}`)).string(4, type);
    for (const [name, value] of Object.entries(attributes)) node.message(5, this.#attribute(name, value));
    if (domain) node.string(7, domain);
    this.#nodes.push(node);
  }

  #attribute(name: string, value: Attribute): ProtobufWriter {
    const proto = new ProtobufWriter().string(1, name);
    if (typeof value === "number") {
      return Number.isInteger(value) ? proto.int(3, value).int(20, 2) : proto.float(2, value).int(20, 1);
    }
    if (typeof value === "string") return proto.bytes(4, new TextEncoder().encode(value)).int(20, 3);
    if (value instanceof Graph) return proto.message(6, value.#proto()).int(20, 5);
    if (Array.isArray(value)) {
      for (const n of value) proto.int(8, n);
      return proto.int(20, 7);
    }
    if ("float" in value) return proto.float(2, value.float).int(20, 1);
    return proto.message(5, this.#tensorProto(value, "")).int(20, 4);
  }

  #tensorProto(tensor: ConstantTensor, name: string, key?: string): ProtobufWriter {
    if (name && this.#weights && tensor.bytes.length >= INLINE_BYTES) {
      return storedProto(this.#weights.add(tensor, key), name, this.#weights.fileName);
    }
    return tensorHead(tensor, name).bytes(9, tensor.bytes);
  }

  #proto(): ProtobufWriter {
    const proto = new ProtobufWriter();
    for (const node of this.#nodes) proto.message(1, node);
    proto.string(2, this.#name);
    for (const initializer of this.#initializers) proto.message(5, initializer);
    for (const info of this.#inputs) proto.message(11, valueInfo(info));
    for (const info of this.#outputs) proto.message(12, valueInfo(info));
    return proto;
  }
}

function tensorHead({ dtype, shape }: Pick<ConstantTensor, "dtype" | "shape">, name: string): ProtobufWriter {
  const proto = new ProtobufWriter();
  for (const n of shape) proto.int(1, n);
  proto.int(2, DTYPES[dtype]);
  return name ? proto.string(8, name) : proto;
}

/** A tensor whose bytes are in a weight file. */
function storedProto(stored: StoredTensor, name: string, fileName: string): ProtobufWriter {
  const proto = tensorHead(stored, name);
  const entry = (k: string, v: string) => proto.message(13, new ProtobufWriter().string(1, k).string(2, v));
  entry("location", fileName);
  entry("offset", String(stored.offset));
  entry("length", String(stored.length));
  return proto.int(14, 1);
}

function valueInfo({ name, dtype, shape }: ValueInfo): ProtobufWriter {
  const dims = new ProtobufWriter();
  for (const n of shape) {
    dims.message(1, typeof n === "number" ? new ProtobufWriter().int(1, n) : new ProtobufWriter().string(2, n));
  }
  const tensorType = new ProtobufWriter().int(1, DTYPES[dtype]).message(2, dims);
  return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensorType));
}
