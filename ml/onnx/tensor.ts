/** Element types and their numbers in ONNX's TensorProto.DataType. */
export const DTYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 } as const;
export type DType = keyof typeof DTYPES;

const ITEM_BYTES: Record<DType, number> = { float32: 4, uint8: 1, int8: 1, int32: 4, int64: 8, bool: 1, float16: 2 };

/** A constant of a graph: row-major, little-endian. */
export interface ConstantTensor {
  dtype: DType;
  shape: number[];
  bytes: Uint8Array;
}

function elementCount(shape: number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** @throws {RangeError} if the number of bytes does not match the shape */
export function tensor(dtype: DType, shape: number[], data: ArrayBufferView): ConstantTensor {
  const wanted = elementCount(shape) * ITEM_BYTES[dtype];
  if (data.byteLength !== wanted) {
    throw new RangeError(
      `a ${dtype} tensor of shape [${shape}] was given ${data.byteLength} bytes: it must be ${wanted}`,
    );
  }
  return { dtype, shape, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** A vector of int64, ONNX's type for shapes, axes and indices. */
export function int64s(...values: number[]): ConstantTensor {
  return tensor("int64", [values.length], BigInt64Array.from(values, BigInt));
}

export function int64(value: number): ConstantTensor {
  return tensor("int64", [], BigInt64Array.of(BigInt(value)));
}

export function float32(value: number): ConstantTensor {
  return tensor("float32", [], Float32Array.of(value));
}

export function bool(value: boolean): ConstantTensor {
  return tensor("bool", [], Uint8Array.of(value ? 1 : 0));
}
