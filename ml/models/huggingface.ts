import { ModelError } from "../../src/core/errors.ts";
import { readSafetensors, readShards, type Safetensor } from "./safetensors.ts";
import { JsonFile } from "./json_file.ts";
import type { Checkpoint, CheckpointConfig, CheckpointDType, CheckpointTensor } from "./tensors.ts";

export const SINGLE_FILE = "model.safetensors";
export const INDEX_FILE = "model.safetensors.index.json";

/**
 * Reads the folder of a Hugging Face Whisper: model.safetensors, or its shards and model.safetensors.index.json;
 * config.json; generation_config.json if it exists. The tensors get the names and the shapes of CTranslate2's
 * WhisperSpec.
 *
 * @throws {ModelError} if a file or a tensor is missing, cut off, or of another type
 */
export function readHuggingFace(folder: string, { isSharded }: { isSharded: boolean }): Checkpoint {
  const path = `${folder}/${isSharded ? INDEX_FILE : SINGLE_FILE}`;
  const config = JsonFile.read(`${folder}/config.json`);
  checkKind(config);
  const source = new Source(path, isSharded ? readShards(path) : readSafetensors(path));
  const tensors = new Map(whisperTensors(source, config));
  checkSizes(tensors, config);
  return { tensors, config: checkpointConfig(config, JsonFile.readIfExists(`${folder}/generation_config.json`)) };
}

function checkKind({ path, values }: JsonFile): void {
  const supported: [key: string, values: unknown[]][] = [
    ["model_type", ["whisper"]],
    ["activation_function", ["gelu", undefined]],
    ["scale_embedding", [false, undefined]],
    ["tie_word_embeddings", [true, undefined]],
  ];
  for (const [key, allowed] of supported) {
    if (allowed.includes(values[key])) continue;
    throw new ModelError(
      `${path}: ${key} is ${JSON.stringify(values[key] ?? null)}: it must be ${JSON.stringify(allowed[0])}`,
    );
  }
}

/** Finds tensors by the names of transformers, with or without the leading "model.". */
class Source {
  #prefix: string;

  constructor(readonly path: string, readonly tensors: Map<string, Safetensor>) {
    this.#prefix = tensors.has("encoder.conv1.weight") ? "" : "model.";
  }

  get(name: string): Safetensor {
    const full = this.#prefix + name;
    const tensor = this.tensors.get(full);
    if (!tensor) {
      throw new ModelError(
        `${this.path} has no tensor ${JSON.stringify(full)}: it is not a complete Whisper model`,
      );
    }
    void tensor.dtype; // throws for an unsupported type
    return tensor;
  }
}

type NamedTensor = [name: string, tensor: CheckpointTensor];

function* whisperTensors(source: Source, config: JsonFile): Generator<NamedTensor> {
  for (const conv of ["conv1", "conv2"]) yield* linear(source, `encoder.${conv}`, `encoder/${conv}`);
  yield ["decoder/embeddings/weight", source.get("decoder.embed_tokens.weight")];
  for (const part of ["encoder", "decoder"] as const) {
    yield [`${part}/position_encodings/encodings`, source.get(`${part}.embed_positions.weight`)];
    yield [`${part}/num_heads`, int16(config.count(`${part}_attention_heads`))];
    const nLayer = config.count(`${part}_layers`);
    for (let i = 0; i < nLayer; i++) {
      yield* layer(source, `${part}.layers.${i}`, `${part}/layer_${i}`, part === "decoder");
    }
    yield* norm(source, `${part}.layer_norm`, `${part}/layer_norm`);
  }
}

function* layer(source: Source, from: string, to: string, hasCross: boolean): Generator<NamedTensor> {
  yield* norm(source, `${from}.self_attn_layer_norm`, `${to}/self_attention/layer_norm`);
  yield* fused(source, `${from}.self_attn`, ["q_proj", "k_proj", "v_proj"], `${to}/self_attention/linear_0`);
  yield* linear(source, `${from}.self_attn.out_proj`, `${to}/self_attention/linear_1`);
  if (hasCross) {
    yield* norm(source, `${from}.encoder_attn_layer_norm`, `${to}/attention/layer_norm`);
    yield* linear(source, `${from}.encoder_attn.q_proj`, `${to}/attention/linear_0`);
    yield* fused(source, `${from}.encoder_attn`, ["k_proj", "v_proj"], `${to}/attention/linear_1`);
    yield* linear(source, `${from}.encoder_attn.out_proj`, `${to}/attention/linear_2`);
  }
  yield* norm(source, `${from}.final_layer_norm`, `${to}/ffn/layer_norm`);
  yield* linear(source, `${from}.fc1`, `${to}/ffn/linear_0`);
  yield* linear(source, `${from}.fc2`, `${to}/ffn/linear_1`);
}

function* linear(source: Source, from: string, to: string): Generator<NamedTensor> {
  yield [`${to}/weight`, source.get(`${from}.weight`)];
  yield [`${to}/bias`, source.get(`${from}.bias`)];
}

function* norm(source: Source, from: string, to: string): Generator<NamedTensor> {
  yield [`${to}/gamma`, source.get(`${from}.weight`)];
  yield [`${to}/beta`, source.get(`${from}.bias`)];
}

/** Joins the input matrices of an attention, row after row. Whisper's keys have no bias: zeros take its place. */
function* fused(source: Source, from: string, names: string[], to: string): Generator<NamedTensor> {
  const weights = names.map((name) => source.get(`${from}.${name}.weight`));
  yield [`${to}/weight`, new Rows(`${from}.weight`, weights)];
  const biases = names.map((name, i) => name === "k_proj" ? weights[i].shape[0] : source.get(`${from}.${name}.bias`));
  yield [`${to}/bias`, new Rows(`${from}.bias`, biases)];
}

/** Tensors of one type joined along their rows; a number stands for that many rows of zeros. Joined on access. */
class Rows implements CheckpointTensor {
  readonly shape: number[];
  readonly dtype: CheckpointDType;
  #parts: (Safetensor | number)[];

  constructor(name: string, parts: (Safetensor | number)[]) {
    const tensors = parts.filter((part) => typeof part !== "number");
    const [{ dtype, shape: [, ...rest] }] = tensors;
    const isWrong = (part: Safetensor) => part.dtype !== dtype || part.shape.slice(1).join() !== rest.join();
    if (tensors.some(isWrong)) {
      const types = tensors.map((part) => `${part.dtype} [${part.shape}]`).join(", ");
      throw new ModelError(`the parts of ${name} are ${types}: they must be of one type and width`);
    }
    const rows = parts.reduce<number>((sum, part) => sum + (typeof part === "number" ? part : part.shape[0]), 0);
    this.shape = [rows, ...rest];
    this.dtype = dtype;
    this.#parts = parts;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    const rows = this.shape[0];
    const first = this.#parts.find((part) => typeof part !== "number")!;
    const rowBytes = first.byteLength / first.shape[0];
    const all = new Uint8Array(rows * rowBytes);
    let at = 0;
    for (const part of this.#parts) {
      const length = typeof part === "number" ? part * rowBytes : part.byteLength;
      if (typeof part !== "number") part.readInto(all.subarray(at, at + length));
      at += length;
    }
    return all;
  }
}

function int16(value: number): CheckpointTensor {
  return { shape: [], dtype: "int16", bytes: new Uint8Array(Int16Array.of(value).buffer) };
}

/** Checks that config.json and the weights belong to the same model. */
function checkSizes(tensors: Map<string, CheckpointTensor>, { path, values }: JsonFile): void {
  const sizes: [key: string, tensor: string, axis: number][] = [
    ["num_mel_bins", "encoder/conv1/weight", 1],
    ["d_model", "encoder/conv1/weight", 0],
    ["vocab_size", "decoder/embeddings/weight", 0],
    ["max_source_positions", "encoder/position_encodings/encodings", 0],
    ["max_target_positions", "decoder/position_encodings/encodings", 0],
  ];
  for (const [key, name, axis] of sizes) {
    const size = tensors.get(name)!.shape[axis];
    if (values[key] === undefined || values[key] === size) continue;
    throw new ModelError(
      `${path}: ${key} is ${values[key]}, but the weights have ${size}: the files belong to different models`,
    );
  }
}

/** generation_config.json takes precedence; older checkpoints have these settings in config.json. */
function checkpointConfig(config: JsonFile, generation: JsonFile): CheckpointConfig {
  const from = (key: string) => generation.values[key] === undefined ? config : generation;
  return {
    alignmentHeads: from("alignment_heads").heads("alignment_heads"),
    languageIds: Object.values(generation.ids("lang_to_id")),
    suppressIds: from("suppress_tokens").integers("suppress_tokens"),
    suppressIdsBegin: from("begin_suppress_tokens").integers("begin_suppress_tokens"),
  };
}
