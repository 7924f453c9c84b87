import assert from "node:assert/strict";
import { bar, bytes, clock, count, isoDuration, percent, sentence } from "../../../../routes/web/shared/format.ts";

Deno.test("clock() writes hours only where there are any", () => {
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

Deno.test("bytes() counts in powers of 1000 with two figures or more", () => {
  assert.deepEqual(
    [0, 999, 1000, 9949, 9950, 999_499, 999_500, 16 * 2 ** 30].map(bytes),
    ["0 B", "999 B", "1.0 kB", "9.9 kB", "10 kB", "999 kB", "1.0 MB", "17 GB"],
  );
});

Deno.test("percent() says 100 only at the end, and stays within 0 and 100", () => {
  assert.deepEqual([-1, 0, 0.427, 0.9999, 1, 2].map(percent), ["0 %", "0 %", "42 %", "99 %", "100 %", "100 %"]);
});

Deno.test("bar() always has the same length", () => {
  assert.deepEqual([0, 0.5, 1, 7].map((f) => bar(f, 4)), ["░░░░", "██░░", "████", "████"]);
});

Deno.test("sentence() begins with a capital and ends with one stop", () => {
  assert.deepEqual(["no sound", "Why?", "Done."].map(sentence), ["No sound.", "Why?", "Done."]);
});

Deno.test("count() and isoDuration()", () => {
  assert.deepEqual([count(1, "word"), count(1200, "word"), isoDuration(61.4)], ["1 word", "1,200 words", "PT61S"]);
});
