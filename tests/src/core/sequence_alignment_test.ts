import assert from "node:assert/strict";
import fc from "fast-check";
import { alignByGain, changedSpans, editDistance } from "../../../src/core/sequence_alignment.ts";

const letters = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 7 });

/** The largest possible gain, found by trying all pairs. */
function mostGain(n: number, m: number, gain: (i: number, j: number) => number, i = 0, j = 0): number {
  if (i === n || j === m) return 0;
  const rest = (i: number, j: number) => mostGain(n, m, gain, i, j);
  return Math.max(rest(i + 1, j), rest(i, j + 1), rest(i + 1, j + 1) + gain(i, j));
}

Deno.test("alignByGain() finds pairs in rising order with the largest possible gain", () => {
  fc.assert(fc.property(letters, letters, fc.constantFrom("pair" as const, "skip" as const), (a, b, onTie) => {
    const gain = (i: number, j: number) => a[i] === b[j] ? 2 : a[i] < b[j] ? 1 : -Infinity;
    const pairs = alignByGain(a.length, b.length, gain, { onTie });
    const sum = pairs.reduce((sum, [i, j]) => sum + gain(i, j), 0);
    assert.equal(sum, mostGain(a.length, b.length, gain));
    pairs.forEach(([i, j], k) => k > 0 && assert.ok(i > pairs[k - 1][0] && j > pairs[k - 1][1]));
  }));
});

Deno.test("alignByGain() pairs or skips, as `onTie` says, where both gain the same", () => {
  assert.deepEqual(alignByGain(1, 2, () => 1), [[0, 0]]);
  assert.deepEqual(alignByGain(1, 2, () => 1, { onTie: "skip" }), [[0, 1]]);
  assert.deepEqual(alignByGain(2, 2, () => -Infinity), []);
});

Deno.test("editDistance() counts the changes of changedSpans()", () => {
  assert.equal(editDistance([..."kitten"], [..."sitting"]), 3);
  assert.equal(editDistance([], [..."abc"]), 3);
  fc.assert(fc.property(letters, letters, (a, b) => {
    const changes = changedSpans(a, b).map(({ aStart, aEnd, bStart, bEnd }) => Math.max(aEnd - aStart, bEnd - bStart));
    assert.equal(changes.reduce((sum, n) => sum + n, 0), editDistance(a, b));
  }));
});
