import { ModelError } from "../../../src/core/errors.ts";
import { JsonFile } from "../../models/json_file.ts";
import { readSafetensors } from "../../models/safetensors.ts";
import { type CheckpointTensor, floatTensor } from "../../models/tensors.ts";
import { readTorchFile } from "../../models/torch_file.ts";

export interface MarianDimensions {
  /** Of a token's vector. */
  nState: number;
  nVocab: number;
  /** The most tokens of a text, with its end. */
  nPositions: number;
  encoderLayers: number;
  decoderLayers: number;
  encoderHeads: number;
  decoderHeads: number;
  /** What embeddings are multiplied by. */
  embeddingScale: number;
}

/** A Marian model of Helsinki-NLP, as transformers stores it. */
export interface MarianCheckpoint {
  dimensions: MarianDimensions;
  endId: number;
  /** Fills up shorter texts, and starts a translation. */
  startId: number;
  /** Never written. */
  forbiddenIds: number[];
  /** A tensor's values by the name that transformers has for it. @throws {ModelError} if it is missing */
  float(name: string): { shape: number[]; data: Float32Array };
}

/** Fewer leave no room for a text beside its end and the token of its language. */
const FEWEST_POSITIONS = 8;

/** What the models of Helsinki-NLP have in common. Other values would need another graph. */
const SUPPORTED: [key: string, allowed: unknown[]][] = [
  ["model_type", ["marian"]],
  ["activation_function", ["swish", "silu"]],
  ["static_position_embeddings", [true, undefined]],
  ["normalize_before", [false, undefined]],
  ["normalize_embedding", [false, undefined]],
  ["share_encoder_decoder_embeddings", [true, undefined]],
];

/**
 * Opens the folder of a checkpoint: config.json, generation_config.json if it exists, and model.safetensors or
 * pytorch_model.bin.
 *
 * @throws {ModelError} if a file is missing or damaged, or it is another kind of model
 */
export function openMarian(folder: string): MarianCheckpoint {
  const config = JsonFile.read(`${folder}/config.json`);
  const { path, values } = config;
  for (const [key, allowed] of SUPPORTED) {
    if (allowed.includes(values[key])) continue;
    throw new ModelError(
      `${path}: ${key} is ${JSON.stringify(values[key] ?? null)}: it must be ${JSON.stringify(allowed[0])}`,
    );
  }
  const nPositions = config.count("max_position_embeddings");
  if (nPositions < FEWEST_POSITIONS) {
    throw new ModelError(
      `${path}: max_position_embeddings is ${nPositions}: it must be at least ${FEWEST_POSITIONS}`,
    );
  }
  const tensors = readWeights(folder);
  const nState = config.count("d_model");
  const embeddings = tensors.get("model.shared.weight");
  const nVocab = config.count("vocab_size");
  if (embeddings?.shape.join() !== `${nVocab},${nState}`) {
    throw new ModelError(
      `${path} has ${nVocab} tokens of ${nState} numbers, but the weights have ${embeddings?.shape ?? "none"}: ` +
        "the files belong to different models",
    );
  }
  const generation = JsonFile.readIfExists(`${folder}/generation_config.json`);
  const setting = (key: string) => generation.values[key] ?? values[key];
  const id = (key: string, from: unknown = setting(key)) => {
    if (Number.isInteger(from) && (from as number) >= 0 && (from as number) < nVocab) return from as number;
    throw new ModelError(`${path}: ${key} is ${JSON.stringify(from ?? null)}: it must be a token below ${nVocab}`);
  };
  const words = setting("bad_words_ids") ?? [];
  if (!Array.isArray(words)) throw new ModelError(`${path}: bad_words_ids must be a list`);
  return {
    dimensions: {
      nState,
      nVocab,
      nPositions,
      encoderLayers: config.count("encoder_layers"),
      decoderLayers: config.count("decoder_layers"),
      encoderHeads: config.count("encoder_attention_heads"),
      decoderHeads: config.count("decoder_attention_heads"),
      embeddingScale: values.scale_embedding ? Math.sqrt(nState) : 1,
    },
    endId: id("eos_token_id"),
    startId: id("decoder_start_token_id"),
    forbiddenIds: words.filter((word) => word?.length === 1).map(([word]) => id("bad_words_ids", word)),
    float: (name) => floatTensor(tensors, name),
  };
}

function readWeights(folder: string): Map<string, CheckpointTensor> {
  const isThere = (name: string) => {
    try {
      return Deno.statSync(`${folder}/${name}`).isFile;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  };
  if (isThere("model.safetensors")) return readSafetensors(`${folder}/model.safetensors`);
  return readTorchFile(`${folder}/pytorch_model.bin`);
}
