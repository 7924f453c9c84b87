import { CharsMap } from "./chars_map.ts";
import { type Piece, readSpm, type SpmFile } from "./spm_file.ts";

/** How SentencePiece writes a space. */
const SPACE = "▁";
/** How far below the rarest piece a character is that no piece has (kUnkPenalty). */
const UNKNOWN_PENALTY = 10;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A unigram model of SentencePiece: divides a text into its likeliest pieces, and joins pieces again. */
export class SentencePiece {
  readonly #file: SpmFile;
  readonly #charsMap: CharsMap;
  readonly #pieces = new Map<string, Piece>();
  readonly #user: string[];
  /** UTF-16 units of the longest piece. */
  readonly #longest: number;
  readonly #unknownScore: number;
  readonly #largestScore: number;

  constructor(file: SpmFile) {
    this.#file = file;
    this.#charsMap = new CharsMap(file.charsMap);
    const scores = file.pieces.filter(({ type }) => type === "normal").map(({ score }) => score);
    for (const piece of file.pieces) {
      if (piece.type === "normal" || piece.type === "user") this.#pieces.set(piece.text, piece);
    }
    this.#user = file.pieces.filter(({ type }) => type === "user").map(({ text }) => text)
      .sort((a, b) => b.length - a.length);
    this.#longest = this.#pieces.keys().reduce((most, { length }) => Math.max(most, length), 1);
    this.#unknownScore = Math.fround(scores.reduce((a, b) => Math.min(a, b), Infinity) - UNKNOWN_PENALTY);
    this.#largestScore = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  }

  /** @param path for errors. @throws {ModelError} if the bytes are damaged, or no unigram model */
  static read(path: string, bytes: Uint8Array): SentencePiece {
    return new SentencePiece(readSpm(bytes, path));
  }

  /** Divides a text. A run of characters that no piece has is one piece of its own. */
  encode(text: string): string[] {
    const normalized = this.normalize(text);
    const starts = characterStarts(normalized);
    const best = this.#bestPaths(normalized, starts);
    const pieces: string[] = [];
    let wasUnknown = false;
    for (let end = normalized.length; end > 0; end = best[end].start) {
      const piece = normalized.slice(best[end].start, end);
      const isUnknown = !this.#pieces.has(piece);
      if (isUnknown && wasUnknown) pieces[pieces.length - 1] = piece + pieces[pieces.length - 1];
      else pieces.push(piece);
      wasUnknown = isUnknown;
    }
    return pieces.reverse();
  }

  /** Viterbi's search from the left, with sums in float32 as in the C++ library, so that ties end alike. */
  #bestPaths(text: string, starts: number[]): { start: number; score: number }[] {
    const best: { start: number; score: number }[] = Array(text.length + 1);
    best[0] = { start: -1, score: 0 };
    for (const [i, start] of starts.entries()) {
      const next = starts[i + 1] ?? text.length;
      const before = best[start].score;
      const offer = (end: number, score: number) => {
        const total = Math.fround(score + before);
        if (!best[end] || total > best[end].score) best[end] = { start, score: total };
      };
      let hasSingle = false;
      for (let j = i + 1; j <= starts.length; j++) {
        const end = starts[j] ?? text.length;
        if (end - start > this.#longest) break;
        const piece = this.#pieces.get(text.slice(start, end));
        if (!piece) continue;
        if (end === next) hasSingle = true;
        const bytes = piece.type === "user" ? encoder.encode(piece.text).length : 0;
        offer(end, piece.type === "user" ? Math.fround(bytes * this.#largestScore - 0.1) : piece.score);
      }
      if (!hasSingle) offer(next, this.#unknownScore);
    }
    return best;
  }

  /** Replaces characters by the model's map, and writes spaces as ▁. */
  normalize(text: string): string {
    const { removesExtraSpaces, hasDummyPrefix } = this.#file;
    const bytes = encoder.encode(text.toWellFormed());
    let out = "";
    let isAfterSpace = removesExtraSpaces;
    for (let at = 0; at < bytes.length;) {
      const { length, text: replaced } = this.#nextPart(bytes, at);
      const part = isAfterSpace ? replaced.replace(/^ +/, "") : replaced;
      if (part !== "") {
        out += part.replaceAll(" ", SPACE);
        isAfterSpace = part.endsWith(" ");
      }
      if (!removesExtraSpaces) isAfterSpace = false;
      at += length;
    }
    if (removesExtraSpaces) out = out.replace(/▁+$/, "");
    return out === "" || !hasDummyPrefix ? out : SPACE + out;
  }

  #nextPart(bytes: Uint8Array, at: number): { length: number; text: string } {
    for (const text of this.#user) {
      const own = encoder.encode(text);
      if (own.every((byte, i) => bytes[at + i] === byte)) return { length: own.length, text };
    }
    const length = bytes[at] < 0x80 ? 1 : bytes[at] < 0xe0 ? 2 : bytes[at] < 0xf0 ? 3 : 4;
    return this.#charsMap.match(bytes, at) ?? { length, text: decoder.decode(bytes.subarray(at, at + length)) };
  }

  /** Joins pieces to a text. */
  static join(pieces: readonly string[]): string {
    return pieces.join("").replaceAll(SPACE, " ").trim();
  }
}

function characterStarts(text: string): number[] {
  const starts: number[] = [];
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) starts.push(at);
  return starts;
}
