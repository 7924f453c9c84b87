import { ModelError } from "../../src/core/errors.ts";
import type { Checkpoint, CheckpointTensor } from "../models/tensors.ts";

const HEAD_SIZE = 64; // values: the same in every Whisper model

/** The sizes of a Whisper model, with the names of openai/whisper model.py. */
export interface ModelDimensions {
  nMels: number;
  nAudioCtx: number;
  nAudioState: number;
  nAudioHead: number;
  nAudioLayer: number;
  nVocab: number;
  nTextCtx: number;
  nTextState: number;
  nTextHead: number;
  nTextLayer: number;
}

/**
 * Reads the sizes of a model from the shapes of its tensors.
 *
 * @throws {ModelError} if a tensor is missing or has another rank than in every Whisper model
 */
export function modelDimensions({ tensors }: Checkpoint): ModelDimensions {
  const [nAudioState, nMels] = shapeOf(tensors, "encoder/conv1/weight", 3);
  const [nAudioCtx] = shapeOf(tensors, "encoder/position_encodings/encodings", 2);
  const [nVocab, nTextState] = shapeOf(tensors, "decoder/embeddings/weight", 2);
  const [nTextCtx] = shapeOf(tensors, "decoder/position_encodings/encodings", 2);
  return {
    nMels,
    nAudioCtx,
    nAudioState,
    nAudioHead: headCount(tensors, "encoder", nAudioState),
    nAudioLayer: layerCount(tensors, "encoder"),
    nVocab,
    nTextCtx,
    nTextState,
    nTextHead: headCount(tensors, "decoder", nTextState),
    nTextLayer: layerCount(tensors, "decoder"),
  };
}

function shapeOf(tensors: Map<string, CheckpointTensor>, name: string, rank: number): number[] {
  const shape = tensors.get(name)?.shape;
  if (shape?.length !== rank) {
    throw new ModelError(
      `the model's tensor ${name} has shape [${shape ?? "missing"}]: it must have ${rank} dimensions`,
    );
  }
  return shape;
}

function layerCount(tensors: Map<string, CheckpointTensor>, part: "encoder" | "decoder"): number {
  let n = 0;
  while (tensors.has(`${part}/layer_${n}/ffn/linear_0/weight`)) n++;
  if (n === 0) throw new ModelError(`the model has no layers of the ${part}`);
  return n;
}

function headCount(tensors: Map<string, CheckpointTensor>, part: "encoder" | "decoder", nState: number): number {
  const stored = tensors.get(`${part}/num_heads`);
  const n = stored?.dtype === "int16" ? stored.bytes[0] | stored.bytes[1] << 8 : nState / HEAD_SIZE;
  if (!Number.isInteger(n) || n < 1 || nState % n !== 0) {
    throw new ModelError(
      `the ${part} has ${n} heads for a width of ${nState}: the width must be a multiple of the heads`,
    );
  }
  return n;
}

/** The special tokens that the decoding rules need; a `WhisperTokenizer` has them all. */
export interface SpecialTokens {
  endOfText: number;
  startOfTranscript: number;
  noSpeech: number;
  /** The token of 0.00 s, the first of 1501 timestamp tokens. */
  timestampBegin: number;
  isMultilingual: boolean;
  languageTokens: ReadonlyMap<string, number>;
}
