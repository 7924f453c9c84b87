import { messageOf, ModelError } from "../../src/core/errors.ts";
import { FileBytes } from "./file_bytes.ts";
import { type CheckpointDType, type CheckpointTensor, ITEM_BYTES } from "./tensors.ts";

/** Supported types, by the format's names. */
const DTYPES: Record<string, CheckpointDType> = { F32: "float32", F16: "float16", BF16: "bfloat16" };
/** The format's own limit of a header. */
const MOST_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;

/**
 * Where a tensor lies. The type stands as the file has it: one that can't be read matters only if the tensor is wanted.
 */
interface Entry {
  dtype: string;
  shape: number[];
  /** Of the first byte and after the last, from the end of the header. */
  data_offsets: [start: number, end: number];
}

/** A tensor of a safetensors file; its bytes are read on access. */
export class Safetensor implements CheckpointTensor {
  readonly shape: number[];
  #file: FileBytes;
  #at: number;
  #name: string;
  #type: string;
  readonly byteLength: number;

  constructor(file: FileBytes, name: string, { dtype, shape, data_offsets: [start, end] }: Entry, dataAt: number) {
    this.#file = file;
    this.#name = name;
    this.#type = dtype;
    this.#at = dataAt + start;
    this.shape = shape;
    this.byteLength = end - start;
  }

  /** @throws {ModelError} if the file holds another type than float32, float16 or bfloat16 */
  get dtype(): CheckpointDType {
    const dtype = DTYPES[this.#type];
    if (dtype) return dtype;
    throw new ModelError(
      `the tensor ${JSON.stringify(this.#name)} of ${this.#file.path} is of type ${this.#type}: ` +
        `it must be ${Object.keys(DTYPES).join(", ")}`,
    );
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#file.read(this.#at, this.byteLength);
  }

  readInto(bytes: Uint8Array): void {
    this.#file.readInto(bytes, this.#at);
  }
}

/**
 * Reads the header of a safetensors file; values are read only on access.
 *
 * @throws {ModelError} if the file is cut off, damaged or of another format
 */
export function readSafetensors(path: string): Map<string, Safetensor> {
  const file = FileBytes.open(path);
  const { header, dataAt } = readHeader(file);
  const tensors = new Map<string, Safetensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    checkEntry(file, name, entry, dataAt);
    tensors.set(name, new Safetensor(file, name, entry, dataAt));
  }
  return tensors;
}

/**
 * Reads the tensors of a sharded checkpoint by its model.safetensors.index.json, which names the file of each tensor.
 *
 * @throws {ModelError} as `readSafetensors`; if a file or a tensor of the index is missing
 */
export function readShards(indexPath: string): Map<string, Safetensor> {
  const folder = indexPath.slice(0, indexPath.lastIndexOf("/"));
  const fileOf = weightMap(indexPath);
  const shards = new Map<string, Map<string, Safetensor>>();
  for (const name of new Set(fileOf.values())) shards.set(name, readSafetensors(`${folder}/${name}`));
  const tensors = new Map<string, Safetensor>();
  for (const [name, file] of fileOf) {
    const tensor = shards.get(file)!.get(name);
    if (!tensor) {
      throw new ModelError(
        `${indexPath} says that ${
          JSON.stringify(name)
        } is in ${file}, which does not have it: the files belong to different checkpoints`,
      );
    }
    tensors.set(name, tensor);
  }
  return tensors;
}

/**
 * Reads the index of a sharded checkpoint: the file of each tensor.
 *
 * @throws {ModelError} if it is not an index, or names a file in another folder
 */
export function weightMap(indexPath: string): Map<string, string> {
  let map: Record<string, string>;
  try {
    map = JSON.parse(Deno.readTextFileSync(indexPath)).weight_map;
  } catch (cause) {
    throw new ModelError(`${indexPath} could not be read as JSON: ${messageOf(cause)}`, { cause });
  }
  const files = Object.values(map ?? {});
  if (files.length === 0) throw new ModelError(`${indexPath} names no tensors: it must have a weight_map`);
  const wrong = files.find((file) => typeof file !== "string" || !/^[\w-][\w.-]*\.safetensors$/.test(file));
  if (wrong !== undefined) {
    throw new ModelError(`${indexPath} names the file ${JSON.stringify(wrong)}: it must be a .safetensors beside it`);
  }
  return new Map(Object.entries(map));
}

function readHeader(file: FileBytes): { header: Record<string, Entry>; dataAt: number } {
  const { path, fileBytes } = file;
  if (fileBytes < LENGTH_BYTES) throw new ModelError(`${path} has ${fileBytes} bytes: it is cut off`);
  const start = file.read(0, LENGTH_BYTES);
  if (new TextDecoder().decode(start) === "version ") {
    throw new ModelError(`${path} is a pointer of Git LFS, not the weights: fetch them with git lfs pull`);
  }
  const length = Number(new DataView(start.buffer).getBigUint64(0, true));
  if (length > MOST_HEADER_BYTES) throw foreign(path, `its header would have ${length} bytes`);
  const dataAt = LENGTH_BYTES + length;
  if (dataAt > fileBytes) {
    throw new ModelError(
      `${path} ends after ${fileBytes} bytes, within its header of ${length}: it is cut off or no safetensors file`,
    );
  }
  try {
    const header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(file.read(LENGTH_BYTES, length)));
    if (typeof header !== "object" || header === null || Array.isArray(header)) throw new TypeError("no object");
    return { header, dataAt };
  } catch (cause) {
    throw foreign(path, "its header is not JSON", cause);
  }
}

function foreign(path: string, reason: string, cause?: unknown): ModelError {
  return new ModelError(`${path} is no safetensors file: ${reason}`, { cause });
}

function checkEntry({ path, fileBytes }: FileBytes, name: string, entry: Entry, dataAt: number): void {
  const isSize = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
  const { dtype, shape, data_offsets: offsets } = entry ?? {};
  const isEntry = typeof dtype === "string" && Array.isArray(shape) && shape.every(isSize) &&
    Array.isArray(offsets) && offsets.length === 2 && offsets.every(isSize) && offsets[0] <= offsets[1];
  if (!isEntry) throw foreign(path, `the entry of ${JSON.stringify(name)} has no type, shape and place`);
  const length = offsets[1] - offsets[0];
  if (dataAt + offsets[1] > fileBytes) {
    throw new ModelError(
      `${path} ends after ${fileBytes} bytes: the tensor ${JSON.stringify(name)} ends at ${
        dataAt + offsets[1]
      }. It is cut off`,
    );
  }
  const known = DTYPES[dtype];
  if (known && shape.reduce((product, n) => product * n, ITEM_BYTES[known]) !== length) {
    throw new ModelError(
      `${path} is damaged: the tensor ${JSON.stringify(name)} of shape [${shape}], type ${dtype}, has ${length} bytes`,
    );
  }
}
