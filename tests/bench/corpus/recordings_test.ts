import assert from "node:assert/strict";
import { spell } from "../../../bench/corpus/plans.ts";
import { arrange, joined, type Recording } from "../../../bench/corpus/recordings.ts";
import { Random } from "../../../bench/soak/random.ts";

/** Half a second of sound that is one word. */
function said(word: string, gapSeconds: number) {
  const samples = new Float32Array(8000).fill(0.1);
  return { samples, words: [{ word, start: 0.1, end: 0.4 }], gapSeconds, gain: 0 };
}

Deno.test("arrange() puts words after pauses, and lets a speaker begin before the other has ended", () => {
  const { samples, words } = arrange([said("one", 1), said("two", 2), said("three", -0.2)]);
  const times = words.map(({ word, start, end }) => [word, start.toFixed(2), end.toFixed(2)]);
  assert.deepEqual(times, [["one", "1.10", "1.40"], ["two", "3.60", "3.90"], ["three", "3.90", "4.20"]]);
  assert.equal(samples[3 * 16000], 0);
  assert.ok(samples[3.9 * 16000] > samples[3.6 * 16000] * 1.9, "both speakers are in the overlap");
});

Deno.test("joined() moves the word times of its members, and names them", () => {
  const one = { kind: "clean", language: "en", condition: "", voices: [], isQuick: false };
  const member = (name: string): Recording => ({ ...one, name, text: name, ...said(name, 0) });
  const { words, members, text, samples } = joined("all", [member("a"), member("b")], new Random(1));
  assert.deepEqual([members, text], [["a", "b"], "a b"]);
  const gap = words![1].start - words![0].end - 0.1 - 0.1;
  assert.ok(gap > 0.5 && gap < 2, `${gap}`);
  assert.ok(samples.length / 16000 > words![1].end);
});

Deno.test("spell() writes numbers as they are said", () => {
  assert.deepEqual([7, 10, 19, 20, 42, 99].map(spell), [
    "seven",
    "ten",
    "nineteen",
    "twenty",
    "forty two",
    "ninety nine",
  ]);
});
