import assert from "node:assert/strict";
import { labelSpeakers } from "../../../src/captions/label_speakers.ts";
import type { Cue } from "../../../src/core/types.ts";

/** A cue whose words, of half a second each, follow each other from `start`. */
function cueOf(text: string, start: number, pauses: Record<number, number> = {}): Cue {
  let at = start;
  const words = text.split(" ").map((word, i) => {
    at += pauses[i] ?? 0;
    const from = at;
    at += 0.5;
    return { word: ` ${word}`, start: from, end: at, probability: 1 };
  });
  return { id: 1, start, end: at, text, words };
}

const named = (cues: readonly Cue[]) => cues.map(({ speaker, text }) => [speaker, text]);
const ANN_THEN_BOB = [{ name: "Ann", start: 0, end: 3 }, { name: "Bob", start: 3, end: 20 }];

Deno.test("speakers: each cue gets the name of who speaks most in it; one far from all speech gets none", () => {
  const cues = [cueOf("Good morning.", 0), cueOf("Good morning to you.", 4), {
    ...cueOf("[music]", 40),
    speaker: "Ann",
  }];
  assert.deepEqual(named(labelSpeakers(cues, ANN_THEN_BOB, "en")), [
    ["Ann", "Good morning."],
    ["Bob", "Good morning to you."],
    [undefined, "[music]"],
  ]);
});

Deno.test("speakers: a cue in which the speaker changes is divided at the end of the sentence, and keeps its times", () => {
  // the sentence ends after 2.5 s, and the machine found the change at 3 s
  const [ann, bob] = labelSpeakers([cueOf("How are you doing today? Very well, thank you.", 0)], ANN_THEN_BOB, "en");
  assert.deepEqual(named([ann, bob]), [["Ann", "How are you doing today?"], ["Bob", "Very well, thank you."]]);
  assert.deepEqual([ann.id, bob.id, ann.start, bob.start, bob.end], [1, 2, 0, 2.5, 4.5]);
  assert.ok(ann.end <= bob.start - 0.08);
  assert.deepEqual(ann.words.map(({ word }) => word).join("").trim(), ann.text);
  assert.equal(bob.words.length, 4);
});

Deno.test("speakers: without the end of a sentence a cue is divided at a pause, else where the voice changes", () => {
  const paused = labelSpeakers([cueOf("one two three four five six seven eight", 0, { 5: 0.4 })], ANN_THEN_BOB, "en");
  assert.deepEqual(named(paused), [["Ann", "one two three four five"], ["Bob", "six seven eight"]]);
  const even = labelSpeakers([cueOf("one two three four five six seven eight", 0)], ANN_THEN_BOB, "en");
  assert.deepEqual(named(even), [["Ann", "one two three four five six"], ["Bob", "seven eight"]]);
});

Deno.test("speakers: less than half a second of another voice does not divide a cue", () => {
  const spans = [{ name: "Ann", start: 0, end: 2 }, { name: "Bob", start: 2, end: 2.3 }, {
    name: "Ann",
    start: 2.3,
    end: 9,
  }];
  const cue = cueOf("one two three four five six", 0);
  cue.words[4] = { ...cue.words[4], start: 2.05, end: 2.3 };
  assert.deepEqual(named(labelSpeakers([cue], spans, "en")), [["Ann", cue.text]]);
});

Deno.test("speakers: text that does not say what its words say stays whole, as does text with italics", () => {
  const cue = { ...cueOf("How are you doing today? Very well.", 0), text: "How are you? Very well." };
  assert.deepEqual(named(labelSpeakers([cue], ANN_THEN_BOB, "en")), [["Ann", "How are you? Very well."]]);
  const marked: Cue = {
    ...cueOf("How are you doing today? Very well.", 0),
    markup: [{ from: 0, to: 3, style: "italic" }],
  };
  assert.equal(labelSpeakers([marked], ANN_THEN_BOB, "en").length, 1);
});

Deno.test("speakers: nothing of the text is lost, whoever speaks when", () => {
  const text = "a b c. d e f, g h i? j k l m n! o p q r s t";
  for (let cut = 0; cut < 10; cut += 0.31) {
    for (let width = 0.1; width < 4; width += 0.7) {
      const spans = [
        { name: "A", start: 0, end: cut },
        { name: "B", start: cut, end: cut + width },
        { name: "C", start: cut + width, end: 12 },
      ];
      const cues = labelSpeakers([cueOf(text, 0)], spans, "en");
      assert.equal(cues.map((cue) => cue.text.replaceAll("\n", " ")).join(" "), text);
      for (const [i, cue] of cues.entries()) {
        assert.ok(cue.end > cue.start);
        if (i > 0) assert.ok(cue.start >= cues[i - 1].end);
      }
    }
  }
});
