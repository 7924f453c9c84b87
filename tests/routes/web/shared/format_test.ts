import assert from "node:assert/strict";
import { bar, clock, isoDuration, sentence } from "../../../../routes/web/shared/format.ts";

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

Deno.test("bar() always has the same length", () => {
  assert.deepEqual([0, 0.5, 1, 7].map((f) => bar(f, 4)), ["░░░░", "██░░", "████", "████"]);
});

Deno.test("sentence() begins with a capital letter and ends with one punctuation mark", () => {
  assert.deepEqual(["no sound", "Why?", "Done."].map(sentence), ["No sound.", "Why?", "Done."]);
});

Deno.test("isoDuration() writes whole seconds", () => {
  assert.equal(isoDuration(61.4), "PT61S");
});
