import assert from "node:assert/strict";
import { carryNames, labelCues, renameInCues, renameSpeakers } from "../../../src/captions/speaker_names.ts";
import type { EditedCue } from "../../../src/core/types.ts";
import type { SpeakersJson } from "../../../src/schemas/speakers.ts";

function found(...spans: [number, number][][]): SpeakersJson {
  return {
    speakers: spans.map((own, i) => ({
      ...{ id: i + 1, name: `Speaker ${i + 1}`, is_named: false },
      seconds: own.reduce((sum, [start, end]) => sum + end - start, 0),
      spans: own.map(([start, end]) => ({ start, end })),
    })),
  };
}

const names = ({ speakers }: SpeakersJson) => speakers.map(({ name, is_named }) => [name, is_named]);
const cue = (start: number, text: string, more: Partial<EditedCue> = {}): EditedCue => ({
  ...{ id: 1, start, end: start + 2, text, words: [], isEdited: false },
  ...more,
});

Deno.test("speakers: names stay with their voices when speakers are found anew, in another order", () => {
  const before = renameSpeakers(found([[0, 5]], [[5, 10]]), new Map([[2, "Bob"]]));
  const after = found([[0, 1]], [[1, 5]], [[5.2, 9]]);
  assert.deepEqual(names(carryNames(before, after)), [["Speaker 1", false], ["Speaker 2", false], ["Bob", true]]);
  const swapped = found([[5, 10]], [[0, 5]]);
  assert.deepEqual(names(carryNames(before, swapped)), [["Bob", true], ["Speaker 2", false]]);
});

Deno.test("speakers: two voices that the owner made one are one again when they are found anew", () => {
  const three = found([[0, 5]], [[5, 10]], [[10, 15]]);
  const joined = renameSpeakers(three, new Map([[1, "Ann"], [3, "Ann"]]));
  assert.deepEqual(carryNames(joined, three), joined);
});

Deno.test("speakers: a name of null is the machine's again, and two of the same name become one", () => {
  const three = found([[0, 5]], [[5, 10]], [[10, 12], [14, 15]]);
  const ann = renameSpeakers(three, new Map([[1, "Ann"]]));
  assert.deepEqual(names(renameSpeakers(ann, new Map([[1, null]]))), names(three));
  const joined = renameSpeakers(ann, new Map([[3, "Ann"]]));
  assert.deepEqual(names(joined), [["Ann", true], ["Speaker 2", false]]);
  assert.equal(joined.speakers[0].seconds, 8);
  assert.deepEqual(joined.speakers[0].spans.map(({ start }) => start), [0, 10, 14]);
});

Deno.test("speakers: what a person said of a cue stays, and only the first time an edited cue without a name gets one", () => {
  const two = found([[0, 4]], [[4, 10]]);
  const cues = [
    cue(0, "by the machine", { speaker: "Speaker 2" }),
    cue(4.5, "a person's text", { isEdited: true }),
    cue(7, "a person's name", { isEdited: true, speaker: "Grandma" }),
  ];
  const label = (isFirst: boolean) => labelCues(cues, two, { language: "en", isFirst }).map(({ speaker }) => speaker);
  assert.deepEqual(label(true), ["Speaker 1", "Speaker 2", "Grandma"]);
  assert.deepEqual(label(false), ["Speaker 1", undefined, "Grandma"]);
});

Deno.test("speakers: one speaker alone is not named, and a name of the machine goes", () => {
  const cues = [cue(0, "a", { speaker: "Speaker 1" }), cue(3, "b", { speaker: "Grandma", isEdited: true })];
  const labelled = labelCues(cues, found([[0, 10]]), { language: "en", isFirst: false });
  assert.deepEqual(labelled.map(({ speaker }) => speaker), [undefined, "Grandma"]);
});

Deno.test("speakers: other names in cues, also where two are exchanged", () => {
  const cues = ["Ann", "Bob", undefined].map((speaker, i) => cue(i, "text", speaker ? { speaker } : {}));
  const exchanged = renameInCues(cues, new Map([["Ann", "Bob"], ["Bob", "Ann"]]));
  assert.deepEqual(exchanged.map(({ speaker }) => speaker), ["Bob", "Ann", undefined]);
});
