import assert from "node:assert/strict";
import { errorRateInterval, pairedDifference } from "../../../bench/scoring/bootstrap.ts";

const utterances = (...errors: number[]) => errors.map((count) => ({ errors: count, words: 10 }));

Deno.test("errorRateInterval() is the rate alone where every recording has the same", () => {
  assert.deepEqual(errorRateInterval(utterances(1, 1, 1)), { value: 10, low: 10, high: 10 });
  assert.ok(isNaN(errorRateInterval([]).value));
});

Deno.test("errorRateInterval() covers 95 % of the means of drawn recordings", () => {
  // Of 100 recordings half are wrong in all words: the mean of a draw has a standard deviation of 5 points
  const { value, low, high } = errorRateInterval(utterances(...Array.from({ length: 100 }, (_, i) => i % 2 ? 10 : 0)));
  assert.equal(value, 50);
  assert.ok(Math.abs(low - 40.2) < 1.1 && Math.abs(high - 59.8) < 1.1, `${low} to ${high}`);
});

Deno.test("pairedDifference() tells a small steady difference from chance, whatever both have in common", () => {
  const hard = Array.from({ length: 50 }, (_, i) => i % 5); // errors that both make
  const steady = pairedDifference(utterances(...hard), utterances(...hard.map((errors) => errors + 1)));
  assert.deepEqual([steady.value, steady.low.toFixed(6), steady.high.toFixed(6)], [-10, "-10.000000", "-10.000000"]);
  // Better and worse in turn, by two errors of ten in all: chance
  const { value, low, high } = pairedDifference(
    utterances(...hard.map((errors) => errors + 1)),
    utterances(...hard.map((errors, i) => errors + (i % 2 ? 0 : 2) + (i === 1 ? 2 : 0))),
  );
  assert.ok(value < 0 && low < 0 && high > 0, `${low} to ${high}`);
});

Deno.test("pairedDifference() refuses lists of different length", () => {
  assert.throws(() => pairedDifference(utterances(1), utterances(1, 2)), /1 recordings can't be compared with 2/);
});
