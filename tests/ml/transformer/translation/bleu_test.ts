import assert from "node:assert/strict";
import { bleu } from "../../../../ml/transformer/translation/bleu.ts";

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
const one = (translation: string, reference: string) => bleu([{ translation, reference }]);

Deno.test("bleu() of the same sentence is 100, of other words 0", () => {
  near(one("el gato come pan", "el gato come pan"), 100);
  assert.equal(one("la casa es roja", "el gato come pan"), 0);
});

Deno.test("bleu() is the geometric mean of four precisions", () => {
  // words: 5 of 6, pairs: 3 of 5, threes: 2 of 4, fours: 1 of 3
  near(one("a b c d x f", "a b c d e f"), 100 * (5 / 6 * 3 / 5 * 2 / 4 * 1 / 3) ** 0.25);
});

Deno.test("bleu() of a shorter translation has the brevity penalty", () => {
  near(one("a b c d", "a b c d e f"), 100 * Math.exp(1 - 6 / 4));
});

Deno.test("bleu() counts a word as often as the reference has it", () => {
  // words: 4 of 8 (a once, b c d), pairs: 3 of 7, threes: 2 of 6, fours: 1 of 5
  near(one("a a a a a b c d", "a b c d x y z w"), 100 * (4 / 8 * 3 / 7 * 2 / 6 * 1 / 5) ** 0.25);
});

Deno.test("bleu() sums over all sentences before it divides", () => {
  // words: 4 + 3 of 4 + 4, pairs: 3 + 2 of 6, threes: 2 + 1 of 4, fours: 1 + 0 of 2
  const pairs = [{ translation: "a b c d", reference: "a b c d" }, { translation: "e f g h", reference: "e f g x" }];
  near(bleu(pairs), 100 * (7 / 8 * 5 / 6 * 3 / 4 * 1 / 2) ** 0.25);
});

Deno.test("bleu() counts case and punctuation", () => {
  assert.ok(one("¿come el gato pan?", "¿Come el gato pan?") < 100);
  assert.equal(bleu([]), 0);
});
