import assert from "node:assert/strict";
import { median, quantile, timeErrors } from "../../bench/word_times.ts";

const spoken = (text: string, shift = 0) =>
  text.split(" ").map((word, i) => ({ word, start: i + shift, end: i + 0.5 + shift }));

Deno.test("timeErrors() measures the errors of word times, ignoring case and punctuation", () => {
  const { starts, ends } = timeErrors(spoken("The oven broke"), spoken(" the oven, broke.".trim(), 0.25));
  assert.deepEqual(starts, [0.25, 0.25, 0.25]);
  assert.deepEqual(ends, [0.25, 0.25, 0.25]);
});

Deno.test("timeErrors() leaves out words that are written wrong, invented or missing", () => {
  const truth = spoken("a b c d");
  const written = [truth[0], { word: "x", start: 0.9, end: 1 }, truth[1], { ...truth[3], start: 3.1 }];
  const { starts } = timeErrors(truth, written);
  assert.equal(starts.length, 3);
  assert.ok(Math.abs(starts[2] - 0.1) < 1e-9);
});

Deno.test("timeErrors() of an empty transcript is empty", () => {
  assert.deepEqual(timeErrors(spoken("a b"), []), { starts: [], ends: [] });
});

Deno.test("quantile() lies between neighbours, median() in the middle", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.equal(quantile([0, 10], 0.95), 9.5);
  assert.ok(Number.isNaN(median([])));
});
