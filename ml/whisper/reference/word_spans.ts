import type { AttentionWord } from "../../../src/core/attention.ts";
import { ValidationError } from "../../../src/core/errors.ts";
import type { Word } from "../../../src/core/types.ts";
import type { WordTokens } from "../tokenizer.ts";

/**
 * Finds the tokens of each word. The words' texts, one after the other, are those of the pieces: words were made by
 * joining punctuation to its neighbours. A piece of a lone space counts to the word before it.
 *
 * @throws {ValidationError} if there are no words, or the pieces have another text
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
  const nTokens = pieces.reduce((sum, { tokens }) => sum + tokens.length, 0);
  if (spans.length === 0) throw new ValidationError("there are no words in this window: there is nothing to explain");
  if (pieces.slice(piece).some(({ word }) => word.trim() !== "")) {
    throw new ValidationError("the tokens go on after the last word: they are of another text");
  }
  spans.at(-1)!.tokens[1] = nTokens;
  return spans;
}
