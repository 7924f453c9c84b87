import assert from "node:assert/strict";
import { parseCaptionFile, UnreadableCaptionsError } from "../../../../src/captions/mod.ts";

const read = (cues: unknown[], more = {}) => parseCaptionFile("json", JSON.stringify({ cues, ...more }));
const word = (text: string, more = {}) => ({ word: text, start: 1, end: 2, probability: 0.5, ...more });
const cue = (words: unknown[], text = "a b") => ({ start: 1, end: 2, text, words });

Deno.test("words of JSON are plain, and wrong ones are left out and named", () => {
  const good = read([cue([word(" a", { start: 1.00049, extra: 1 }), word(" b", { probability: undefined })])]);
  assert.deepEqual(good.cues[0].words, [
    { word: " a", start: 1, end: 2, probability: 0.5 },
    { word: " b", start: 1, end: 2, probability: 1 },
  ]);
  assert.deepEqual(good.changes, []);
  const wrong: [unknown, RegExp][] = [
    [word(" b", { probability: "abc" }), /probability is "abc": it must be a number from 0 to 1/],
    [word(" b", { probability: 2 }), /probability is 2/],
    [word(" b", { end: 0.5 }), /it ends before it starts: 1 to 0.5 s/],
    [word(" b", { start: -1 }), /start is -1: it must be a number of seconds from 0 to 360000/],
    [{ start: 1, end: 2 }, /word is missing: it must be text/],
    [null, /word is missing/],
  ];
  for (const [value, says] of wrong) {
    const { cues, changes } = read([cue([word(" a"), value])]);
    assert.deepEqual([cues[0].text, cues[0].words], ["a b", undefined]);
    assert.deepEqual(changes.map(({ what }) => what), ["text"]);
    assert.match(changes[0].message, /^cues\[0\]\.words\[1\] is left out: /);
    assert.match(changes[0].message, says);
  }
});

Deno.test("a control character or half a character in a word is none in what is read", () => {
  const { cues } = read([cue([word(" a\u0000"), word(" b\ud800")], "a\u0000 b\ud800")]);
  assert.equal(cues[0].text, "a  b\ufffd");
  assert.deepEqual(cues[0].words?.map(({ word }) => word), [" a ", " b\ufffd"]);
});

Deno.test("a bad entry of JSON is left out and named, and refuses no file", () => {
  const { cues, changes } = read([{ start: "x", end: 2, text: "lost" }, { start: 1, end: 2 }, 5, cue([])]);
  assert.deepEqual(cues, [{ start: 1, end: 2, text: "a b" }]);
  assert.deepEqual(changes.map(({ what, message }) => [what, message]), [
    ["left_out", 'cues[0].start is "x": it must be a number of seconds'],
    ["left_out", "cues[1].text is missing: it must be text"],
    ["left_out", "cues[2].start is missing: it must be a number of seconds"],
  ]);
  assert.throws(() => read([{ end: 2, text: "x" }]), UnreadableCaptionsError);
});

Deno.test("marked parts of JSON follow a text that is trimmed", () => {
  const markup = [{ from: 2, to: 5, style: "bold" }];
  assert.deepEqual(read([{ start: 1, end: 2, text: "  Abc \n d ", markup }]).cues, [
    { start: 1, end: 2, text: "Abc\nd", markup: [{ from: 0, to: 3, style: "bold" }] },
  ]);
});
