import { ModelError } from "../../../src/core/errors.ts";

/** A piece of text that a tokenizer can write. */
export interface Piece {
  text: string;
  /** Log-probability. */
  score: number;
  type: "normal" | "unknown" | "control" | "user" | "unused";
}

/** What a .spm file holds of a unigram model. */
export interface SpmFile {
  pieces: Piece[];
  /** The compiled map of characters; empty: the text is taken as it is. */
  charsMap: Uint8Array;
  hasDummyPrefix: boolean;
  removesExtraSpaces: boolean;
}

const TYPES: Record<number, Piece["type"]> = { 1: "normal", 2: "unknown", 3: "control", 4: "user", 5: "unused" };
const UNIGRAM = 1;

/**
 * Reads a SentencePiece model of the type unigram.
 *
 * @throws {ModelError} if it is damaged, or of another type
 * @see https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto
 */
export function readSpm(bytes: Uint8Array, path: string): SpmFile {
  try {
    return parse(bytes);
  } catch (cause) {
    throw new ModelError(`${path} is no unigram model of SentencePiece: ${(cause as Error).message}`, { cause });
  }
}

function parse(bytes: Uint8Array): SpmFile {
  const file: SpmFile = { pieces: [], charsMap: new Uint8Array(), hasDummyPrefix: true, removesExtraSpaces: true };
  let modelType = UNIGRAM;
  let isEscaped = true;
  let isSuffix = false;
  for (const { field, value } of fields(bytes)) {
    if (field === 1) file.pieces.push(parsePiece(bytesOf(value)));
    else if (field === 2) {
      for (const { field, value: option } of fields(bytesOf(value))) {
        if (field === 3) modelType = Number(option);
        if (field === 24) isSuffix = Boolean(option);
      }
    } else if (field === 3) {
      for (const { field, value: option } of fields(bytesOf(value))) {
        if (field === 2) file.charsMap = bytesOf(option);
        if (field === 3) file.hasDummyPrefix = Boolean(option);
        if (field === 4) file.removesExtraSpaces = Boolean(option);
        if (field === 5) isEscaped = Boolean(option);
      }
    }
  }
  if (modelType !== UNIGRAM) throw new RangeError(`its type is ${modelType}: it must be ${UNIGRAM}`);
  if (!isEscaped || isSuffix) throw new RangeError("its spaces are not written as ▁ before a word");
  if (file.pieces.length === 0) throw new RangeError("it has no pieces");
  return file;
}

function parsePiece(bytes: Uint8Array): Piece {
  const piece: Piece = { text: "", score: 0, type: "normal" };
  for (const { field, value } of fields(bytes)) {
    if (field === 1) piece.text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytesOf(value));
    if (field === 2) {
      const four = bytesOf(value);
      piece.score = new DataView(four.buffer, four.byteOffset, 4).getFloat32(0, true);
    }
    if (field === 3) {
      piece.type = TYPES[Number(value)];
      if (!piece.type) throw new RangeError(`a piece has the type ${value}`);
    }
  }
  if (piece.text === "") throw new RangeError("a piece has no text");
  return piece;
}

function bytesOf(value: number | Uint8Array): Uint8Array {
  if (typeof value === "number") throw new RangeError("a field is a number, and must be bytes");
  return value;
}

/** The fields of a message of Protocol Buffers; fixed numbers as their bytes. */
function* fields(bytes: Uint8Array): Generator<{ field: number; value: number | Uint8Array }> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      if (at >= bytes.length) throw new RangeError("it is cut off");
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const take = (length: number) => {
    if (at + length > bytes.length) throw new RangeError("it is cut off");
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, wire] = [Math.floor(key / 8), key % 8];
    if (wire === 0) yield { field, value: varint() };
    else if (wire === 2) yield { field, value: take(varint()) };
    else if (wire === 1 || wire === 5) yield { field, value: take(wire === 1 ? 8 : 4) };
    else throw new RangeError(`it has a field of the kind ${wire}`);
  }
}
