import assert from "node:assert/strict";
import { rankCorrelation } from "../../../bench/sound/rank_correlation.ts";

Deno.test("the rank correlation is 1 for the same order, -1 for the opposite one, whatever the values", () => {
  assert.equal(rankCorrelation([1, 2, 30], [5, 6, 7]), 1);
  assert.equal(rankCorrelation([1, 2, 30], [7, 6, 5]), -1);
});

Deno.test("the rank correlation gives equal values their mean rank", () => {
  // Pearson's correlation of 1, 2.5, 2.5, 4, 5 and 1, 4, 2.5, 2.5, 5
  assert.ok(Math.abs(rankCorrelation([1, 2, 2, 3, 4], [1, 3, 2, 2, 5]) - 7.25 / 9.5) < 1e-12);
});

Deno.test("the rank correlation of lists of other lengths is refused", () => {
  assert.throws(() => rankCorrelation([1], [1]), /the lists hold 1 and 1 values/);
  assert.throws(() => rankCorrelation([1, 2], [1]), RangeError);
});
