import { ModelError } from "../../src/core/errors.ts";
import { FileBytes } from "./file_bytes.ts";
import { JsonFile } from "./json_file.ts";
import { type Checkpoint, type CheckpointDType, type CheckpointTensor, ITEM_BYTES } from "./tensors.ts";

export { type Checkpoint, type CheckpointTensor, floatTensor } from "./tensors.ts";

const FORMAT_VERSION = 6;
/** Indexed by the format's type codes. */
const DTYPES: CheckpointDType[] = ["float32", "int8", "int16", "int32", "float16", "bfloat16"];
/** Read size for names and shapes, which are stored between the values. */
const WINDOW_BYTES = 4096;

/**
 * Reads the folder of a CTranslate2 Whisper model: model.bin (format 6) and config.json.
 *
 * @throws {ModelError} if a file is missing, cut off, or of another format
 */
export function readCTranslate2(folder: string): Checkpoint {
  const tensors = parseModel(FileBytes.open(`${folder}/model.bin`));
  const config = JsonFile.read(`${folder}/config.json`);
  return {
    tensors,
    config: {
      alignmentHeads: config.heads("alignment_heads"),
      languageIds: config.integers("lang_ids"),
      suppressIds: config.integers("suppress_ids"),
      suppressIdsBegin: config.integers("suppress_ids_begin"),
    },
  };
}

/** Reads names, shapes and offsets; values are read only on access. */
function parseModel(file: FileBytes): Map<string, CheckpointTensor> {
  const reader = new Reader(file);
  const version = reader.uint32();
  if (version !== FORMAT_VERSION) {
    throw new ModelError(
      `${file.path} is of format version ${version}: it must be a CTranslate2 model of version ${FORMAT_VERSION}`,
    );
  }
  const spec = reader.string();
  if (spec !== "WhisperSpec") {
    throw new ModelError(`${file.path} holds a ${JSON.stringify(spec)}: it must be a WhisperSpec`);
  }
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
    if (!target) throw new ModelError(`${file.path} has an alias of ${JSON.stringify(name)}, which is not in it`);
    tensors.set(alias, target);
  }
  return tensors;
}

class FileTensor implements CheckpointTensor {
  #file: FileBytes;
  #at: number;
  #length: number;

  constructor(file: FileBytes, at: number, length: number, readonly shape: number[], readonly dtype: CheckpointDType) {
    this.#file = file;
    this.#at = at;
    this.#length = length;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#file.read(this.#at, this.#length);
  }
}

class Reader {
  #at = 0;
  #window = new DataView(new ArrayBuffer(0));
  #windowAt = 0;

  constructor(readonly file: FileBytes) {}

  uint8(): number {
    return this.#read(1).getUint8(0);
  }

  uint32(): number {
    return this.#read(4).getUint32(0, true);
  }

  /** A string: its length in 16 bits, the final zero included, then the text. */
  string(): string {
    const length = this.#read(2).getUint16(0, true);
    const view = this.#read(length);
    return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset, Math.max(0, length - 1)));
  }

  tensor(name: string): CheckpointTensor {
    const rank = this.uint8();
    const shape = Array.from({ length: rank }, () => this.uint32());
    const code = this.uint8();
    const length = this.uint32();
    const dtype = DTYPES[code];
    if (dtype === undefined || shape.reduce((product, n) => product * n, ITEM_BYTES[dtype]) !== length) {
      throw new ModelError(
        `${this.file.path} is damaged: the tensor ${
          JSON.stringify(name)
        } of shape [${shape}], type ${code}, has ${length} bytes`,
      );
    }
    return new FileTensor(this.file, this.#take(length), length, shape, dtype);
  }

  #read(count: number): DataView {
    const at = this.#take(count);
    const end = this.#windowAt + this.#window.byteLength;
    if (at < this.#windowAt || at + count > end) {
      const length = Math.min(Math.max(WINDOW_BYTES, count), this.file.fileBytes - at);
      this.#window = new DataView(this.file.read(at, length).buffer);
      this.#windowAt = at;
    }
    return new DataView(this.#window.buffer, at - this.#windowAt, count);
  }

  #take(count: number): number {
    const at = this.#at;
    const { path, fileBytes } = this.file;
    if (at + count > fileBytes) {
      throw new ModelError(
        `${path} ends after ${fileBytes} bytes, in the middle of its tensors: it is cut off or no CTranslate2 model`,
      );
    }
    this.#at += count;
    return at;
  }
}
