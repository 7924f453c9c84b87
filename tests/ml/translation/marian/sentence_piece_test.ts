import assert from "node:assert/strict";
import { SentencePiece } from "../../../../ml/translation/marian/sentence_piece.ts";
import { ModelError } from "../../../../src/core/errors.ts";

const data = new URL("../../../data/marian/", import.meta.url).pathname; // made by tests/data/make_marian.py
const path = `${data}opus-mt-en-es/source.spm`;
const file = await Deno.readFile(path);
const source = SentencePiece.read(path, file);

Deno.test("texts of many writing systems are divided as by Python's sentencepiece", async () => {
  const expected: [string, string[]][] = JSON.parse(await Deno.readTextFile(`${data}pieces.json`));
  assert.ok(expected.length > 300);
  for (const [text, pieces] of expected) assert.deepEqual(source.encode(text), pieces, JSON.stringify(text));
});

Deno.test("pieces are joined to the text that was divided", () => {
  const text = "How do I reset the machine? Press the button for ten seconds.";
  assert.equal(SentencePiece.join(source.encode(`  ${text.replace("button", " button")} `)), text);
});

Deno.test("half a surrogate pair becomes the replacement character, and not an error", () => {
  assert.deepEqual(source.encode("a\ud800b"), source.encode("a\ufffdb"));
});

Deno.test("a .spm file that is cut off, or of another type, is refused by name", () => {
  for (const length of [1, 100, file.length - 5]) {
    assert.throws(
      () => SentencePiece.read(path, file.subarray(0, length)),
      (error: Error) => error instanceof ModelError && error.message.startsWith(`${path} is no unigram model`),
    );
  }
  const bpe = Uint8Array.of(0x0a, 3, 0x0a, 1, 97, 0x12, 2, 0x18, 2); // a piece "a"; trainer_spec.model_type BPE
  assert.throws(() => SentencePiece.read("x.spm", bpe), /its type is 2: it must be 1/);
});

Deno.test("a piece without a text is refused: it would match everywhere, and no text would end", () => {
  const a = [0x0a, 3, 0x0a, 1, 97]; // a piece "a"
  const unnamed = Uint8Array.of(...a, 0x0a, 2, 0x18, 4); // and one of the user without a text
  const empty = Uint8Array.of(...a, 0x0a, 4, 0x0a, 0, 0x18, 4); // with an empty one
  for (const bytes of [unnamed, empty]) {
    assert.throws(
      () => SentencePiece.read("x.spm", bytes),
      (error: Error) => error instanceof ModelError && /x\.spm is no .*: a piece has no text/.test(error.message),
    );
  }
  const mark = Uint8Array.of(...a, 0x0a, 7, 0x0a, 3, 0xef, 0xbb, 0xbf, 0x18, 4); // U+FEFF is a text
  assert.deepEqual(SentencePiece.read("x.spm", mark).encode("\ufeffa"), ["▁", "\ufeff", "a"]);
});

Deno.test("a model of very many pieces is read", () => {
  const pieces = Array.from({ length: 300_000 }, (_, i) => ({ text: `▁${i}`, score: -1, type: "normal" as const }));
  const shape = { charsMap: new Uint8Array(), hasDummyPrefix: true, removesExtraSpaces: true };
  assert.deepEqual(new SentencePiece({ pieces, ...shape }).encode("7 299999"), ["▁7", "▁299999"]);
});
