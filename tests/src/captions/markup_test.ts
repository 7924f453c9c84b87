import assert from "node:assert/strict";
import fc from "fast-check";
import { mergeCues } from "../../../src/captions/mod.ts";
import { cueDifference } from "../../../src/captions/difference.ts";
import { areSame, compareVersions } from "../../../src/captions/editing/compare.ts";
import type { EditCue } from "../../../src/captions/editing/cue.ts";
import { findAll, replaceMatches } from "../../../src/captions/editing/find.ts";
import {
  mergeWithNext,
  setSpeaker,
  setText,
  splitAtText,
  toggleStyle,
} from "../../../src/captions/editing/operations.ts";
import { splitCue } from "../../../src/captions/lint.ts";
import { moveMarkup, respaceMarkup, taggedText } from "../../../src/captions/markup.ts";
import type { EditedCue, MarkupRange } from "../../../src/core/types.ts";

const italic = (from: number, to: number): MarkupRange => ({ from, to, style: "italic" });
/** The cue of the tests: "the old *gardener* planted beans". */
const CUE: EditCue = {
  ...{ key: 1, start: 1, end: 5, text: "the old gardener planted beans", words: [] },
  ...{ speaker: "Ann", position: { line: 0 }, markup: [italic(8, 16)] },
};
const marked = ({ text, markup = [] }: Pick<EditCue, "text" | "markup">) =>
  markup.map(({ from, to }) => text.slice(from, to));

Deno.test("markup stays with its words when the text before, within or after it changes", () => {
  const after = (text: string) => marked(setText([CUE], 1, text)[0]);
  assert.deepEqual(after("a very old gardener planted beans"), ["gardener"]);
  assert.deepEqual(after("the old gardeners planted beans"), ["gardener"]);
  assert.deepEqual(after("the old garde-ner planted beans"), ["garde-ner"]);
  assert.deepEqual(after("the old farmer planted beans"), ["farmer"]);
  assert.deepEqual(after("the old planted beans"), []);
  assert.deepEqual(setText([CUE], 1, "x")[0].speaker, "Ann");
});

Deno.test("a split gives each half its markup, speaker and place; a merge joins them again", () => {
  const halves = splitAtText([CUE], 1, 16)!.cues;
  assert.deepEqual(halves.map(marked), [["gardener"], []]);
  assert.deepEqual(halves.map(({ speaker, position }) => [speaker, position]), [["Ann", { line: 0 }], ["Ann", {
    line: 0,
  }]]);
  const [joined] = mergeWithNext(halves, 1);
  assert.deepEqual([joined.text, joined.markup, joined.speaker], [CUE.text, CUE.markup, "Ann"]);
});

Deno.test("a merge of two speakers names them in the text", () => {
  const second: EditCue = { ...CUE, key: 2, start: 5, end: 7, text: "and peas", speaker: "Bo", markup: [italic(4, 8)] };
  const [joined] = mergeWithNext([CUE, second], 1);
  assert.equal(joined.text, "Ann: the old gardener planted beans\nBo: and peas");
  assert.deepEqual([joined.speaker, marked(joined)], [undefined, ["gardener", "peas"]]);
});

Deno.test("replaced words and new line breaks keep the markup of the others", () => {
  const options = { matchCase: false, wholeWords: false, ignoreAccents: false };
  const [replaced] = replaceMatches([CUE], findAll([CUE], "e", options), "EE");
  assert.deepEqual(marked(replaced), ["gardEEnEEr"]);
  assert.deepEqual(respaceMarkup(CUE.markup, CUE.text, "the old\ngardener\nplanted beans"), [italic(8, 16)]);
  const pieces = splitCue({ ...CUE, words: [] }, { maxLines: 1, maxLineChars: 16, maxCueSeconds: 7 }, {
    language: "en",
    gapSeconds: 0.1,
  });
  assert.deepEqual(pieces.flatMap(marked), ["gardener"]);
});

Deno.test("a cue that differs only in its look is changed, edited, and in conflict", () => {
  const { key: _key, ...plain } = CUE;
  const cue = (look: Partial<EditedCue>): EditedCue => ({ ...plain, id: 1, words: [], isEdited: false, ...look });
  const [before, after] = [cue({ speaker: undefined }), cue({})];
  assert.deepEqual(cueDifference([before], [after]).map(({ kind }) => kind), ["changed"]);
  assert.ok(!areSame([before], [after]));
  assert.deepEqual(compareVersions([before], [after], [cue({ speaker: "Bo" })]).map(({ changed }) => changed), [
    "both",
  ]);
});

Deno.test("an edited cue keeps its look when Whisper captions the video again", () => {
  const { key: _key, ...plain } = CUE;
  const edited: EditedCue = { ...plain, id: 1, words: [], isEdited: true };
  const machine: EditedCue[] = [
    { id: 1, start: 1, end: 5, text: "the old gardner", words: [], isEdited: false },
    { id: 2, start: 6, end: 8, text: "and peas", words: [], isEdited: false },
  ];
  const [first, second] = mergeCues({ current: [edited], machine }, "en");
  assert.deepEqual([first.speaker, first.position, first.markup], ["Ann", { line: 0 }, CUE.markup]);
  assert.equal(second.text, "and peas");
});

Deno.test("styles and speakers are set and taken out again", () => {
  const once = toggleStyle([CUE], 1, { from: 0, to: 7, style: "bold" });
  assert.deepEqual(once[0].markup, [{ from: 0, to: 7, style: "bold" }, italic(8, 16)]);
  assert.deepEqual(toggleStyle(once, 1, { from: 0, to: 7, style: "bold" })[0].markup, CUE.markup);
  assert.equal("markup" in toggleStyle([CUE], 1, italic(8, 16))[0], false);
  assert.equal("speaker" in setSpeaker([CUE], 1, " ")[0], false);
});

Deno.test("property: moved markup is within the text, and tags around it leave the text as it is", () => {
  const range = fc.record({
    from: fc.nat(20),
    to: fc.nat(20),
    style: fc.constantFrom("bold" as const, "italic" as const),
  });
  fc.assert(fc.property(fc.string(), fc.string(), fc.array(range), (before, after, ranges) => {
    const markup = moveMarkup(ranges.filter(({ from, to }) => from < to && to <= before.length), before, after) ?? [];
    for (const { from, to } of markup) assert.ok(0 <= from && from < to && to <= after.length);
    const tagged = taggedText({ text: after, markup }, { open: () => "", close: () => "", escape: (text) => text });
    assert.equal(tagged, after);
  }));
});
