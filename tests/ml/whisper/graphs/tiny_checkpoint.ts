import { uniformNumbers } from "../../../../ml/whisper/decoding/random.ts";
import type { ModelDimensions, SpecialTokens } from "../../../../ml/whisper/dimensions.ts";

/** A Whisper of a few thousand weights, to compare graphs with a plain computation. */
export const TINY: ModelDimensions = {
  nMels: 4,
  nAudioCtx: 12,
  nAudioState: 32,
  nAudioHead: 2,
  nAudioLayer: 2,
  nVocab: 72,
  nTextCtx: 24,
  nTextState: 32,
  nTextHead: 2,
  nTextLayer: 3,
};

export const TINY_TOKENS: SpecialTokens = {
  endOfText: 40,
  startOfTranscript: 41,
  noSpeech: 46,
  timestampBegin: 48,
  isMultilingual: true,
  languageTokens: new Map([["en", 42], ["es", 43]]),
};

export const TINY_CONFIG = {
  alignment_heads: [[0, 1], [1, 0], [1, 1]],
  lang_ids: [42, 43],
  suppress_ids: [3, 4, 41, 44, 45],
  suppress_ids_begin: [5, 40],
};

export type Floats = Map<string, { shape: number[]; data: Float32Array }>;

/** Random weights, the same every time. */
export function tinyWeights(d: ModelDimensions = TINY): Floats {
  const weights: Floats = new Map();
  let seed = 1;
  const add = (name: string, shape: number[], scale: number, offset = 0) => {
    const size = shape.reduce((a, b) => a * b, 1);
    weights.set(name, { shape, data: uniformNumbers(seed++, size).map((u) => (u - 0.5) * 2 * scale + offset) });
  };
  const linear = (name: string, rows: number, columns: number) => {
    add(`${name}/weight`, [rows, columns], 1.5 / Math.sqrt(columns));
    add(`${name}/bias`, [rows], 0.1);
  };
  const norm = (name: string, n: number) => {
    add(`${name}/gamma`, [n], 0.2, 1);
    add(`${name}/beta`, [n], 0.1);
  };
  const a = d.nAudioState;
  add("encoder/conv1/weight", [a, d.nMels, 3], 0.4);
  add("encoder/conv1/bias", [a], 0.1);
  add("encoder/conv2/weight", [a, a, 3], 0.15);
  add("encoder/conv2/bias", [a], 0.1);
  add("encoder/position_encodings/encodings", [d.nAudioCtx, a], 1);
  for (const [part, layers, n] of [["encoder", d.nAudioLayer, a], ["decoder", d.nTextLayer, d.nTextState]] as const) {
    for (let i = 0; i < layers; i++) {
      const layer = `${part}/layer_${i}`;
      norm(`${layer}/self_attention/layer_norm`, n);
      linear(`${layer}/self_attention/linear_0`, 3 * n, n);
      linear(`${layer}/self_attention/linear_1`, n, n);
      if (part === "decoder") {
        norm(`${layer}/attention/layer_norm`, n);
        linear(`${layer}/attention/linear_0`, n, n);
        linear(`${layer}/attention/linear_1`, 2 * n, a);
        linear(`${layer}/attention/linear_2`, n, n);
      }
      norm(`${layer}/ffn/layer_norm`, n);
      linear(`${layer}/ffn/linear_0`, 4 * n, n);
      linear(`${layer}/ffn/linear_1`, n, 4 * n);
    }
    norm(`${part}/layer_norm`, n);
  }
  add("decoder/embeddings/weight", [d.nVocab, d.nTextState], 1);
  add("decoder/position_encodings/encodings", [d.nTextCtx, d.nTextState], 1);
  return weights;
}

/** The bytes of a model.bin. */
export function checkpointBytes(weights: Floats, d: ModelDimensions = TINY): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const number = (bytes: number, value: number) => {
    const part = new Uint8Array(bytes);
    for (let i = 0; i < bytes; i++) part[i] = value >>> 8 * i;
    parts.push(part);
  };
  const text = (value: string) => {
    const bytes = new TextEncoder().encode(`${value}\0`);
    number(2, bytes.length);
    parts.push(bytes);
  };
  const tensor = (name: string, shape: number[], dtype: number, bytes: Uint8Array) => {
    text(name);
    number(1, shape.length);
    shape.forEach((n) => number(4, n));
    number(1, dtype);
    number(4, bytes.length);
    parts.push(bytes);
  };
  number(4, 6);
  text("WhisperSpec");
  number(4, 3);
  number(4, weights.size + 2);
  for (const [name, { shape, data }] of weights) tensor(name, shape, 0, new Uint8Array(data.buffer));
  tensor("encoder/num_heads", [], 2, Uint8Array.of(d.nAudioHead, 0));
  tensor("decoder/num_heads", [], 2, Uint8Array.of(d.nTextHead, 0));
  number(4, 1);
  text("decoder/projection/weight");
  text("decoder/embeddings/weight");
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Writes a model folder with weights and settings. */
export async function writeTinyModel(folder: string): Promise<void> {
  await Deno.writeFile(`${folder}/model.bin`, checkpointBytes(tinyWeights()));
  await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify(TINY_CONFIG));
  await Deno.writeTextFile(`${folder}/tokenizer.json`, "{}");
}
