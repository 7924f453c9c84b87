/**
 * What Whisper attends to while it writes one window: every layer and head of the reference made of ml/transformer's
 * modules, with the weights of the captioner's model.
 *
 * The words are given, as the engine wrote them: the decoder reads them in one pass, and each row of its attention is
 * what it looked at to write the next token.
 */
import {
  type AttentionHeader,
  type AttentionMatrix,
  type AttentionSection,
  type AttentionWord,
  MAX_EXPLAINED_LAYERS,
  packAttention,
} from "../../../src/core/attention.ts";
import { ValidationError } from "../../../src/core/errors.ts";
import type { LanguageCode } from "../../../src/core/languages.ts";
import type { WhisperTask, Word } from "../../../src/core/types.ts";
import { SAMPLE_RATE } from "../../audio/constants.ts";
import { logMel } from "../../audio/log_mel.ts";
import { bandHz } from "../../audio/mel_filters.ts";
import { openCheckpoint } from "../../models/checkpoint.ts";
import { readTokenizer } from "../../models/tokenizer_file.ts";
import type { Tensor } from "../../transformer/tensor.ts";
import { type ModelDimensions, modelDimensions } from "../dimensions.ts";
import { alignmentHeadsOf } from "../graphs/alignment_graph.ts";
import { costMatrix, leadSeconds, SECONDS_PER_POSITION } from "../timing/alignment.ts";
import { dtw } from "../timing/dtw.ts";
import { WhisperTokenizer } from "../tokenizer.ts";
import { type PoolingGrid, poolingGrid, PoolingRecorder } from "./pooling_recorder.ts";
import { Whisper } from "./whisper.ts";
import { wordSpans } from "./word_spans.ts";

/** A window and what the engine wrote for it. */
export interface ExplainInput {
  /** The model's folder. */
  folder: string;
  /** The model's name, for the page. */
  model: string;
  /** Mono, 16 kHz, in [-1, 1]; at most 30 s. */
  samples: Float32Array;
  /** When they begin, in seconds of media. */
  start: number;
  /** The spoken language. */
  language: LanguageCode;
  /** The language of the text; not the spoken one if it is a translation. */
  textLanguage: LanguageCode;
  task: WhisperTask;
  /** The tokens of the window's segments; special tokens and timestamps are skipped. */
  tokens: number[];
  /** The words of those tokens, with times of media. */
  words: Word[];
}

/**
 * Runs the reference over a window and packs its attention: the file of `src/core/attention.ts`.
 *
 * @param onProgress 0 to 1
 * @param onWeights gets each layer's weights before they are pooled, (1, heads, queries, keys)
 * @throws {ValidationError} if the model has too many layers, or the window has no text
 */
export async function explainWindow(
  input: ExplainInput,
  { onProgress, onWeights }: {
    onProgress?: (fraction: number) => void;
    onWeights?: (name: string, weights: Tensor) => void;
  } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const checkpoint = openCheckpoint(input.folder);
  const dimensions = modelDimensions(checkpoint);
  const { nMels, nAudioLayer, nTextLayer, nAudioCtx } = dimensions;
  checkLayers(input.model, dimensions);
  const tokenizer = new WhisperTokenizer(await readTokenizer(input.folder));
  const text = windowText(input, tokenizer);
  const alignmentHeads = alignmentHeadsOf(checkpoint.config.alignmentHeads, dimensions).toSorted(([a], [b]) => a - b);
  const seconds = input.samples.length / SAMPLE_RATE;
  const positions = Math.max(1, Math.min(nAudioCtx, Math.round(seconds / SECONDS_PER_POSITION)));
  const grid = poolingGrid(dimensions, positions, text.words.length);
  const recorder = new PoolingRecorder({
    grid,
    firstRow: text.prompt.length - 1,
    spans: text.words.map(({ tokens }) => tokens),
    nTokens: text.tokens.length,
    alignmentHeads,
    nAudioCtx,
    onRecord: (name, weights, layers) => {
      onWeights?.(name, weights);
      onProgress?.(0.1 + 0.9 * layers / (nAudioLayer + 2 * nTextLayer + 1));
    },
  });

  const whisper = new Whisper(checkpoint);
  onProgress?.(0.1);
  const mel = logMel(input.samples, nMels).data; // (nMels, 2 nAudioCtx)
  const ids = [...text.prompt, ...text.tokens, tokenizer.endOfText];
  whisper.step(ids, whisper.start(whisper.encode(mel, { recorder })), { recorder });

  const nRows = text.tokens.length + 1;
  const alignment = {
    ...{ scores: recorder.alignment, nHeads: alignmentHeads.length, nRows: ids.length, nPositions: nAudioCtx },
    firstRow: text.prompt.length - 1,
  };
  const cost = costMatrix(alignment, nRows, positions);
  const picture = melPicture(mel, nMels, 2 * nAudioCtx, positions);
  const header = attentionHeader(input, dimensions, tokenizer, {
    ...{ text, grid, alignmentHeads, seconds },
    melRange: picture.range,
    path: [...dtw(cost, nRows, positions)],
  });
  const matrices: Record<AttentionSection, AttentionMatrix> = {
    mel: picture,
    encoder: recorder.matrix("encoder", nAudioLayer),
    cross: recorder.matrix("cross", nTextLayer),
    self: recorder.matrix("self", nTextLayer),
    alignment: { rows: nRows, columns: positions, values: cost.map((value) => Math.max(0, -value)) },
  };
  onProgress?.(1);
  return packAttention(header, matrices);
}

function checkLayers(model: string, { nAudioLayer }: ModelDimensions): void {
  if (nAudioLayer <= MAX_EXPLAINED_LAYERS) return;
  throw new ValidationError(
    `the model ${model} has ${nAudioLayer} layers: what a window attends to is shown of models with up to ${MAX_EXPLAINED_LAYERS}`,
  );
}

interface WindowText {
  prompt: number[];
  /** Without special tokens and timestamps. */
  tokens: number[];
  words: AttentionWord[];
}

function windowText(
  { tokens, words, language, textLanguage, task }: ExplainInput,
  tokenizer: WhisperTokenizer,
): WindowText {
  const text = tokens.filter((token) => token < tokenizer.endOfText);
  if (text.length === 0) throw new ValidationError("nothing was written of this window: there is nothing to explain");
  return {
    words: wordSpans(tokenizer.splitToWords(text, textLanguage), words),
    prompt: [...tokenizer.prompt(language, task), tokenizer.noTimestamps],
    tokens: text,
  };
}

function attentionHeader(
  { model, language, textLanguage, task, start }: ExplainInput,
  { nMels, nAudioLayer, nAudioHead, nTextLayer, nTextHead }: ModelDimensions,
  tokenizer: WhisperTokenizer,
  { text, grid, alignmentHeads, seconds, melRange, path }: {
    text: WindowText;
    grid: PoolingGrid;
    alignmentHeads: [layer: number, head: number][];
    seconds: number;
    melRange: [number, number];
    path: number[];
  },
): Omit<AttentionHeader, "sections"> {
  const { positions, encoderCell, encoderCells, crossCell, crossCells } = grid;
  return {
    version: 1,
    model,
    language: textLanguage,
    task,
    start,
    end: start + seconds,
    position_seconds: SECONDS_PER_POSITION,
    positions,
    band_hz: bandHz(nMels).map((hz) => Math.round(hz * 10) / 10),
    mel_range: melRange,
    encoder: { layers: nAudioLayer, heads: nAudioHead, cell_positions: encoderCell, cells: encoderCells },
    decoder: { layers: nTextLayer, heads: nTextHead, cell_positions: crossCell, cells: crossCells },
    prompt: tokenizer.isMultilingual
      ? ["<start>", `<${language}>`, `<${task}>`, "<no times>"]
      : ["<start>", "<no times>"],
    words: text.words,
    tokens: text.words.flatMap(({ tokens: [from, to] }, word) =>
      text.tokens.slice(from, to).map((token) => ({ text: tokenizer.decode([token]), word }))
    ),
    alignment_heads: alignmentHeads,
    path,
    lead_seconds: leadSeconds(nAudioLayer, tokenizer.isMultilingual),
  };
}

/** The spectrogram that the encoder gets, the mean of two frames for each position, scaled to 0 to 1. */
function melPicture(
  mel: Float32Array,
  nMels: number,
  nFrames: number,
  positions: number,
): AttentionMatrix & { range: [number, number] } {
  const values = new Float32Array(nMels * positions);
  let [min, max] = [Infinity, -Infinity];
  for (let band = 0; band < nMels; band++) {
    for (let i = 0; i < positions; i++) {
      const at = band * nFrames + 2 * i;
      const value = values[band * positions + i] = (mel[at] + mel[at + 1]) / 2;
      [min, max] = [Math.min(min, value), Math.max(max, value)];
    }
  }
  const span = max - min || 1;
  return { rows: nMels, columns: positions, values: values.map((v) => (v - min) / span), range: [min, max] };
}
