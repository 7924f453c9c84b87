/**
 * A trained model with the words it knows: text in, text out.
 *
 * One file holds it all, weights and vocabularies, so that a browser needs nothing else.
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

/** The size of a model; the vocabularies come from the sentences. */
export type ModelShape = Omit<TransformerOptions, "vocabSize" | "sourceVocab" | "targetVocab" | "padId">;

/** A translation and how it came about. */
export interface Translation {
  text: string;
  /** What was read, with `<end>`: the columns of cross-attention. */
  sourcePieces: string[];
  /** What was written, with `<end>`: row i of an attention chose piece i. */
  targetPieces: string[];
  /** Words that the model does not know. */
  unknownWords: string[];
  /** The logarithm of its probability. */
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

  /** A model that has learnt nothing yet, with the words of these pairs. */
  static forPairs(pairs: readonly SentencePair[], shape: ModelShape, maxPieces?: number): Translator {
    const source = Vocabulary.learn(pairs.map(({ source }) => splitEnglish(source)), maxPieces);
    const target = Vocabulary.learn(pairs.map(({ target }) => splitWords(target)), maxPieces);
    const model = new Transformer({ ...shape, sourceVocab: source.size, targetVocab: target.size, padId: PAD });
    return new Translator(model, source, target);
  }

  /** A sentence to read: its pieces' numbers, and the end. */
  encodeSource(text: string): number[] {
    return [...this.source.encode(splitEnglish(text)), END];
  }

  /** A sentence to write: its pieces' numbers, without start and end. */
  encodeTarget(text: string): number[] {
    return this.target.encode(splitWords(text));
  }

  /**
   * Translates one sentence and tells what the model attended to.
   *
   * @param beamSize 1 takes the likeliest piece each time
   * @throws {RangeError} if it is longer than the model takes
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

  /** Translates many sentences, those of like length together; the likeliest piece each time. */
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
    // a translation that is three times as long as what it translates has lost its way
    const options = { startId: START, endId: END, maxLength: Math.min(maxLength, 3 * length + 8) - 1 };
    return beamSize > 1
      ? beamDecode(this.model, tokens, { ...options, beamSize })
      : greedyDecode(this.model, tokens, options);
  }

  /** Everything that `loadTranslator` needs; `half` writes two bytes a number. */
  toBytes({ half = true, origin }: FileOptions = {}): Uint8Array<ArrayBuffer> {
    const metadata = { ...this.metadata(), ...originMetadata(origin) };
    return checkpointBytes({ parameters: this.model.parameters() }, metadata, { half });
  }

  /** What is stored beside the weights. */
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
 * A translator from the bytes of its file: `model.safetensors` of a run, or a checkpoint.
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

/** Whether the pieces of a sentence are all known. */
export function isKnown(ids: readonly number[]): boolean {
  return !ids.includes(UNKNOWN);
}
