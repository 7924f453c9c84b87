import { readCTranslate2 } from "../../ml/models/ctranslate2.ts";
import { type ModelDimensions, modelDimensions } from "../../ml/whisper/dimensions.ts";
import { WhisperTokenizer } from "../../ml/whisper/tokenizer.ts";
import { writeSafetensors } from "./safetensors.ts";
import { openaiWeights } from "./weights.ts";

/** From the names of openai/whisper's model.py to those of transformers, applied in this order. */
const RENAMES: [RegExp, string][] = [
  [/^(encoder|decoder)\.blocks\./, "model.$1.layers."],
  [/^(encoder|decoder)\./, "model.$1."],
  [/\.cross_attn_ln\./, ".encoder_attn_layer_norm."],
  [/\.attn_ln\./, ".self_attn_layer_norm."],
  [/\.mlp_ln\./, ".final_layer_norm."],
  [/\.cross_attn\./, ".encoder_attn."],
  [/\.attn\./, ".self_attn."],
  [/_attn\.(query|key|value)\./, "_attn.$1_proj."],
  [/query_proj/, "q_proj"],
  [/key_proj/, "k_proj"],
  [/value_proj/, "v_proj"],
  [/_attn\.out\./, "_attn.out_proj."],
  [/\.mlp\.0\./, ".fc1."],
  [/\.mlp\.2\./, ".fc2."],
  [/\.ln_post\.|\.ln\./, ".layer_norm."],
  [/\.positional_embedding$/, ".embed_positions.weight"],
  [/\.token_embedding\./, ".embed_tokens."],
];

export function huggingFaceName(openaiName: string): string {
  return RENAMES.reduce((name, [pattern, to]) => name.replace(pattern, to), openaiName);
}

/**
 * Writes a CTranslate2 Whisper as a folder for transformers and transformers.js: the weights as float32 safetensors,
 * the configuration, and the tokenizer with the timestamp tokens that CTranslate2's file lacks.
 */
export async function writeHuggingFace(folder: string, to: string): Promise<void> {
  const checkpoint = readCTranslate2(folder);
  const dimensions = modelDimensions(checkpoint);
  const tokenizer = await WhisperTokenizer.load(`${folder}/tokenizer.json`);
  await Deno.mkdir(to, { recursive: true });
  const write = (name: string, value: unknown) => Deno.writeTextFile(`${to}/${name}`, JSON.stringify(value));
  const begin = { eos_token_id: tokenizer.endOfText, decoder_start_token_id: tokenizer.startOfTranscript };
  await write("config.json", {
    ...sizes(dimensions),
    ...begin,
    bos_token_id: tokenizer.endOfText,
    pad_token_id: tokenizer.endOfText,
  });
  await write("generation_config.json", {
    ...begin,
    bos_token_id: tokenizer.endOfText,
    pad_token_id: tokenizer.endOfText,
    alignment_heads: checkpoint.config.alignmentHeads,
    begin_suppress_tokens: checkpoint.config.suppressIdsBegin,
    suppress_tokens: checkpoint.config.suppressIds,
    is_multilingual: tokenizer.isMultilingual,
    lang_to_id: Object.fromEntries([...tokenizer.languageTokens].map(([code, id]) => [`<|${code}|>`, id])),
    task_to_id: { transcribe: tokenizer.transcribe, translate: tokenizer.translate },
    no_timestamps_token_id: tokenizer.noTimestamps,
    max_initial_timestamp_index: 50,
    max_length: dimensions.nTextCtx,
    return_timestamps: false,
  });
  await write("preprocessor_config.json", {
    feature_extractor_type: "WhisperFeatureExtractor",
    processor_class: "WhisperProcessor",
    feature_size: dimensions.nMels,
    ...{
      chunk_length: 30,
      hop_length: 160,
      n_fft: 400,
      n_samples: 480_000,
      nb_max_frames: 3000,
      sampling_rate: 16_000,
    },
    ...{ padding_side: "right", padding_value: 0, return_attention_mask: false },
  });
  await write("tokenizer_config.json", {
    tokenizer_class: "WhisperTokenizer",
    ...{
      bos_token: "<|endoftext|>",
      eos_token: "<|endoftext|>",
      pad_token: "<|endoftext|>",
      unk_token: "<|endoftext|>",
    },
    ...{ add_prefix_space: false, model_max_length: 1024 },
  });
  await write(
    "tokenizer.json",
    withTimestamps(JSON.parse(await Deno.readTextFile(`${folder}/tokenizer.json`)), tokenizer),
  );
  const weights = [...openaiWeights(checkpoint)].map((weight) => ({ ...weight, name: huggingFaceName(weight.name) }));
  await writeSafetensors(`${to}/model.safetensors`, weights, { format: "pt" });
}

function sizes(d: ModelDimensions): Record<string, unknown> {
  return {
    architectures: ["WhisperForConditionalGeneration"],
    model_type: "whisper",
    // Only eager attention returns the scores that word times need
    ...{
      is_encoder_decoder: true,
      activation_function: "gelu",
      scale_embedding: false,
      torch_dtype: "float32",
      attn_implementation: "eager",
    },
    vocab_size: d.nVocab,
    num_mel_bins: d.nMels,
    d_model: d.nAudioState,
    encoder_layers: d.nAudioLayer,
    encoder_attention_heads: d.nAudioHead,
    encoder_ffn_dim: d.nAudioState * 4,
    decoder_layers: d.nTextLayer,
    decoder_attention_heads: d.nTextHead,
    decoder_ffn_dim: d.nTextState * 4,
    max_source_positions: d.nAudioCtx,
    max_target_positions: d.nTextCtx,
  };
}

interface TokenizerFile {
  added_tokens: Record<string, unknown>[];
}

function withTimestamps(file: TokenizerFile, tokenizer: WhisperTokenizer): TokenizerFile {
  const existingIds = new Set(file.added_tokens.map(({ id }) => id));
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: false };
  for (let id = tokenizer.timestampBegin; id < tokenizer.vocabSize; id++) {
    const content = `<|${tokenizer.timestampSeconds(id).toFixed(2)}|>`;
    if (!existingIds.has(id)) file.added_tokens.push({ id, content, ...flags });
  }
  return file;
}
