/**
 * What Whisper attends to while it writes one window down: every layer and head, of the reference made of ml/transformer's own
 * modules, with the very weights of the captioner's model.
 *
 * The words are given, as the engine wrote them: the decoder reads them in one pass, so each row of its attention is what
 * it looked at to write the next token. A row of 1500 shares a head and a position would take gigabytes, so layers are
 * pooled as they come: moments that ask are averaged, shares of moments that are looked at are added up, and a row still
 * sums to 1.
 */
import {
  type AttentionHeader,
  type AttentionMatrix,
  type AttentionSection,
  type AttentionWord,
  MOST_LAYERS,
  packAttention,
} from "../../../src/core/attention.ts";
import { ValidationError } from "../../../src/core/errors.ts";
import type { LanguageCode } from "../../../src/core/languages.ts";
import type { WhisperTask, Word } from "../../../src/core/types.ts";
import { logMel } from "../../audio/log_mel.ts";
import { bandHz } from "../../audio/mel_filters.ts";
import { openCheckpoint } from "../../models/checkpoint.ts";
import { readTokenizer } from "../../models/tokenizer_file.ts";
import { AttentionRecorder } from "../../transformer/pass.ts";
import type { Tensor } from "../../transformer/tensor.ts";
import { alignmentHeadsOf } from "../graphs/alignment_graph.ts";
import { type AlignmentScores, costMatrix, leadSeconds, SECONDS_PER_POSITION } from "../timing/alignment.ts";
import { modelDimensions } from "../dimensions.ts";
import { dtw } from "../timing/dtw.ts";
import { Whisper } from "./reference.ts";
import { WhisperTokenizer, type WordTokens } from "../tokenizer.ts";

/** Bytes of the encoder's and of the decoder's matrices, before they are compressed to about a third. */
const ENCODER_BYTES = 1_200_000;
const CROSS_BYTES = 2_400_000;
/** Of time, however small the model is: 100 ms and 20 ms. */
const LEAST_ENCODER_POSITIONS = 5;
const LEAST_CROSS_POSITIONS = 1;

/** A window and what the engine wrote of it. */
export interface ExplainInput {
  /** The model's folder. */
  folder: string;
  /** The name that people know it by. */
  model: string;
  /** Mono, 16 kHz, in [-1, 1]; at most 30 s. */
  samples: Float32Array;
  /** Seconds of media at which they begin. */
  start: number;
  /** That is spoken. */
  language: LanguageCode;
  /** That the text is in, where that is another. */
  written: LanguageCode;
  task: WhisperTask;
  /** Of the window's segments; special tokens and times among them are passed over. */
  tokens: number[];
  /** Those tokens' words, with times of media. */
  words: Word[];
}

/**
 * Runs the reference over a window and packs what it attends to: the file of `src/core/attention.ts`.
 *
 * @param onProgress 0 to 1
 * @param onWeights hears each layer's weights before they are pooled, (1, heads, queries, keys)
 * @throws {ValidationError} if the model is too large for it, or there is nothing to read
 */
export async function explainWindow(
  { folder, model, samples, start, language, written, task, tokens, words }: ExplainInput,
  { onProgress, onWeights }: {
    onProgress?: (fraction: number) => void;
    onWeights?: (name: string, weights: Tensor) => void;
  } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const checkpoint = openCheckpoint(folder);
  const dimensions = modelDimensions(checkpoint);
  const { nMels, nAudioLayer, nTextLayer, nAudioHead, nTextHead, nAudioCtx } = dimensions;
  if (nAudioLayer > MOST_LAYERS) {
    throw new ValidationError(
      `the model ${model} has ${nAudioLayer} layers: what a window attends to is shown of models with up to ${MOST_LAYERS}`,
    );
  }
  const tokenizer = new WhisperTokenizer(await readTokenizer(folder));
  const text = tokens.filter((token) => token < tokenizer.endOfText);
  if (text.length === 0) throw new ValidationError("nothing was written of this window: there is nothing to explain");
  const spans = wordSpans(tokenizer.splitToWords(text, written), words);
  const prompt = [...tokenizer.prompt(language, task), tokenizer.noTimestamps];
  const seconds = samples.length / 16_000;
  const positions = Math.max(1, Math.min(nAudioCtx, Math.round(seconds / SECONDS_PER_POSITION)));
  const heads = alignmentHeadsOf(checkpoint.config.alignmentHeads, dimensions).toSorted(([a], [b]) => a - b);

  const encoderCell = Math.max(
    LEAST_ENCODER_POSITIONS,
    Math.ceil(positions * Math.sqrt(nAudioLayer * nAudioHead / ENCODER_BYTES)),
  );
  const crossCell = Math.max(
    LEAST_CROSS_POSITIONS,
    Math.ceil(positions * nTextLayer * nTextHead * spans.length / CROSS_BYTES),
  );
  const encoderCells = Math.ceil(positions / encoderCell);
  const crossCells = Math.ceil(positions / crossCell);
  const recorder = new PoolingRecorder({
    positions,
    encoderCell,
    crossCell,
    firstRow: prompt.length - 1,
    spans: spans.map(({ tokens }) => tokens),
    alignmentHeads: heads,
    nTokens: text.length,
    nAudioCtx,
    nTextHead,
    onRecord: (name, weights, layers) => {
      onWeights?.(name, weights);
      onProgress?.(0.1 + 0.9 * layers / (nAudioLayer + 2 * nTextLayer + 1));
    },
  });
  const whisper = new Whisper(checkpoint);
  onProgress?.(0.1);
  const mel = logMel(samples, nMels).data; // (nMels, 2 nAudioCtx)
  const ids = [...prompt, ...text, tokenizer.endOfText];
  whisper.step(ids, whisper.start(whisper.encode(mel, { recorder })), { recorder });

  const alignment: AlignmentScores = {
    scores: recorder.alignment,
    nHeads: heads.length,
    nRows: ids.length,
    nAudioCtx,
    firstRow: prompt.length - 1,
  };
  const cost = costMatrix(alignment, text.length + 1, positions);
  const picture = melPicture(mel, nMels, 2 * nAudioCtx, positions);
  const header: Omit<AttentionHeader, "sections"> = {
    version: 1,
    model,
    language: written,
    task,
    start,
    end: start + seconds,
    position_seconds: SECONDS_PER_POSITION,
    positions,
    band_hz: bandHz(nMels).map((hz) => Math.round(hz * 10) / 10),
    mel_range: picture.range,
    encoder: { layers: nAudioLayer, heads: nAudioHead, cell_positions: encoderCell, cells: encoderCells },
    decoder: { layers: nTextLayer, heads: nTextHead, cell_positions: crossCell, cells: crossCells },
    prompt: tokenizer.isMultilingual
      ? ["<start>", `<${language}>`, `<${task}>`, "<no times>"]
      : ["<start>", "<no times>"],
    words: spans,
    tokens: spans.flatMap(({ tokens: [from, to] }, word) =>
      text.slice(from, to).map((token) => ({ text: tokenizer.decode([token]), word }))
    ),
    alignment_heads: heads,
    path: [...dtw(cost, text.length + 1, positions)],
    lead_seconds: leadSeconds(nAudioLayer, tokenizer.isMultilingual),
  };
  const matrices: Record<AttentionSection, AttentionMatrix> = {
    mel: picture,
    encoder: recorder.matrix("encoder", nAudioLayer),
    cross: recorder.matrix("cross", nTextLayer),
    self: recorder.matrix("self", nTextLayer),
    alignment: { rows: text.length + 1, columns: positions, values: cost.map((value) => Math.max(0, -value)) },
  };
  onProgress?.(1);
  return packAttention(header, matrices);
}

/**
 * The words with the tokens that they are made of. Their texts, one after the other, are those of the pieces, since words were
 * made by joining marks to their neighbours; a lone space is no word and goes to the one before.
 *
 * @throws {ValidationError} if the words are of another text
 */
export function wordSpans(pieces: readonly WordTokens[], words: readonly Word[]): AttentionWord[] {
  const spans: AttentionWord[] = [];
  let piece = 0;
  let token = 0;
  for (const { word, start, end } of words) {
    let text = "";
    while (piece < pieces.length && text.length < word.length) {
      const next = pieces[piece++];
      token += next.tokens.length;
      if (next.word.trim() !== "") text += next.word;
      else if (text === "" && spans.length > 0) spans.at(-1)!.tokens[1] = token;
    }
    if (text !== word) {
      throw new ValidationError(`the words have ${JSON.stringify(word)} where the tokens say ${JSON.stringify(text)}`);
    }
    spans.push({ text: word, start, end, tokens: [spans.at(-1)?.tokens[1] ?? 0, token] });
  }
  const all = pieces.reduce((sum, { tokens }) => sum + tokens.length, 0);
  if (spans.length === 0) throw new ValidationError("there are no words in this window: there is nothing to explain");
  if (pieces.slice(piece).some(({ word }) => word.trim() !== "")) {
    throw new ValidationError("the tokens go on after the last word: they are of another text");
  }
  spans.at(-1)!.tokens[1] = all;
  return spans;
}

interface Pooling {
  /** That hold sound. */
  positions: number;
  /** Positions that become one. */
  encoderCell: number;
  crossCell: number;
  /** The row that writes the first text token. */
  firstRow: number;
  /** Each word's tokens. */
  spans: [from: number, to: number][];
  nTokens: number;
  alignmentHeads: [layer: number, head: number][];
  nAudioCtx: number;
  nTextHead: number;
  onRecord(name: string, weights: Tensor, layers: number): void;
}

/** Keeps of each layer's weights what the page shows, and forgets the rest. */
class PoolingRecorder extends AttentionRecorder {
  /** log of the alignment heads' shares, (heads, rows, nAudioCtx): scores as good as those before the softmax. */
  readonly alignment: Float32Array;
  readonly #pooled: Record<"encoder" | "cross" | "self", { columns: number; layers: Float32Array[] }>;
  readonly #pooling: Pooling;
  #layers = 0;

  constructor(pooling: Pooling) {
    super();
    this.#pooling = pooling;
    const { firstRow, spans, nTokens, alignmentHeads, nAudioCtx, positions, encoderCell, crossCell } = pooling;
    this.alignment = new Float32Array(alignmentHeads.length * (firstRow + nTokens + 2) * nAudioCtx);
    this.#pooled = {
      encoder: { columns: Math.ceil(positions / encoderCell) + 1, layers: [] },
      cross: { columns: Math.ceil(positions / crossCell) + 1, layers: [] },
      self: { columns: firstRow + 1 + spans.length, layers: [] },
    };
  }

  override record(name: string, weights: Tensor): void {
    const [stack, layer, kind] = name.split(".");
    if (stack === "encoder") this.#encoder(weights);
    else if (kind === "cross") this.#cross(weights, Number(layer));
    else this.#self(weights);
    this.#pooling.onRecord(name, weights, ++this.#layers);
  }

  /** All layers one below the other. */
  matrix(name: "encoder" | "cross" | "self", nLayers: number): AttentionMatrix {
    const { columns, layers } = this.#pooled[name];
    if (layers.length !== nLayers) {
      throw new Error(`${layers.length} layers of "${name}" were recorded, not ${nLayers}`);
    }
    const values = new Float32Array(layers.reduce((sum, { length }) => sum + length, 0));
    layers.reduce((at, layer) => (values.set(layer, at), at + layer.length), 0);
    return { rows: values.length / columns, columns, values };
  }

  #encoder({ data, shape: [, heads, n] }: Tensor): void {
    const { positions, encoderCell: cell } = this.#pooling;
    const { columns, layers } = this.#pooled.encoder;
    const cells = columns - 1;
    const pooled = new Float32Array(heads * cells * columns);
    for (let head = 0; head < heads; head++) {
      for (let q = 0; q < positions; q++) {
        const into = Math.floor(q / cell);
        const share = 1 / (Math.min(positions, (into + 1) * cell) - into * cell);
        addPooled(data, (head * n + q) * n, n, positions, cell, share, pooled, (head * cells + into) * columns, cells);
      }
    }
    layers.push(pooled);
  }

  #cross({ data, shape: [, heads, rows, keys] }: Tensor, layer: number): void {
    const { positions, crossCell: cell, firstRow, spans, alignmentHeads } = this.#pooling;
    const { columns, layers } = this.#pooled.cross;
    const pooled = new Float32Array(heads * spans.length * columns);
    for (let head = 0; head < heads; head++) {
      spans.forEach(([from, to], word) => {
        const into = (head * spans.length + word) * columns;
        for (let token = from; token < to; token++) {
          const at = (head * rows + firstRow + token) * keys;
          addPooled(data, at, keys, positions, cell, 1 / (to - from), pooled, into, columns - 1);
        }
      });
    }
    layers.push(pooled);
    alignmentHeads.forEach(([ofLayer, head], i) => {
      if (ofLayer !== layer) return;
      const from = data.subarray(head * rows * keys, (head + 1) * rows * keys);
      const into = this.alignment.subarray(i * rows * keys, (i + 1) * rows * keys);
      for (let j = 0; j < from.length; j++) into[j] = Math.log(Math.max(from[j], 1e-30));
    });
  }

  #self({ data, shape: [, heads, rows, keys] }: Tensor): void {
    const { firstRow, spans } = this.#pooling;
    const { columns, layers } = this.#pooled.self;
    const pooled = new Float32Array(heads * spans.length * columns);
    for (let head = 0; head < heads; head++) {
      spans.forEach(([from, to], word) => {
        const into = (head * spans.length + word) * columns;
        for (let token = from; token < to; token++) {
          const at = (head * rows + firstRow + token) * keys;
          const share = 1 / (to - from);
          for (let i = 0; i <= firstRow; i++) pooled[into + i] += share * data[at + i];
          for (let earlier = 0; earlier <= word; earlier++) {
            const [first, last] = spans[earlier];
            for (let t = first; t < Math.min(last, token); t++) {
              pooled[into + firstRow + 1 + earlier] += share * data[at + firstRow + 1 + t];
            }
          }
        }
      });
    }
    layers.push(pooled);
  }
}

/** Adds a row of shares to a pooled one: cells of time, and behind them all that lies past the sound. */
function addPooled(
  data: Float32Array,
  at: number,
  keys: number,
  positions: number,
  cell: number,
  factor: number,
  pooled: Float32Array,
  into: number,
  cells: number,
): void {
  for (let k = 0; k < positions; k++) pooled[into + Math.floor(k / cell)] += factor * data[at + k];
  for (let k = positions; k < keys; k++) pooled[into + cells] += factor * data[at + k];
}

/** The spectrogram as it goes in, two frames to a position, as shares of its range. */
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
