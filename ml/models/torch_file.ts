import { messageOf, ModelError } from "../../src/core/errors.ts";
import { FileBytes } from "./file_bytes.ts";
import { type PickleGlobal, readPickle } from "./pickle.ts";
import { type CheckpointDType, type CheckpointTensor } from "./tensors.ts";
import { readZipDirectory, type ZipEntry } from "./zip_directory.ts";

/** The classes of storages. Tensors of other types than weights have, such as counts of training steps, are left out. */
const STORAGES: Record<string, { dtype: CheckpointDType | null; itemBytes: number }> = {
  FloatStorage: { dtype: "float32", itemBytes: 4 },
  HalfStorage: { dtype: "float16", itemBytes: 2 },
  BFloat16Storage: { dtype: "bfloat16", itemBytes: 2 },
  DoubleStorage: { dtype: null, itemBytes: 8 },
  LongStorage: { dtype: null, itemBytes: 8 },
  IntStorage: { dtype: null, itemBytes: 4 },
  ByteStorage: { dtype: null, itemBytes: 1 },
  BoolStorage: { dtype: null, itemBytes: 1 },
};
/** The first number of a file of PyTorch before 1.6. */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;
/** A pickle of names, shapes and offsets; those of whole models have less than a megabyte. */
const MOST_PICKLE_BYTES = 64 * 2 ** 20;

/** A part of the file with the values of one or more tensors. */
interface Storage {
  key: string;
  dtype: CheckpointDType | null;
  itemBytes: number;
  /** Values. */
  length: number;
}

/** What the pickle says of a tensor. */
class Tensor {
  constructor(readonly storage: Storage, readonly offset: number, readonly shape: number[]) {}
}

/**
 * Reads the tensors of a pytorch_model.bin: a ZIP file with a pickle (PyTorch from 1.6 on), or pickles with the values
 * behind them (before). The pickle is read as data: it may hold a dict of tensors, and nothing else.
 *
 * @returns the tensors by name; their values are read on access
 * @throws {ModelError} if the file is cut off, damaged, of another format, or holds anything else
 */
export function readTorchFile(path: string): Map<string, CheckpointTensor> {
  const file = FileBytes.open(path);
  try {
    const isZip = file.fileBytes >= 4 && new TextDecoder().decode(file.read(0, 4)) === "PK\x03\x04";
    return isZip ? readZip(file) : readLegacy(file);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError(`${path} could not be read as PyTorch's weights: ${messageOf(error)}`, { cause: error });
  }
}

function readZip(file: FileBytes): Map<string, CheckpointTensor> {
  const entries = readZipDirectory(file);
  const name = [...entries.keys()].find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (!name) throw new RangeError("it is a ZIP file without data.pkl");
  const root = name.slice(0, -"data.pkl".length);
  const entry = entries.get(name)!;
  if (entry.fileBytes > MOST_PICKLE_BYTES) throw new RangeError("its pickle is too large");
  const { value } = readPickle(file.read(entry.at, entry.fileBytes), 0, RULES);
  return tensorsOf(value, (storage) => {
    const data: ZipEntry | undefined = entries.get(`${root}data/${storage.key}`);
    if (!data) throw new RangeError(`the values of storage ${storage.key} are missing`);
    checkLength(storage, data.fileBytes);
    return data.at;
  }, file);
}

/** Four pickles (magic, version, system, tensors), one of the storages' keys, then each storage: length and values. */
function readLegacy(file: FileBytes): Map<string, CheckpointTensor> {
  const bytes = file.read(0, Math.min(file.fileBytes, MOST_PICKLE_BYTES));
  const magic = readPickle(bytes, 0, RULES);
  if (magic.value !== LEGACY_MAGIC) throw new RangeError("it is no file of PyTorch");
  const version = readPickle(bytes, magic.end, RULES);
  const system = readPickle(bytes, version.end, RULES);
  const tensors = readPickle(bytes, system.end, RULES);
  const keys = readPickle(bytes, tensors.end, RULES);
  const storages = new Map(
    tensorsIn(tensors.value).map(([, { storage }]) => [storage.key, storage]),
  );
  const places = new Map<string, number>();
  let at = keys.end;
  for (const key of keys.value as unknown[]) {
    const storage = storages.get(keyText(key));
    if (!storage) throw new RangeError(`no tensor uses the storage ${key}`);
    const length = new DataView(file.read(at, 8).buffer).getBigInt64(0, true);
    if (length !== BigInt(storage.length)) throw new RangeError(`the storage ${key} has another length than it says`);
    places.set(storage.key, at + 8);
    at += 8 + storage.length * storage.itemBytes;
  }
  if (at > file.fileBytes) throw new RangeError(`it ends after ${file.fileBytes} bytes of ${at}: it is cut off`);
  return tensorsOf(tensors.value, ({ key }) => {
    const place = places.get(key);
    if (place === undefined) throw new RangeError(`the values of storage ${key} are missing`);
    return place;
  }, file);
}

const RULES = { call, persistent };

function call({ module, name }: PickleGlobal, args: unknown[]): unknown {
  const callee = `${module}.${name}`;
  if (callee === "collections.OrderedDict" && args.length === 0) return new Map();
  if (callee === "torch._utils._rebuild_tensor_v2") return rebuildTensor(args);
  throw new RangeError(`it wants to call ${callee}, which is no part of weights`);
}

/** @param id ("storage", class, key, device, length), in old files with a view at the end */
function persistent(id: unknown): Storage {
  const [kind, storageClass, key, , length, view] = Array.isArray(id) ? id : [];
  const { module, name } = (storageClass ?? {}) as Partial<PickleGlobal>;
  const type = module === "torch" && Object.hasOwn(STORAGES, name ?? "") ? STORAGES[name!] : undefined;
  if (kind !== "storage" || !isCount(length) || (view ?? null) !== null) throw new RangeError("a storage is damaged");
  if (!type) throw new RangeError(`it has values of ${module}.${name}: they must be of ${Object.keys(STORAGES)}`);
  return { key: keyText(key), ...type, length };
}

/** Lists are refused: nested in themselves, a few bytes of the file would be an endless text. */
function keyText(key: unknown): string {
  if (typeof key === "string" || typeof key === "number") return String(key); // old files may have numbers
  throw new RangeError("the key of a storage is no text");
}

/** @param args storage, offset, shape, strides, and whether it has a gradient */
function rebuildTensor([storage, offset, shape, strides]: unknown[]): Tensor {
  const sizes = Array.isArray(shape) && shape.every(isCount) ? shape as number[] : null;
  const isStorage = storage !== null && typeof storage === "object" && "itemBytes" in storage;
  if (!isStorage || !isCount(offset) || !sizes || !Array.isArray(strides)) throw new RangeError("a tensor is damaged");
  let step = 1;
  for (let i = sizes.length - 1; i >= 0; i--) {
    if (sizes[i] > 1 && strides[i] !== step) throw new RangeError("a tensor is not stored row by row");
    step *= sizes[i];
  }
  if (offset + step > (storage as Storage).length) throw new RangeError("a tensor is longer than its storage");
  return new Tensor(storage as Storage, offset, sizes);
}

function isCount(n: unknown): n is number {
  return Number.isSafeInteger(n) && (n as number) >= 0;
}

function tensorsIn(value: unknown): [name: string, tensor: Tensor][] {
  if (!(value instanceof Map)) throw new RangeError("it is no dict of tensors");
  return [...value].map(([name, tensor]) => {
    if (typeof name === "string" && tensor instanceof Tensor) return [name, tensor];
    if (typeof name !== "string") throw new RangeError("the name of a tensor is no text");
    throw new RangeError(`${JSON.stringify(name)} is no tensor`);
  });
}

function tensorsOf(
  value: unknown,
  placeOf: (storage: Storage) => number,
  file: FileBytes,
): Map<string, CheckpointTensor> {
  const tensors = new Map<string, CheckpointTensor>();
  for (const [name, { storage, offset, shape }] of tensorsIn(value)) {
    const { dtype, itemBytes } = storage;
    if (dtype === null) continue;
    const at = placeOf(storage) + offset * itemBytes;
    const length = shape.reduce((product, n) => product * n, itemBytes);
    tensors.set(name, {
      shape,
      dtype,
      get bytes() {
        return file.read(at, length);
      },
    });
  }
  return tensors;
}

function checkLength({ key, itemBytes, length }: Storage, fileBytes: number): void {
  if (length * itemBytes <= fileBytes) return;
  throw new RangeError(`the storage ${key} has ${fileBytes} bytes: it must have ${length * itemBytes}`);
}
