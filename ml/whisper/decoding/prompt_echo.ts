import { commonSubsequence } from "../../../src/core/sequence_alignment.ts";
import type { WhisperTokenizer } from "../tokenizer.ts";
import type { Attempt } from "./attempt.ts";
import { type Piece, splitPieces } from "./segments.ts";

/** So many text tokens, about six words, are not the same by chance. */
const MIN_ECHO_TOKENS = 8;
/** Two readings of the same sound put a passage at times that differ by up to this much. */
const TOLERANCE_SECONDS = 1;

/**
 * Finds the passages of a text that begin with words from its context: the decoder may have copied them instead of
 * listening.
 *
 * @param previous the tokens that the decoder got as context
 * @param windowSeconds the window's length
 */
export function echoedPieces(
  { tokens }: Pick<Attempt, "tokens">,
  previous: readonly number[],
  tokenizer: Pick<WhisperTokenizer, "decode" | "timestampBegin" | "endOfText">,
  windowSeconds: number,
): Piece[] {
  const isText = (token: number) => token < tokenizer.endOfText;
  const before = lettersOf(tokenizer.decode(previous.filter(isText)));
  return splitPieces(tokens, tokenizer.timestampBegin, windowSeconds).filter((piece) => {
    const text = piece.tokens.filter(isText);
    return text.length >= MIN_ECHO_TOKENS &&
      before.includes(lettersOf(tokenizer.decode(text.slice(0, MIN_ECHO_TOKENS))));
  });
}

/**
 * Whether a passage was said, by a reading of the same window without context: that has at least half of its words at
 * about the same time.
 */
export function isSaid(
  piece: Piece,
  { tokens }: Pick<Attempt, "tokens">,
  tokenizer: Pick<WhisperTokenizer, "decode" | "timestampBegin">,
  windowSeconds: number,
): boolean {
  const heard = splitPieces(tokens, tokenizer.timestampBegin, windowSeconds).filter(({ start, end }) =>
    start < piece.end + TOLERANCE_SECONDS && end > piece.start - TOLERANCE_SECONDS
  );
  const words = wordsOf(tokenizer.decode(piece.tokens));
  const both = commonSubsequence(words, heard.flatMap(({ tokens }) => wordsOf(tokenizer.decode(tokens))));
  return both.length >= words.length / 2;
}

const lettersOf = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, "");

/** In languages without spaces: the characters. */
const wordsOf = (text: string) =>
  text.toLowerCase().match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}]+/gu,
  ) ?? [];
