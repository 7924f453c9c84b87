import assert from "node:assert/strict";
import fc from "fast-check";
import { cueDifference } from "../../../src/captions/difference.ts";
import { commonSubsequence } from "../../../src/core/sequence_alignment.ts";

const cue = (start: number, text: string, seconds = 1) => ({ start, end: start + seconds, text });
const kinds = (before: ReturnType<typeof cue>[], after: ReturnType<typeof cue>[]) =>
  cueDifference(before, after).map(({ kind }) => kind);

Deno.test("commonSubsequence() is as long as that of the quadratic method, and rises in both lists", () => {
  const letters = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 25 });
  fc.assert(fc.property(letters, letters, (a, b) => {
    const pairs = commonSubsequence(a, b);
    const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
      }
    }
    assert.equal(pairs.length, table[0][0]);
    pairs.forEach(([i, j], k) => {
      assert.equal(a[i], b[j]);
      if (k > 0) assert.ok(i > pairs[k - 1][0] && j > pairs[k - 1][1]);
    });
  }));
});

Deno.test("a cue with small changes of words or times is changed; others are added and removed", () => {
  const before = [cue(0, "Good evening."), cue(2, "Here is the news of today."), cue(4, "It rains."), cue(6, "Bye.")];
  const after = [cue(0, "Good evening."), cue(2, "Here are the news of today."), cue(6.2, "Bye."), cue(9, "The end.")];
  const changes = cueDifference(before, after);
  assert.deepEqual(changes, [
    { kind: "same", before: before[0], after: after[0] },
    { kind: "changed", before: before[1], after: after[1] },
    { kind: "removed", before: before[2] },
    { kind: "changed", before: before[3], after: after[2] },
    { kind: "added", after: after[3] },
  ]);
});

Deno.test("a cue cut in two is a changed one and an added one", () => {
  const before = [cue(0, "The road was closed, and nobody knew why.", 4)];
  const after = [cue(0, "The road was closed, and", 2.4), cue(2.5, "nobody knew why.", 1.5)];
  assert.deepEqual(kinds(before, after), ["changed", "added"]);
});

Deno.test("captions that were all moved are pairs of changed cues, even ten thousand of them", () => {
  const before = Array.from({ length: 10_000 }, (_, i) => cue(i * 2, i % 7 ? `Sentence number ${i}.` : "Yes."));
  const after = before.map(({ start, text }) => cue(start + 30, text));
  assert.ok(kinds(before, after).every((kind) => kind === "changed"));
});

Deno.test("property: the difference contains both lists, complete and in order", () => {
  const texts = fc.constantFrom("Yes.", "No.", "Good evening.", "Good morning.", "Here is the news.", "");
  const list = fc.array(fc.record({ start: fc.integer({ min: 0, max: 20 }), text: texts }), { maxLength: 12 })
    .map((cues) => cues.map(({ start, text }) => cue(start, text)).sort((a, b) => a.start - b.start));
  fc.assert(fc.property(list, list, (before, after) => {
    const changes = cueDifference(before, after);
    assert.deepEqual(changes.flatMap((change) => "before" in change ? [change.before] : []), before);
    assert.deepEqual(changes.flatMap((change) => "after" in change ? [change.after] : []), after);
    if (
      before.length === after.length && before.every((b, i) => b.text === after[i].text && b.start === after[i].start)
    ) {
      assert.ok(changes.every(({ kind }) => kind === "same"));
    }
  }));
});
