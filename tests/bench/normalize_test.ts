import assert from "node:assert/strict";
import { normalize } from "../../bench/normalize.ts";
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
