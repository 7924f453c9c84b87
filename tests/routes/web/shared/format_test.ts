import assert from "node:assert/strict";
import { bar, bytes, clock, count, isoDuration, percent, sentence } from "../../../../routes/web/shared/format.ts";

Deno.test("clock() writes hours only from one hour on", () => {
  assert.deepEqual([0, 7.9, 83, 3599.99, 3600, 36_061].map(clock), [
    "0:00",
    "0:07",
    "1:23",
    "59:59",
    "1:00:00",
    "10:01:01",
  ]);
  assert.equal(clock(-1), "0:00");
});

Deno.test("bytes() uses powers of 1000, and at least two digits from 1 kB on", () => {
  assert.deepEqual(
    [0, 999, 1000, 9949, 9950, 999_499, 999_500, 16 * 2 ** 30].map(bytes),
    ["0 B", "999 B", "1.0 kB", "9.9 kB", "10 kB", "999 kB", "1.0 MB", "17 GB"],
  );
});

Deno.test("percent() is 100 only at 1, and stays between 0 and 100", () => {
  assert.deepEqual([-1, 0, 0.427, 0.9999, 1, 2].map(percent), ["0 %", "0 %", "42 %", "99 %", "100 %", "100 %"]);
});

Deno.test("bar() always has the same length", () => {
  assert.deepEqual([0, 0.5, 1, 7].map((f) => bar(f, 4)), ["░░░░", "██░░", "████", "████"]);
});

Deno.test("sentence() begins with a capital letter and ends with one punctuation mark", () => {
  assert.deepEqual(["no sound", "Why?", "Done."].map(sentence), ["No sound.", "Why?", "Done."]);
});

Deno.test("count() adds the plural and separators, and isoDuration() writes whole seconds", () => {
  assert.deepEqual([count(1, "word"), count(1200, "word"), isoDuration(61.4)], ["1 word", "1,200 words", "PT61S"]);
});
