import assert from "node:assert/strict";
import fc from "fast-check";
import {
  areSame,
  chosenCues,
  compareTexts,
  compareVersions,
  type PlainCue,
  usualSides,
} from "../../../../src/captions/editing/compare.ts";

const cue = (start: number, end: number, text: string): PlainCue => ({ start, end, text });
const BASE = [cue(0, 2, "one"), cue(2, 4, "two"), cue(5, 7, "three")];

Deno.test("each changed stretch of two versions belongs to one of them or to both", () => {
  const mine = [cue(0, 2, "ONE"), cue(2, 4, "two"), cue(5, 7, "three!")];
  const theirs = [cue(0, 2, "one"), cue(2, 3, "t"), cue(3, 4, "wo"), cue(5, 7, "three?")];
  const stretches = compareVersions(BASE, mine, theirs);
  assert.deepEqual(stretches.map(({ changed }) => changed), ["mine", "theirs", "both"]);
  assert.equal(stretches[1].theirs.length, 2, "a split belongs together");
  assert.deepEqual(usualSides(stretches), ["mine", "theirs", null]);
  assert.deepEqual(chosenCues(stretches, ["mine", "theirs", "mine"]).map(({ text }) => text), [
    "ONE",
    "t",
    "wo",
    "three!",
  ]);
});

Deno.test("a cue that one version removed and the other changed is left for a person to decide", () => {
  const [, second] = compareVersions(BASE, [BASE[0], BASE[2]], [BASE[0], cue(2, 4, "TWO"), BASE[2]]);
  assert.deepEqual([second.changed, second.mine.length, second.theirs.length], ["both", 0, 1]);
  const [same] = compareVersions(BASE, [cue(0, 2, "uno")], [cue(0, 2, "uno")]);
  assert.equal(same.changed, "same");
});

const cues = fc.array(
  fc.record({
    gap: fc.integer({ min: 0, max: 3 }),
    length: fc.integer({ min: 1, max: 4 }),
    text: fc.constantFrom("a", "b", "c"),
  }),
  { maxLength: 10 },
).map((rows) => {
  let at = 0;
  return rows.map(({ gap, length, text }) => cue(at + gap, at += gap + length, text));
});

Deno.test("property: choosing one side everywhere gives exactly that version", () => {
  fc.assert(fc.property(cues, cues, cues, (base, mine, theirs) => {
    const stretches = compareVersions(base, mine, theirs);
    assert.ok(areSame(chosenCues(stretches, stretches.map(() => "mine")), mine));
    assert.ok(areSame(chosenCues(stretches, stretches.map(() => "theirs")), theirs));
    assert.deepEqual(usualSides(compareVersions(base, mine, base)).filter((side) => side !== "mine"), []);
  }));
});

Deno.test("texts are compared word by word, and the parts contain both texts", () => {
  assert.deepEqual(compareTexts("the cat sat", "the dog sat"), [
    { text: "the ", kind: "same" },
    { text: "cat", kind: "removed" },
    { text: "dog", kind: "added" },
    { text: " sat", kind: "same" },
  ]);
  fc.assert(fc.property(fc.string(), fc.string(), (before, after) => {
    const parts = compareTexts(before, after);
    assert.equal(parts.filter(({ kind }) => kind !== "added").map(({ text }) => text).join(""), before);
    assert.equal(parts.filter(({ kind }) => kind !== "removed").map(({ text }) => text).join(""), after);
  }));
});
