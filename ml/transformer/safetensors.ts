/**
 * The safetensors file format for weights: the length of a JSON text in 8 bytes, the JSON, which gives each tensor's
 * type, shape and place, and then the values one after another. Python's `safetensors.torch.load_file` reads these
 * files.
 */

/** Numbers with a shape. */
export interface StoredTensor {
  shape: readonly number[];
  data: Float32Array;
}

export interface StoredTensors {
  tensors: Map<string, StoredTensor>;
  /** Texts stored with the tensors. */
  metadata: Record<string, string>;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [start: number, end: number];
}

const LENGTH_BYTES = 8;

/** @param half 2 bytes per number instead of 4: enough to use a model, not to continue its training */
export function writeSafetensors({ tensors, metadata }: StoredTensors, { half = false } = {}): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const itemBytes = half ? 2 : 4;
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: half ? "F16" : "F32", shape, data_offsets: [end, end + data.length * itemBytes] };
    end += data.length * itemBytes;
  }
  let json = JSON.stringify(header);
  json += " ".repeat(-new TextEncoder().encode(json).length & 7); // so that the values start at a multiple of 8
  const text = new TextEncoder().encode(json);
  const file = new Uint8Array(LENGTH_BYTES + text.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, LENGTH_BYTES);
  let at = LENGTH_BYTES + text.length;
  for (const { data } of tensors.values()) {
    const values = half
      ? new Float16Array(file.buffer, at, data.length)
      : new Float32Array(file.buffer, at, data.length);
    values.set(data);
    at += data.length * itemBytes;
  }
  return file;
}

/** @throws {RangeError} if the file is truncated, damaged, or holds other types than F32 and F16 */
export function readSafetensors(file: Uint8Array): StoredTensors {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = file.length < LENGTH_BYTES ? -1 : Number(view.getBigUint64(0, true));
  if (length < 0 || LENGTH_BYTES + length > file.length) {
    throw new RangeError(`the file of ${file.length} bytes is cut off, or is no safetensors file`);
  }
  const { __metadata__: metadata = {}, ...entries } = parseHeader(file.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(entries as Record<string, Entry>)) {
    const [start, end] = entry.data_offsets.map((offset) => LENGTH_BYTES + length + offset);
    if (end > file.length) {
      throw new RangeError(`the file is cut off: "${name}" ends at ${end} of ${file.length} bytes`);
    }
    const values = decode(entry.dtype, file.slice(start, end).buffer);
    if (values?.length !== entry.shape.reduce((product, n) => product * n, 1)) {
      throw new RangeError(
        `"${name}" of type ${entry.dtype}, shape [${entry.shape}] has ${end - start} bytes: it is damaged`,
      );
    }
    tensors.set(name, { shape: entry.shape, data: values });
  }
  return { tensors, metadata: metadata as Record<string, string> };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new RangeError("the file is no safetensors file: its header is not JSON", { cause });
  }
}

function decode(dtype: string, bytes: ArrayBuffer): Float32Array | undefined {
  if (dtype === "F32") return new Float32Array(bytes);
  if (dtype === "F16") return Float32Array.from(new Uint16Array(bytes), halfToFloat);
}

/** Reads a float16: a sign, 5 bits of exponent, 10 of fraction. Browsers have had Float16Array only since 2025. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
