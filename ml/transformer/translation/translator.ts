/**
 * A trained model with its vocabularies: text in, text out.
 *
 * One file holds weights and vocabularies, so a browser needs only that file.
 *
 * ```ts
 * const translator = loadTranslator(await (await fetch("translator.safetensors")).bytes());
 * translator.translate("The red houses are big."); // { text: "Las casas rojas son grandes.", ... }
 * ```
 *
 * @module
 */
import { checkpointBytes, restoreCheckpoint } from "../checkpoint.ts";
import { beamDecode, greedyDecode, type Hypothesis } from "../decode.ts";
import { padTokens } from "../masks.ts";
import { type AttentionMap, AttentionRecorder } from "../pass.ts";
import { readSafetensors } from "../safetensors.ts";
import { noGrad } from "../tensor.ts";
import { Transformer, type TransformerOptions } from "../transformer.ts";
import { type FileOptions, originMetadata } from "./origin.ts";
import type { SentencePair } from "./pairs.ts";
import { END, PAD, START, UNKNOWN, Vocabulary } from "./vocabulary.ts";
import { splitEnglish, splitWords } from "./words.ts";

/** The size of a model. The vocabularies come from the sentences. */
export type ModelShape = Omit<TransformerOptions, "vocabSize" | "sourceVocab" | "targetVocab" | "padId">;

/** A translation with its pieces and attention weights. */
export interface Translation {
  text: string;
  /** Pieces of the source, with `<end>`: the columns of cross-attention. */
  sourcePieces: string[];
  /** Pieces of the translation, with `<end>`: row i of an attention chose piece i. */
  targetPieces: string[];
  /** Source words that the vocabulary cannot represent. */
  unknownWords: string[];
  /** Log-probability of the translation. */
  logprob: number;
  /** By layer and head: (target, source). */
  crossAttention: AttentionMap[][];
  /** By layer and head: (source, source). */
  encoderAttention: AttentionMap[][];
  /** By layer and head: (target, target); row i sees `<start>` and the pieces before i. */
  decoderAttention: AttentionMap[][];
}

const FORMAT = "streamforge translator 1";
const ROWS_AT_ONCE = 64;

export class Translator {
  constructor(readonly model: Transformer, readonly source: Vocabulary, readonly target: Vocabulary) {}

  /** An untrained model with a vocabulary from these pairs. */
  static forPairs(pairs: readonly SentencePair[], shape: ModelShape, maxPieces?: number): Translator {
    const source = Vocabulary.learn(pairs.map(({ source }) => splitEnglish(source)), maxPieces);
    const target = Vocabulary.learn(pairs.map(({ target }) => splitWords(target)), maxPieces);
    const model = new Transformer({ ...shape, sourceVocab: source.size, targetVocab: target.size, padId: PAD });
    return new Translator(model, source, target);
  }

  /** Encodes a source sentence: its pieces' ids, and the end. */
  encodeSource(text: string): number[] {
    return [...this.source.encode(splitEnglish(text)), END];
  }

  /** Encodes a target sentence: its pieces' ids, without start and end. */
  encodeTarget(text: string): number[] {
    return this.target.encode(splitWords(text));
  }

  /**
   * Translates one sentence and returns the attention weights too.
   *
   * @param beamSize 1 always takes the most probable piece
   * @throws {RangeError} if the sentence is longer than the model's maximum
   */
  translate(text: string, { beamSize = 1 } = {}): Translation {
    const source = this.encodeSource(text);
    const [{ tokens, logprob }] = this.#decode([source], beamSize);
    const recorder = new AttentionRecorder();
    noGrad(() => this.model.forward(padTokens([source], PAD), padTokens([[START, ...tokens]], PAD), { recorder }));
    const { nLayers, nHeads } = this.model.config;
    const maps = (side: string, kind: string) =>
      Array.from(
        { length: nLayers },
        (_, layer) => Array.from({ length: nHeads }, (_, head) => recorder.head(`${side}.${layer}.${kind}`, head)),
      );
    const words = this.source.pieces(splitEnglish(text));
    return {
      text: this.target.decode(tokens),
      sourcePieces: [...words, this.source.piece(END)],
      targetPieces: [...tokens, END].map((id) => this.target.piece(id)),
      unknownWords: words.filter((piece) => !this.source.has(piece)),
      logprob,
      crossAttention: maps("decoder", "cross"),
      encoderAttention: maps("encoder", "self"),
      decoderAttention: maps("decoder", "self"),
    };
  }

  /** Translates many sentences, in batches of similar length; always takes the most probable piece. */
  *translateAll(texts: readonly string[]): Generator<{ index: number; text: string }> {
    const rows = texts.map((text, index) => ({ index, ids: this.encodeSource(text) }))
      .sort((a, b) => a.ids.length - b.ids.length);
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      const batch = rows.slice(at, at + ROWS_AT_ONCE);
      const written = this.#decode(batch.map(({ ids }) => ids), 1);
      for (const [i, { index }] of batch.entries()) yield { index, text: this.target.decode(written[i].tokens) };
    }
  }

  #decode(sources: number[][], beamSize: number): Hypothesis[] {
    const { maxLength } = this.model.config;
    const length = Math.max(...sources.map((row) => row.length));
    if (length > maxLength) {
      throw new RangeError(`the sentence has ${length - 1} pieces: the model takes ${maxLength - 1} at most`);
    }
    const tokens = padTokens(sources, PAD);
    // stops a translation that runs on: none should be three times as long as its source
    const options = { startId: START, endId: END, maxLength: Math.min(maxLength, 3 * length + 8) - 1 };
    return beamSize > 1
      ? beamDecode(this.model, tokens, { ...options, beamSize })
      : greedyDecode(this.model, tokens, options);
  }

  /** Everything that `loadTranslator` needs; `half` writes 2 bytes per number. */
  toBytes({ half = true, origin }: FileOptions = {}): Uint8Array<ArrayBuffer> {
    const metadata = { ...this.metadata(), ...originMetadata(origin) };
    return checkpointBytes({ parameters: this.model.parameters() }, metadata, { half });
  }

  /** Metadata stored with the weights. */
  metadata(): Record<string, string> {
    const { sourceVocab: _, targetVocab: __, padId: ___, ...shape } = this.model.config;
    return {
      format: FORMAT,
      shape: JSON.stringify(shape),
      source: JSON.stringify(this.source),
      target: JSON.stringify(this.target),
    };
  }
}

/**
 * Loads a translator from the bytes of its file: `model.safetensors` of a run, or a checkpoint.
 *
 * @throws {RangeError} if it is no such file
 */
export function loadTranslator(bytes: Uint8Array): Translator {
  const { metadata } = readSafetensors(bytes);
  if (metadata.format !== FORMAT) {
    throw new RangeError(`the file's format is "${metadata.format ?? "unknown"}": it must be "${FORMAT}"`);
  }
  const [source, target] = [metadata.source, metadata.target].map((json) => new Vocabulary(JSON.parse(json)));
  const shape: ModelShape = JSON.parse(metadata.shape);
  const model = new Transformer({ ...shape, sourceVocab: source.size, targetVocab: target.size, padId: PAD });
  restoreCheckpoint(bytes, { parameters: model.parameters() });
  return new Translator(model, source, target);
}

/** Whether the vocabulary has all pieces of a sentence. */
export function isKnown(ids: readonly number[]): boolean {
  return !ids.includes(UNKNOWN);
}
