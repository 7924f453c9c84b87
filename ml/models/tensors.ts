import { ModelError } from "../../src/core/errors.ts";

/** Bytes of one value. */
export const ITEM_BYTES = { float32: 4, int8: 1, int16: 2, int32: 4, float16: 2, bfloat16: 2 } as const;
export type CheckpointDType = keyof typeof ITEM_BYTES;

/** A tensor of a checkpoint, in the type of its file. */
export interface CheckpointTensor {
  readonly shape: number[];
  readonly dtype: CheckpointDType;
  /** Row-major, little-endian; read from the file on each access, so that a checkpoint takes no memory. */
  readonly bytes: Uint8Array;
}

/** Configuration of a model, from the files beside the weights. */
export interface CheckpointConfig {
  /** Empty if the files name none. */
  alignmentHeads: [layer: number, head: number][];
  languageIds: number[];
  suppressIds: number[];
  suppressIdsBegin: number[];
}

/** Weights by name, with the names of CTranslate2's WhisperSpec. */
export interface Checkpoint {
  tensors: Map<string, CheckpointTensor>;
  config: CheckpointConfig;
}

/**
 * Returns a tensor's values as float32, converted from the type in the file. int8 and int16 weights are divided by
 * their `NAME_scale`: one for each row, or one for all. The values may be the tensor's own bytes: don't write to them.
 *
 * @throws {ModelError} if the tensor is missing, or its type is unsupported
 */
export function floatTensor(
  tensors: Map<string, CheckpointTensor>,
  name: string,
): { shape: number[]; data: Float32Array } {
  const tensor = tensors.get(name);
  if (!tensor) throw new ModelError(`the model has no tensor ${JSON.stringify(name)}`);
  const { shape, dtype } = tensor;
  const { buffer, byteOffset, byteLength } = aligned(tensor.bytes);
  const length = byteLength / ITEM_BYTES[dtype];
  switch (dtype) {
    case "float32":
      return { shape, data: new Float32Array(buffer, byteOffset, length) };
    case "float16":
      return { shape, data: halfToFloat(new Uint16Array(buffer, byteOffset, length)) };
    case "bfloat16":
      return { shape, data: brainToFloat(new Uint16Array(buffer, byteOffset, length)) };
    case "int8":
      return { shape, data: dequantize(new Int8Array(buffer, byteOffset, length), tensors, name) };
    case "int16":
      return { shape, data: dequantize(new Int16Array(buffer, byteOffset, length), tensors, name) };
    default:
      throw new ModelError(
        `the tensor ${JSON.stringify(name)} is of type ${dtype}: weights must be float32, float16, bfloat16, ` +
          `or int8 or int16 with a scale`,
      );
  }
}

/** Copies the bytes if they are not aligned for a typed array. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
}

function dequantize(
  data: Int8Array | Int16Array,
  tensors: Map<string, CheckpointTensor>,
  name: string,
): Float32Array {
  const scales = floatTensor(tensors, `${name}_scale`).data;
  const rowLength = data.length / scales.length;
  if (!Number.isInteger(rowLength)) {
    throw new ModelError(
      `the tensor ${
        JSON.stringify(name)
      } has ${data.length} values and ${scales.length} scales: it must have one for each row`,
    );
  }
  const out = new Float32Array(data.length);
  for (let row = 0, at = 0; row < scales.length; row++) {
    const scale = scales[row];
    for (const end = at + rowLength; at < end; at++) out[at] = data[at] / scale;
  }
  return out;
}

/** The float32 value of each float16 bit pattern. */
let float16Values: Float32Array | null = null;

function halfToFloat(bits: Uint16Array): Float32Array {
  if (!float16Values) {
    const patterns = new Uint16Array(65536);
    for (let i = 0; i < 65536; i++) patterns[i] = i;
    float16Values = Float32Array.from(new Float16Array(patterns.buffer));
  }
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = float16Values[bits[i]];
  return out;
}

/** bfloat16 is the upper half of a float32. */
function brainToFloat(bits: Uint16Array): Float32Array {
  const out = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = bits[i] << 16;
  return new Float32Array(out.buffer);
}
