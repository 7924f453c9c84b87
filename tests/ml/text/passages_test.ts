import assert from "node:assert/strict";
import { passagesOf } from "../../../ml/text/passages.ts";

const sentences = (...lengths: number[]) =>
  lengths.map((words, i) => ({ start: i, end: i + 0.9, text: Array(words).fill(`w${i}`).join(" ") }));
const spans = (...lengths: number[]) => passagesOf(sentences(...lengths)).map(({ start, end }) => [start, end]);

Deno.test("a passage begins at each sentence, and has two of them and twenty words", () => {
  assert.deepEqual(spans(12, 12, 12), [[0, 1.9], [1, 2.9]]);
  assert.deepEqual(spans(5, 5, 5, 5, 5), [[0, 3.9], [1, 4.9]], "short ones need more");
  assert.equal(passagesOf(sentences(12, 12))[0].text.split(" ").length, 24);
});

Deno.test("a long sentence stands for itself, and so does a text that is too short", () => {
  assert.deepEqual(spans(40, 12, 12), [[0, 0.9], [1, 2.9]]);
  assert.deepEqual(spans(3), [[0, 0.9]]);
  assert.deepEqual(spans(), []);
});
