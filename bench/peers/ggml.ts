import { readCTranslate2 } from "../../ml/models/ctranslate2.ts";
import { N_BINS } from "../../ml/audio/fft.ts";
import { melFilters } from "../../ml/audio/mel_filters.ts";
import { modelDimensions } from "../../ml/whisper/dimensions.ts";
import { WhisperTokenizer } from "../../ml/whisper/tokenizer.ts";
import { openaiWeights, type Weight } from "./weights.ts";

const MAGIC = 0x67676d6c; // "ggml"
const QUANTIZATION_VERSION = 2; // ggml's, times 1000 in the header's file type
const BLOCK = 32; // values that share a scale and a minimum

/** ggml's numbers for the types of tensors and of whole files. */
const TYPES = {
  f32: { tensor: 0, file: 0 },
  f16: { tensor: 1, file: 1 },
  q5_1: { tensor: 7, file: 9 + 1000 * QUANTIZATION_VERSION },
};

/** Matrices that whisper.cpp always reads as float32. */
const ALWAYS_F32 = /positional_embedding$/;

/**
 * Writes a CTranslate2 Whisper as a file for whisper.cpp, as its convert-pt-to-ggml.py and quantize would. Matrices
 * become q5_1, the two convolutions float16, the rest float32.
 *
 * @param folder model.bin, config.json, tokenizer.json
 */
export async function writeGgml(folder: string, path: string, type: "f16" | "q5_1"): Promise<void> {
  const checkpoint = await readCTranslate2(folder);
  const tokenizer = await WhisperTokenizer.load(`${folder}/tokenizer.json`);
  const d = modelDimensions(checkpoint);
  using file = await Deno.open(`${path}.part`, { write: true, create: true, truncate: true });
  const write = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  };
  const sizes = [
    d.nVocab,
    d.nAudioCtx,
    d.nAudioState,
    d.nAudioHead,
    d.nAudioLayer,
    d.nTextCtx,
    d.nTextState,
    d.nTextHead,
  ];
  await write(int32(MAGIC, ...sizes, d.nTextLayer, d.nMels, TYPES[type].file));
  await write(int32(d.nMels, N_BINS));
  await write(new Uint8Array(denseFilters(d.nMels).buffer));
  // Text tokens only: whisper.cpp adds the special tokens itself
  await write(int32(tokenizer.endOfText));
  for (let id = 0; id < tokenizer.endOfText; id++) {
    const bytes = tokenizer.bytes([id]);
    await write(int32(bytes.length));
    await write(bytes);
  }
  for (const weight of openaiWeights(checkpoint)) await write(tensor(weight, type));
  await Deno.rename(`${path}.part`, path);
}

function int32(...values: number[]): Uint8Array {
  return new Uint8Array(Int32Array.from(values).buffer);
}

function denseFilters(nMels: number): Float32Array {
  const { starts, offsets, weights } = melFilters(nMels);
  const dense = new Float32Array(nMels * N_BINS);
  for (let mel = 0; mel < nMels; mel++) {
    dense.set(weights.subarray(offsets[mel], offsets[mel + 1]), mel * N_BINS + starts[mel]);
  }
  return dense;
}

/** Writes the header and the values of a tensor; ggml lists dimensions from the innermost. */
function tensor({ name, shape, data }: Weight, matrixType: "f16" | "q5_1"): Uint8Array {
  // ggml stores the biases of convolutions as columns
  const dims = /conv\d\.bias$/.test(name) ? [shape[0], 1] : shape;
  const type = shape.length === 3 ? "f16" : shape.length === 2 && !ALWAYS_F32.test(name) ? matrixType : "f32";
  const title = new TextEncoder().encode(name);
  const head = int32(dims.length, title.length, TYPES[type].tensor, ...dims.toReversed());
  const values = type === "q5_1" ? q5_1(data) : type === "f16" ? Float16Array.from(data) : data;
  const body = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const all = new Uint8Array(head.length + title.length + body.length);
  all.set(head);
  all.set(title, head.length);
  all.set(body, head.length + title.length);
  return all;
}

/**
 * Quantizes as ggml's quantize_row_q5_1_ref: for each 32 values a scale and the minimum in float16, then 5 bits a
 * value, all fifth bits first, then the lower four bits.
 *
 * @param data a multiple of 32 values
 */
export function q5_1(data: Float32Array): Uint8Array {
  const blockBytes = 2 + 2 + 4 + BLOCK / 2;
  const out = new Uint8Array(data.length / BLOCK * blockBytes);
  const view = new DataView(out.buffer);
  for (let block = 0; block < data.length / BLOCK; block++) {
    const values = data.subarray(block * BLOCK, (block + 1) * BLOCK);
    const least = values.reduce((a, b) => Math.min(a, b));
    const scale = Math.fround((values.reduce((a, b) => Math.max(a, b)) - least) / 31);
    const inverse = scale ? Math.fround(1 / scale) : 0;
    const at = block * blockBytes;
    view.setFloat16(at, scale, true);
    view.setFloat16(at + 2, least, true);
    let fifths = 0;
    for (let i = 0; i < BLOCK / 2; i++) {
      const low = Math.min(31, Math.floor(Math.fround((values[i] - least) * inverse + 0.5)));
      const high = Math.min(31, Math.floor(Math.fround((values[i + BLOCK / 2] - least) * inverse + 0.5)));
      out[at + 8 + i] = (low & 15) | (high & 15) << 4;
      fifths |= (low >> 4) << i | (high >> 4) << (i + BLOCK / 2);
    }
    view.setUint32(at + 4, fifths >>> 0, true);
  }
  return out;
}
