import { ModelError } from "../../../src/core/errors.ts";
import { JsonFile } from "../../models/json_file.ts";
import type { MarianCheckpoint } from "./checkpoint.ts";
import { SentencePiece } from "./sentence_piece.ts";

const UNKNOWN = "<unk>";

/** Turns text into the tokens of a Marian model, and tokens into text, as `MarianTokenizer` of transformers does. */
export class MarianTokenizer {
  readonly #source: SentencePiece;
  readonly #idOf: Map<string, number>;
  readonly #pieceOf: Map<number, string>;
  readonly #unknownId: number;
  readonly #endId: number;
  readonly #silentIds: Set<number>;

  private constructor(source: SentencePiece, vocabulary: Map<string, number>, { endId, startId }: MarianCheckpoint) {
    this.#source = source;
    this.#idOf = vocabulary;
    this.#pieceOf = new Map([...vocabulary].map(([piece, id]) => [id, piece]));
    this.#unknownId = vocabulary.get(UNKNOWN)!;
    this.#endId = endId;
    this.#silentIds = new Set([endId, startId, this.#unknownId]);
  }

  /** @throws {ModelError} if vocab.json or source.spm is missing, damaged or of another model */
  static read(folder: string, checkpoint: MarianCheckpoint): MarianTokenizer {
    const file = JsonFile.read(`${folder}/vocab.json`);
    const vocabulary = new Map(Object.entries(file.values) as [string, number][]);
    const { nVocab } = checkpoint.dimensions;
    const isId = (id: unknown) => Number.isInteger(id) && (id as number) >= 0 && (id as number) < nVocab;
    if (!vocabulary.has(UNKNOWN) || ![...vocabulary.values()].every(isId)) {
      throw new ModelError(`${file.path} must have ${UNKNOWN} and tokens below ${nVocab}, as the weights`);
    }
    const path = `${folder}/source.spm`;
    let bytes: Uint8Array;
    try {
      bytes = Deno.readFileSync(path);
    } catch (cause) {
      throw new ModelError(`${path} could not be read: it must be a file of the model`, { cause });
    }
    return new MarianTokenizer(SentencePiece.read(path, bytes), vocabulary, checkpoint);
  }

  /**
   * @param most tokens of a part, its end included
   * @param token of the target language, such as `>>pt_br<<`; it begins every part
   * @returns the tokens of the text's parts, cut before a word where there is one; none of an empty text
   */
  encode(text: string, most: number, token?: string): number[][] {
    const pieces = this.#source.encode(text);
    const before = token === undefined ? [] : [this.#id(token)];
    const room = most - 1 - before.length;
    const parts: number[][] = [];
    for (let at = 0; at < pieces.length;) {
      let end = Math.min(at + room, pieces.length);
      if (end < pieces.length) {
        const word = pieces.findLastIndex((piece, i) => i > at && i <= end && piece.startsWith("▁"));
        if (word > at) end = word;
      }
      parts.push([...before, ...pieces.slice(at, end).map((piece) => this.#id(piece)), this.#endId]);
      at = end;
    }
    return parts;
  }

  decode(ids: readonly number[]): string {
    return SentencePiece.join(ids.filter((id) => !this.#silentIds.has(id)).map((id) => this.#pieceOf.get(id) ?? ""));
  }

  #id(piece: string): number {
    return this.#idOf.get(piece) ?? this.#unknownId;
  }
}
