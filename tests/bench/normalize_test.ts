import assert from "node:assert/strict";
import { normalize, normalizeWords } from "../../bench/normalize.ts";
import { rate, wordErrors } from "../../bench/word_error_rate.ts";

const same = (a: string, b: string) => assert.deepEqual(normalize(a, "en"), normalize(b, "en"));

Deno.test("normalize() makes numbers, contractions and punctuation comparable", () => {
  same('the "forty-two line Bible" of about fourteen fifty-five', "the 42 line bible of about 1455");
  same("in the middle of the fifteenth century", "in the middle of the 15th century");
  same("It's two hundred and I don't", "it is 200 and i do not");
  same("Uh, that [music] is one thousand five hundred", "that is 1,500");
  assert.deepEqual(normalize("¿Qué? ¡Año, 1881!", "es"), ["qué", "año", "1881"]);
  assert.deepEqual(normalize("真っ昼間。", "ja"), ["真", "っ", "昼", "間"]);
});

Deno.test("wordErrors() counts substitutions, insertions and deletions", () => {
  assert.deepEqual(wordErrors(["a", "b", "c"], ["a", "x", "c"]), { errors: 1, words: 3 });
  assert.deepEqual(wordErrors(["a", "b", "c"], ["c"]), { errors: 2, words: 3 });
  assert.deepEqual(wordErrors([], ["thank", "you"]), { errors: 2, words: 0 });
  assert.equal(rate([{ errors: 1, words: 10 }, { errors: 0, words: 10 }]), 5);
});

Deno.test("normalize() joins no numbers over a comma or a full stop", () => {
  assert.deepEqual(normalize("Nineteen, twenty, twenty-one. Twenty two", "en"), ["19", "20", "21", "22"]);
  same("ten, eleven, twelve", "10, 11, 12");
});

Deno.test("normalize() writes out per cent and dollars", () => {
  same("seventy percent of the eighty six dollars", "70% of the $86");
});

Deno.test("normalizeWords() gives normalize()'s words, and tells which words each was made of", () => {
  const texts = [
    "It's two hundred, and I don't know. In nineteen eighty seven it was uh 12% of Mr. O'Brien's.",
    "  forty two, forty three  the twenty third of May! ",
  ];
  for (const text of texts) {
    const words = normalizeWords(text.split(/\s+/), "en");
    assert.deepEqual(words.map(({ text }) => text), normalize(text, "en"));
  }
  assert.deepEqual(normalizeWords(["in", "nineteen", "eighty", "it's"], "en"), [
    { text: "in", first: 0, end: 1 },
    { text: "1980", first: 1, end: 3 },
    { text: "it", first: 3, end: 4 },
    { text: "is", first: 3, end: 4 },
  ]);
});
