/**
 * A trained language model with its vocabulary: it continues a text.
 *
 * It draws each next piece with the probability that the model gives it. Its quality is measured on text that was not
 * in training: the better it predicts the next words there, the more it has learned. This measure is called perplexity.
 *
 * @module
 */
import { checkpointBytes, restoreCheckpoint } from "../checkpoint.ts";
import { LanguageModel } from "../language_model.ts";
import { logSumExp } from "../loss.ts";
import { padTokens } from "../masks.ts";
import type { Random } from "../random.ts";
import { readSafetensors } from "../safetensors.ts";
import { noGrad } from "../tensor.ts";
import { type FileOptions, originMetadata } from "./origin.ts";
import type { ModelShape } from "./translator.ts";
import { END, PAD, Vocabulary } from "./vocabulary.ts";
import { splitWords } from "./words.ts";

const FORMAT = "streamforge word model 1";
const ROWS_AT_ONCE = 16;

/** The sentences of a text, cut at the ends of paragraphs and after the signs that end a sentence. */
export function sentencesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, "").split(/\n\s*\n|(?<=[.!?…]["'”’»)]*)\s+/)
    .map((sentence) => sentence.replace(/\s+/g, " ").trim()).filter((sentence) => sentence !== "");
}

export class WordModel {
  constructor(readonly model: LanguageModel, readonly vocabulary: Vocabulary) {}

  /** An untrained model with a vocabulary from these sentences. */
  static forSentences(sentences: readonly string[], shape: ModelShape, maxPieces?: number): WordModel {
    const vocabulary = Vocabulary.learn(sentences.map(splitWords), maxPieces);
    return new WordModel(new LanguageModel({ ...shape, vocabSize: vocabulary.size }), vocabulary);
  }

  /** Encodes sentences as one row of numbers, with an end token after each. */
  encode(sentences: readonly string[]): number[] {
    return sentences.flatMap((sentence) => [...this.vocabulary.encode(splitWords(sentence)), END]);
  }

  /** Continues `prompt`, which may be empty, by `count` pieces. */
  continue(
    prompt: string,
    count: number,
    { temperature = 0.7, random }: { temperature?: number; random?: Random } = {},
  ) {
    const given = [END, ...this.vocabulary.encode(splitWords(prompt))];
    const made = this.model.generate(given, count, { temperature, random });
    return this.#text([...given.slice(1), ...made]);
  }

  /**
   * The perplexity: e to the mean cross-entropy, or how many pieces the model hesitates between on average. An
   * untrained model has about the size of its vocabulary.
   */
  perplexity(ids: readonly number[]): number {
    const { maxLength, vocabSize } = this.model.config;
    const rows: number[][] = [];
    for (let at = 0; at + 1 < ids.length; at += maxLength) rows.push(ids.slice(at, at + maxLength + 1));
    let surprise = 0;
    let count = 0;
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      const batch = rows.slice(at, at + ROWS_AT_ONCE);
      const given = padTokens(batch.map((row) => row.slice(0, -1)), PAD);
      const { data } = noGrad(() => this.model.forward(given));
      for (const [r, row] of batch.entries()) {
        for (let i = 1; i < row.length; i++) {
          const scores = (r * given.length + i - 1) * vocabSize;
          surprise += logSumExp(data, scores, vocabSize) - data[scores + row[i]];
          count++;
        }
      }
    }
    return Math.exp(surprise / count);
  }

  /** Everything that `loadWordModel` needs; `half` writes 2 bytes per number. */
  toBytes({ half = true, origin }: FileOptions = {}): Uint8Array<ArrayBuffer> {
    const metadata = { ...this.metadata(), ...originMetadata(origin) };
    return checkpointBytes({ parameters: this.model.parameters() }, metadata, { half });
  }

  metadata(): Record<string, string> {
    const { vocabSize: _, ...shape } = this.model.config;
    return { format: FORMAT, shape: JSON.stringify(shape), vocabulary: JSON.stringify(this.vocabulary) };
  }

  #text(ids: readonly number[]): string {
    const sentences: number[][] = [[]];
    for (const id of ids) {
      if (id === END) sentences.push([]);
      else sentences.at(-1)!.push(id);
    }
    return sentences.filter((sentence) => sentence.length > 0).map((ids) => this.vocabulary.decode(ids)).join(" ");
  }
}

/** Loads a word model from the bytes of its file. @throws {RangeError} if it is no such file */
export function loadWordModel(bytes: Uint8Array): WordModel {
  const { metadata } = readSafetensors(bytes);
  if (metadata.format !== FORMAT) {
    throw new RangeError(`the file's format is "${metadata.format ?? "unknown"}": it must be "${FORMAT}"`);
  }
  const vocabulary = new Vocabulary(JSON.parse(metadata.vocabulary));
  const model = new LanguageModel({ ...JSON.parse(metadata.shape), vocabSize: vocabulary.size });
  restoreCheckpoint(bytes, { parameters: model.parameters() });
  return new WordModel(model, vocabulary);
}
