import { ModelError } from "../../src/core/errors.ts";

const FORMAT_VERSION = 6;
const DTYPES = ["float32", "int8", "int16", "int32", "float16"] as const;
const ITEM_BYTES = [4, 1, 2, 4, 2];
export type CheckpointDType = typeof DTYPES[number];

/** A tensor as it lies in the file: `bytes` is a view without alignment, row-major, little-endian. */
export interface CheckpointTensor {
  shape: number[];
  dtype: CheckpointDType;
  bytes: Uint8Array;
}

/** config.json beside the weights. */
export interface CheckpointConfig {
  alignmentHeads: [layer: number, head: number][];
  languageIds: number[];
  suppressIds: number[];
  suppressIdsBegin: number[];
}

/** Weights by name. */
export interface Checkpoint {
  tensors: Map<string, CheckpointTensor>;
  config: CheckpointConfig;
}

/**
 * Reads the folder of a CTranslate2 Whisper model: model.bin (format 6) and config.json.
 *
 * @throws {ModelError} if a file is missing, cut off, or of another kind
 */
export async function readCheckpoint(folder: string): Promise<Checkpoint> {
  const [bytes, config] = await Promise.all([readFile(`${folder}/model.bin`), readFile(`${folder}/config.json`)]);
  return { tensors: parseModel(bytes, `${folder}/model.bin`), config: parseConfig(config, `${folder}/config.json`) };
}

async function readFile(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw new ModelError(`${path} could not be read: it must be a file of the model`, { cause });
  }
}

/** @param path for messages only */
export function parseModel(bytes: Uint8Array, path: string): Map<string, CheckpointTensor> {
  const reader = new Reader(bytes, path);
  const version = reader.uint32();
  if (version !== FORMAT_VERSION) {
    throw new ModelError(
      `${path} is of format version ${version}: it must be a CTranslate2 model of version ${FORMAT_VERSION}`,
    );
  }
  const spec = reader.string();
  if (spec !== "WhisperSpec") throw new ModelError(`${path} holds a ${JSON.stringify(spec)}: it must be a WhisperSpec`);
  reader.uint32(); // the revision of the spec
  const tensors = new Map<string, CheckpointTensor>();
  for (let left = reader.uint32(); left > 0; left--) {
    const name = reader.string();
    tensors.set(name, reader.tensor(name));
  }
  for (let left = reader.uint32(); left > 0; left--) {
    const alias = reader.string();
    const name = reader.string();
    const target = tensors.get(name);
    if (!target) throw new ModelError(`${path} has an alias of ${JSON.stringify(name)}, which is not in it`);
    tensors.set(alias, target);
  }
  return tensors;
}

class Reader {
  #at = 0;
  #view: DataView;

  constructor(readonly bytes: Uint8Array, readonly path: string) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** A length of 16 bits that counts the closing zero, then the text. */
  string(): string {
    const length = this.#view.getUint16(this.#take(2), true);
    const at = this.#take(length);
    return new TextDecoder().decode(this.bytes.subarray(at, at + Math.max(0, length - 1)));
  }

  tensor(name: string): CheckpointTensor {
    const rank = this.#view.getUint8(this.#take(1));
    const shape = Array.from({ length: rank }, () => this.uint32());
    const code = this.#view.getUint8(this.#take(1));
    const length = this.uint32();
    const wanted = shape.reduce((product, n) => product * n, ITEM_BYTES[code]);
    if (DTYPES[code] === undefined || wanted !== length) {
      throw new ModelError(
        `${this.path} is damaged: the tensor ${
          JSON.stringify(name)
        } of shape [${shape}], type ${code}, has ${length} bytes`,
      );
    }
    const at = this.#take(length);
    return { shape, dtype: DTYPES[code], bytes: this.bytes.subarray(at, at + length) };
  }

  #take(count: number): number {
    const at = this.#at;
    if (at + count > this.bytes.length) {
      throw new ModelError(
        `${this.path} ends after ${this.bytes.length} bytes, in the middle of its tensors: it is cut off or no CTranslate2 model`,
      );
    }
    this.#at += count;
    return at;
  }
}

function parseConfig(bytes: Uint8Array, path: string): CheckpointConfig {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ModelError(`${path} is not JSON`, { cause });
  }
  const integers = (key: string): number[] => {
    const value = json?.[key] ?? [];
    if (!Array.isArray(value) || !value.every(Number.isInteger)) {
      throw new ModelError(`${path}: ${key} must be a list of whole numbers`);
    }
    return value;
  };
  const heads = (json?.alignment_heads ?? []) as [number, number][];
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isInteger);
  if (!Array.isArray(heads) || !heads.every(isPair)) {
    throw new ModelError(`${path}: alignment_heads must be a list of [layer, head]`);
  }
  return {
    alignmentHeads: heads,
    languageIds: integers("lang_ids"),
    suppressIds: integers("suppress_ids"),
    suppressIdsBegin: integers("suppress_ids_begin"),
  };
}

/**
 * A tensor's values as float32, whatever the file holds. int8 weights are multiplied by their `NAME_scale`.
 *
 * @throws {ModelError} if the tensor is missing
 */
export function floatTensor(
  tensors: Map<string, CheckpointTensor>,
  name: string,
): { shape: number[]; data: Float32Array } {
  const found = tensors.get(name);
  if (!found) throw new ModelError(`the model has no tensor ${JSON.stringify(name)}`);
  const { shape, dtype } = found;
  const bytes = found.bytes.slice(); // typed arrays want an aligned start, which the file does not give
  if (dtype === "float32") return { shape, data: new Float32Array(bytes.buffer) };
  if (dtype === "float16") return { shape, data: halfToFloat(new Uint16Array(bytes.buffer)) };
  if (dtype === "int8") return { shape, data: dequantize(new Int8Array(bytes.buffer), tensors, name) };
  throw new ModelError(`the tensor ${JSON.stringify(name)} is of type ${dtype}: it must be float32, float16 or int8`);
}

function dequantize(data: Int8Array, tensors: Map<string, CheckpointTensor>, name: string): Float32Array {
  const scale = floatTensor(tensors, `${name}_scale`).data;
  const rowLength = data.length / scale.length;
  return Float32Array.from(data, (value, i) => value / scale[Math.floor(i / rowLength)]);
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
