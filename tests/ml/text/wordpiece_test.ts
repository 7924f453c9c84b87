import assert from "node:assert/strict";
import { WordPiece } from "../../../ml/text/wordpiece.ts";
import tokens from "../../data/text/tokens.json" with { type: "json" };

const vocabulary = Deno.readTextFileSync(new URL("../../../ml/text/bert_vocab.txt", import.meta.url));

Deno.test("WordPiece makes of every text what Hugging Face's tokenizers make of it", () => {
  const tokenizer = new WordPiece(vocabulary);
  for (const { text, ids } of tokens) assert.deepEqual(tokenizer.encode(text), ids, JSON.stringify(text));
});

Deno.test("WordPiece takes the names of special tokens in a text for text", () => {
  const ids = new WordPiece(vocabulary).encode("[SEP]");
  assert.equal(ids.filter((id) => id === 102).length, 1, "one [SEP], at the end");
});

Deno.test("WordPiece refuses a vocabulary without the special tokens", () => {
  assert.throws(() => new WordPiece("a\nb\n"), { name: "RangeError", message: /the vocabulary has no \[UNK\]/ });
});
