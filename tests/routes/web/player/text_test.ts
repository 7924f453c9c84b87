import assert from "node:assert/strict";
import fc from "fast-check";
import { linkAt, parseTime } from "../../../../routes/web/shared/client/link_time.ts";
import { findPhrase, wordsOf } from "../../../../routes/web/player/client/transcript_words.ts";

Deno.test("parseTime() reads the time formats of links, and nothing else", () => {
  const known: [string, number | null][] = [
    ...[["83", 83], ["83s", 83], ["1.5", 1.5], ["1m23s", 83], ["1:23", 83], ["1:02:03", 3723]] as [string, number][],
    ...[["2h", 7200], ["1h1s", 3601], ["1:02.5", 62.5]] as [string, number][],
    ...["", "x", "-1", "1m23", "s", "1e3", "1:2:3:4", "NaN", "Infinity"].map((text): [string, null] => [text, null]),
  ];
  for (const [text, seconds] of known) assert.equal(parseTime(text), seconds, text);
});

Deno.test("linkAt() links to the page, with the time in whole seconds", () => {
  assert.equal(linkAt("https://h", "abc", 83.9), "https://h/videos/abc?t=83");
  assert.equal(linkAt("https://h", "abc", 0.4), "https://h/videos/abc");
});

Deno.test("wordsOf() gives each word its own time if the transcribed words make up the text", () => {
  const timedWords = [
    { word: " Tom", start: 1, end: 1.2, probability: 0.9 },
    { word: " &", start: 1.2, end: 1.3, probability: 0.2 },
    { word: " Jerry.", start: 1.3, end: 1.8, probability: 0.7 },
  ];
  const words = wordsOf("Tom & Jerry.", { start: 1, end: 2 }, timedWords);
  assert.deepEqual(words.map(({ before, text, start, probability }) => [before, text, start, probability]), [
    ["", "Tom", 1, 0.9],
    [" ", "&", 1.2, 0.2],
    [" ", "Jerry.", 1.3, 0.7],
  ]);
  const chinese = [{ word: "你", start: 0, end: 1, probability: 1 }, {
    word: "好。",
    start: 1,
    end: 2,
    probability: 1,
  }];
  assert.deepEqual(wordsOf("你好。", { start: 0, end: 2 }, chinese).map(({ text }) => text), ["你", "好。"]);
});

Deno.test("wordsOf() shares the line's time among the words if a person has changed the text", () => {
  const timedWords = [{ word: " Tim", start: 1, end: 1.2, probability: 0.9 }];
  const words = wordsOf("Tom & Jerry.", { start: 0, end: 12 }, timedWords);
  assert.deepEqual(words.map(({ text, start, end }) => [text, start, end]), [["Tom", 0, 3], ["&", 4, 5], [
    "Jerry.",
    6,
    12,
  ]]);
  assert(words.every(({ probability }) => probability === null));
});

Deno.test("the words of any line join to its text, and their times are in order within it", () => {
  fc.assert(fc.property(fc.string(), (raw) => {
    const text = raw.replace(/\s+/g, " ").trim();
    const words = wordsOf(text, { start: 3, end: 5 });
    assert.equal(words.map(({ before, text }) => before + text).join(""), text);
    let last = 3;
    for (const { start, end } of words) {
      assert(start >= last - 1e-9 && end >= start && end <= 5 + 1e-9);
      last = end;
    }
  }));
});

Deno.test("findPhrase() ignores case and accents, and returns offsets in the original text", () => {
  assert.deepEqual(findPhrase("A café, a CAFE.", "cafe"), [[2, 6], [10, 14]]);
  assert.deepEqual(findPhrase("a cafe", " CAFÉ "), [[2, 6]]);
  assert.deepEqual(findPhrase("aaa", "aa"), [[0, 2]]);
  assert.deepEqual(findPhrase("anything", "  "), []);
  assert.deepEqual(findPhrase("İstanbul 𝒳 Straße", "straße"), [[12, 18]]);
});
