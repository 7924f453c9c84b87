import { ModelError } from "../../src/core/errors.ts";

/** Bytes of one value. */
export const ITEM_BYTES = { float32: 4, int8: 1, int16: 2, int32: 4, float16: 2, bfloat16: 2 } as const;
export type CheckpointDType = keyof typeof ITEM_BYTES;

/** A tensor as it lies in the file. */
export interface CheckpointTensor {
  readonly shape: number[];
  readonly dtype: CheckpointDType;
  /** Row-major, little-endian; read from the file at each use, so a checkpoint in hand takes no memory. */
  readonly bytes: Uint8Array;
}

/** What the folder says besides the weights. */
export interface CheckpointConfig {
  /** Empty where the folder names none. */
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
 * A tensor's values as float32, whatever the file holds. int8 and int16 weights are divided by their `NAME_scale`: one for
 * each row, or one for all. The values may be the tensor's own bytes: they are not to be written to.
 *
 * @throws {ModelError} if the tensor is missing, or of a type that weights do not have
 */
export function floatTensor(
  tensors: Map<string, CheckpointTensor>,
  name: string,
): { shape: number[]; data: Float32Array } {
  const found = tensors.get(name);
  if (!found) throw new ModelError(`the model has no tensor ${JSON.stringify(name)}`);
  const { shape, dtype } = found;
  const { buffer, byteOffset, byteLength } = aligned(found.bytes);
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

/** Typed arrays want a start that is a multiple of their items; a file does not give one. */
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

let halves: Float32Array | null = null;

function halfToFloat(bits: Uint16Array): Float32Array {
  if (!halves) {
    const every = new Uint16Array(65536);
    for (let i = 0; i < 65536; i++) every[i] = i;
    halves = Float32Array.from(new Float16Array(every.buffer));
  }
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = halves[bits[i]];
  return out;
}

/** bfloat16 is the upper half of a float32. */
function brainToFloat(bits: Uint16Array): Float32Array {
  const out = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = bits[i] << 16;
  return new Float32Array(out.buffer);
}
