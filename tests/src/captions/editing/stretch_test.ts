import assert from "node:assert/strict";
import type { EditCue } from "../../../../src/captions/editing/cue.ts";
import { replaceStretch, retimeCues, stretchOf } from "../../../../src/captions/editing/stretch.ts";

const cue = (key: number, start: number, end: number, text: string): EditCue => ({ key, start, end, text, words: [] });
const CUES = [cue(1, 0, 1, "One."), cue(2, 1.1, 2, "Two and"), cue(3, 2, 3, "three."), cue(4, 5, 6, "Four.")];
const word = (word: string, start: number) => ({ word, start, end: start + 0.2, probability: 1 });

Deno.test("stretchOf() has a margin, but none of the cues beside it", () => {
  assert.deepEqual(stretchOf(CUES, new Set([2, 3])), { start: 1, end: 3.3 });
  assert.equal(stretchOf(CUES, new Set([9])), null);
});

Deno.test("replaceStretch() puts other cues in the place of the chosen ones", () => {
  const cues = replaceStretch(CUES, new Set([2, 3]), [{ start: 1.2, end: 2.9, text: "Two, three.", words: [] }]);
  assert.deepEqual(cues.map(({ key, text }) => [key, text]), [[1, "One."], [5, "Two, three."], [4, "Four."]]);
});

Deno.test("replaceStretch() keeps the speaker and the place of what it replaces", () => {
  const spoken = [
    CUES[0],
    { ...CUES[1], speaker: "Ann" },
    { ...CUES[2], speaker: "Bo", position: { line: 0 } },
    CUES[3],
  ];
  const by = [cue(0, 1.1, 2.2, "Two"), cue(0, 2.3, 3, "three."), cue(0, 3.1, 3.3, "So.")];
  const cues = replaceStretch(spoken, new Set([2, 3]), by);
  assert.deepEqual(cues.slice(1, 4).map(({ speaker, position }) => [speaker, position]), [
    ["Ann", undefined],
    ["Bo", { line: 0 }],
    [undefined, undefined],
  ]);
});

Deno.test("retimeCues() leaves a dash that belongs to the next cue with the word before it", () => {
  const cues = [cue(1, 0, 1, "I see."), cue(2, 1, 2, "- Yes.\n- No."), cue(3, 2, 3, "♪♪"), cue(4, 3, 4, "Go on.")];
  const words = [word(" I", 0.1), word(" see. -", 0.4), word(" Yes. -", 1.1), word(" No. ♪♪", 1.5)];
  const timed = retimeCues(cues, new Set([1, 2, 3, 4]), [...words, word(" Go", 3.2), word(" on.", 3.5)]);
  assert.deepEqual(timed.map(({ start, words }) => [start, words.map(({ word }) => word).join("")]), [
    [0.1, " I see. -"],
    [1.1, " Yes. - No. ♪♪"],
    [2, ""],
    [3.2, " Go on."],
  ]);
});

Deno.test("retimeCues() gives each cue the times of its own words, and keeps its text", () => {
  const words = [word(" Two", 1.3), word(" and", 1.6), word(" three.", 2.5)];
  const cues = retimeCues(CUES, new Set([2, 3]), words);
  assert.deepEqual(cues.map(({ text, start, end }) => [text, start, end]), [
    ["One.", 0, 1],
    ["Two and", 1.3, 1.8],
    ["three.", 2.5, 2.7],
    ["Four.", 5, 6],
  ]);
  assert.deepEqual(retimeCues(CUES, new Set([2]), []), CUES, "without words all stays");
});
