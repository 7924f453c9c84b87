/** A constant of an ONNX file: row-major float32. */
export interface FloatConstant {
  shape: number[];
  data: Float32Array;
}

const FLOAT32 = 1; // in TensorProto.DataType
const decoder = new TextDecoder();

/**
 * Reads the float32 constants of an ONNX file: those of its Constant nodes, by the names of their outputs, branches of
 * If nodes included. Field numbers are those of onnx.proto. Initializers, other types, and constants that are not
 * stored as raw bytes are skipped.
 *
 * @throws {RangeError} if the bytes are not those of an ONNX file
 */
export function readConstants(model: Uint8Array): Map<string, FloatConstant> {
  const constants = new Map<string, FloatConstant>();
  for (const graph of messages(model, 7)) collectConstants(graph, constants);
  return constants;
}

function collectConstants(graph: Uint8Array, constants: Map<string, FloatConstant>): void {
  for (const node of messages(graph, 1)) {
    const output = messages(node, 2)[0];
    for (const attribute of messages(node, 5)) {
      for (const tensor of messages(attribute, 5)) {
        const constant = readTensor(tensor);
        if (constant && output) constants.set(decoder.decode(output), constant);
      }
      for (const branch of messages(attribute, 6)) collectConstants(branch, constants);
    }
  }
}

function readTensor(tensor: Uint8Array): FloatConstant | null {
  const shape: number[] = [];
  let raw: Uint8Array | null = null;
  for (const { field, value } of fields(tensor)) {
    if (field === 1 && typeof value === "number") shape.push(value);
    if (field === 2 && value !== FLOAT32) return null;
    if (field === 9 && typeof value !== "number") raw = value;
  }
  const count = shape.reduce((product, n) => product * n, 1);
  return raw?.length === 4 * count ? { shape, data: new Float32Array(raw.slice().buffer) } : null;
}

/** Returns the values of a field that are messages, strings or bytes. */
export function messages(bytes: Uint8Array, wanted: number): Uint8Array[] {
  return fields(bytes).flatMap(({ field, value }) => field === wanted && typeof value !== "number" ? [value] : []);
}

/** Parses the wire format of Protocol Buffers, one level deep. */
function fields(bytes: Uint8Array): { field: number; value: number | Uint8Array }[] {
  const parsed: { field: number; value: number | Uint8Array }[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      if (at >= bytes.length) throw new RangeError("these are not the bytes of an ONNX file: they end within a number");
      const byte = bytes[at++];
      value += (byte & 127) * scale; // not exact above 2^53, which no field needs
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const wire = key % 8;
    if (wire === 0) {
      parsed.push({ field: Math.floor(key / 8), value: varint() });
      continue;
    }
    const length = wire === 2 ? varint() : wire === 5 ? 4 : wire === 1 ? 8 : NaN;
    if (!(at + length <= bytes.length)) {
      throw new RangeError(`these are not the bytes of an ONNX file: a field of wire type ${wire} at byte ${at}`);
    }
    parsed.push({ field: Math.floor(key / 8), value: bytes.subarray(at, at + length) });
    at += length;
  }
  return parsed;
}
