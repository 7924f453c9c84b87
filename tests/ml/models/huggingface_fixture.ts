import type { CheckpointConfig } from "../../../ml/models/tensors.ts";
import { readCTranslate2 } from "../../../ml/models/ctranslate2.ts";
import { floatTensor } from "../../../ml/models/tensors.ts";
import { type ModelDimensions, modelDimensions } from "../../../ml/whisper/dimensions.ts";
import type { Floats } from "../whisper/graphs/tiny_checkpoint.ts";

export type FileType = "F32" | "F16" | "BF16";

export interface HuggingFaceModel {
  weights: Floats;
  dimensions: ModelDimensions;
  config: CheckpointConfig;
}

/** A CTranslate2 model's weights as floats. */
export function readFloats(folder: string): HuggingFaceModel {
  const checkpoint = readCTranslate2(folder);
  const weights: Floats = new Map();
  for (const [name, { shape }] of checkpoint.tensors) {
    if (shape.length > 0) weights.set(name, floatTensor(checkpoint.tensors, name));
  }
  return { weights, dimensions: modelDimensions(checkpoint), config: checkpoint.config };
}

/** Sets the bias of the keys to zero: Whisper has none, and Hugging Face's files leave it out. */
export function withoutKeyBias(weights: Floats): Floats {
  for (const [name, { data }] of weights) {
    const n = data.length;
    if (name.endsWith("self_attention/linear_0/bias")) data.fill(0, n / 3, n * 2 / 3);
    if (name.endsWith("/attention/linear_1/bias")) data.fill(0, 0, n / 2);
  }
  return weights;
}

/** Writes the weights, config.json and generation_config.json of a Hugging Face folder, without a tokenizer. */
export async function writeHuggingFace(
  folder: string,
  { weights, dimensions: d, config }: HuggingFaceModel,
  { type = "F32", shards = 1 }: { type?: FileType; shards?: number } = {},
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const json = (name: string, value: unknown) => Deno.writeTextFile(`${folder}/${name}`, JSON.stringify(value));
  await json("config.json", {
    model_type: "whisper",
    activation_function: "gelu",
    vocab_size: d.nVocab,
    num_mel_bins: d.nMels,
    d_model: d.nTextState,
    encoder_layers: d.nAudioLayer,
    encoder_attention_heads: d.nAudioHead,
    decoder_layers: d.nTextLayer,
    decoder_attention_heads: d.nTextHead,
    max_source_positions: d.nAudioCtx,
    max_target_positions: d.nTextCtx,
    suppress_tokens: [1],
  });
  await json("generation_config.json", {
    alignment_heads: config.alignmentHeads.length > 0 ? config.alignmentHeads : null,
    suppress_tokens: config.suppressIds,
    begin_suppress_tokens: config.suppressIdsBegin,
    lang_to_id: Object.fromEntries(config.languageIds.map((id, i) => [`<|${i}|>`, id])),
  });
  const tensors = [...huggingFaceTensors(weights, d)];
  if (shards === 1) {
    await writeSafetensors(`${folder}/model.safetensors`, tensors, type);
    return;
  }
  const map: Record<string, string> = {};
  for (let i = 0; i < shards; i++) {
    const own = tensors.filter((_, at) => at % shards === i);
    const file = `model-0000${i + 1}-of-0000${shards}.safetensors`;
    await writeSafetensors(`${folder}/${file}`, own, type);
    for (const [name] of own) map[name] = file;
  }
  await json("model.safetensors.index.json", { metadata: { total_size: 0 }, weight_map: map });
}

type Tensor = [name: string, shape: number[], data: Float32Array];

function* huggingFaceTensors(weights: Floats, d: ModelDimensions): Generator<Tensor> {
  const part = (from: string, to: string, index = 0, of = 1): Tensor => {
    const { shape: [rows, ...rest], data } = weights.get(from)!;
    const size = data.length / of;
    return [to, [rows / of, ...rest], data.subarray(index * size, (index + 1) * size)];
  };
  const both = (
    from: string,
    to: string,
  ) => [part(`${from}/weight`, `${to}.weight`), part(`${from}/bias`, `${to}.bias`)];
  const norm = (
    from: string,
    to: string,
  ) => [part(`${from}/gamma`, `${to}.weight`), part(`${from}/beta`, `${to}.bias`)];
  const split = (from: string, to: string, letters: string[]) =>
    letters.flatMap((letter, i) => {
      const own = [part(`${from}/weight`, `${to}.${letter}_proj.weight`, i, letters.length)];
      if (letter !== "k") own.push(part(`${from}/bias`, `${to}.${letter}_proj.bias`, i, letters.length));
      return own;
    });
  yield* both("encoder/conv1", "model.encoder.conv1");
  yield* both("encoder/conv2", "model.encoder.conv2");
  yield part("decoder/embeddings/weight", "model.decoder.embed_tokens.weight");
  for (const [side, layers] of [["encoder", d.nAudioLayer], ["decoder", d.nTextLayer]] as const) {
    yield part(`${side}/position_encodings/encodings`, `model.${side}.embed_positions.weight`);
    yield* norm(`${side}/layer_norm`, `model.${side}.layer_norm`);
    for (let i = 0; i < layers; i++) {
      const [from, to] = [`${side}/layer_${i}`, `model.${side}.layers.${i}`];
      yield* norm(`${from}/self_attention/layer_norm`, `${to}.self_attn_layer_norm`);
      yield* split(`${from}/self_attention/linear_0`, `${to}.self_attn`, ["q", "k", "v"]);
      yield* both(`${from}/self_attention/linear_1`, `${to}.self_attn.out_proj`);
      if (side === "decoder") {
        yield* norm(`${from}/attention/layer_norm`, `${to}.encoder_attn_layer_norm`);
        yield* both(`${from}/attention/linear_0`, `${to}.encoder_attn.q_proj`);
        yield* split(`${from}/attention/linear_1`, `${to}.encoder_attn`, ["k", "v"]);
        yield* both(`${from}/attention/linear_2`, `${to}.encoder_attn.out_proj`);
      }
      yield* norm(`${from}/ffn/layer_norm`, `${to}.final_layer_norm`);
      yield* both(`${from}/ffn/linear_0`, `${to}.fc1`);
      yield* both(`${from}/ffn/linear_1`, `${to}.fc2`);
    }
  }
}

/** Writes values as F32, F16 or BF16 (rounded to even). */
export function bytesOf(data: Float32Array, type: FileType): Uint8Array<ArrayBuffer> {
  if (type === "F32") return new Uint8Array(data.slice().buffer);
  if (type === "F16") return new Uint8Array(new Float16Array(data).buffer);
  const bits = new Uint32Array(data.slice().buffer);
  return new Uint8Array(Uint16Array.from(bits, (b) => (b + 0x7fff + (b >>> 16 & 1)) >>> 16).buffer);
}

export async function writeSafetensors(path: string, tensors: Tensor[], type: FileType): Promise<void> {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let at = 0;
  for (const [name, shape, { length }] of tensors) {
    const end = at + length * (type === "F32" ? 4 : 2);
    header[name] = { dtype: type, shape, data_offsets: [at, end] };
    at = end;
  }
  await writeRaw(
    path,
    header,
    function* () {
      for (const [, , data] of tensors) yield bytesOf(data, type);
    }(),
  );
}

/** A file with any header, padded to 8 bytes as the format's own writers do it. */
export async function writeRaw(path: string, header: unknown, parts: Iterable<Uint8Array>): Promise<void> {
  const text = JSON.stringify(header);
  const bytes = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  for (const part of [new Uint8Array(BigUint64Array.of(BigInt(bytes.length)).buffer), bytes, ...parts]) {
    for (let done = 0; done < part.length;) done += file.writeSync(part.subarray(done));
  }
}
