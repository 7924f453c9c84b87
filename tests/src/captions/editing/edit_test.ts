import assert from "node:assert/strict";
import fc from "fast-check";
import { type EditCue, wordsOfText, wordsWithin } from "../../../../src/captions/editing/cue.ts";
import { findAll, type FindOptions, replaceMatches } from "../../../../src/captions/editing/find.ts";
import { PAUSE_MS, reduceHistory, startHistory, steps } from "../../../../src/captions/editing/history.ts";
import {
  type Cues,
  doubtfulWords,
  insertAt,
  keepWord,
  mergeWithNext,
  placeOfWord,
  remove,
  replaceWord,
  setText,
  setTimes,
  shift,
  splitAtText,
  splitAtTime,
} from "../../../../src/captions/editing/operations.ts";
import { repairAll } from "../../../../src/captions/editing/repair.ts";
import { snap, snapMove, snapPoints } from "../../../../src/captions/editing/snap.ts";
import { formatFieldTime, parseFieldTime } from "../../../../src/captions/editing/time.ts";
import { lintCues } from "../../../../src/captions/lint.ts";

/** A cue whose words share its time evenly. */
function spoken(key: number, start: number, end: number, text: string): EditCue {
  const texts = text.split(/\s+/).filter((word) => word);
  const at = (i: number) => start + (end - start) * i / texts.length;
  const words = texts.map((word, i) => ({ word: ` ${word}`, start: at(i), end: at(i + 1), probability: 0.5 }));
  return { key, start, end, text, words };
}

const bare = (text: string) => text.replace(/\s/g, "");
const wordsText = (cue: EditCue) => cue.words.map(({ word }) => word).join("");
const CUES: Cues = [
  spoken(1, 0, 2, "one two three four"),
  spoken(2, 2, 4, "five six\nseven"),
  spoken(3, 5, 6, "eight"),
];

Deno.test("correcting a word keeps its neighbours' times and probabilities", () => {
  const cue = spoken(1, 0, 3, "the cat sad");
  const words = wordsOfText(cue.words, "the cat sat", cue);
  assert.deepEqual(words.slice(0, 2), cue.words.slice(0, 2));
  assert.deepEqual(words[2], { word: " sat", start: 2, end: 3, probability: 1 });
  const more = wordsOfText(cue.words, "the black cat sad", cue);
  assert.deepEqual(more.map(({ word, start, end }) => [word, start, end]), [
    [" the", 0, 1],
    [" black", 1, 1],
    [" cat", 1, 2],
    [" sad", 2, 3],
  ]);
  assert.equal(more[3].probability, 0.5);
});

Deno.test("words without spaces between them keep their times when a character beside them changes", () => {
  const words = ["今日", "は", "雨"].map((word, i) => ({ word, start: i, end: i + 1, probability: 0.5 }));
  const changed = wordsOfText(words, "今日は雪", { start: 0, end: 3 });
  assert.deepEqual(changed.map(({ word, start, end, probability }) => [word.trim(), start, end, probability]), [
    ["今日", 0, 1, 0.5],
    ["は", 1, 2, 0.5],
    ["雪", 2, 3, 1],
  ]);
});

const text = fc.array(fc.constantFrom("a", "b", "ab", " ", " ", "\n", "é", "漢", "字", "👋", "c."), { maxLength: 24 })
  .map((
    parts,
  ) => parts.join(""));
const cuesOf = fc.array(
  fc.record({ text, length: fc.integer({ min: 100, max: 4000 }), gap: fc.integer({ min: 0, max: 2000 }) }),
  {
    minLength: 1,
    maxLength: 8,
  },
).map((rows) => {
  let at = 0;
  return rows.map(({ text, length, gap }, i) => {
    const start = at + gap;
    at = start + length;
    return spoken(i + 1, start / 1000, at / 1000, text.trim() || "x");
  });
});

Deno.test("the words of any text make exactly that text, in order, within the stored cue", () => {
  fc.assert(fc.property(text, text, (before, after) => {
    const cue = spoken(1, 1, 4, before);
    const words = wordsOfText(cue.words, after, cue);
    assert.equal(bare(words.map(({ word }) => word).join("")), bare(after));
    words.forEach((word, i) => {
      assert.ok(word.end >= word.start && word.start >= (words[i - 1]?.start ?? 0), JSON.stringify(words));
    });
    const stored = wordsWithin({ words, start: 2, end: 3 });
    stored.forEach((word, i) => {
      assert.ok(word.start >= (stored[i - 1]?.end ?? 2) && word.end >= word.start && word.end <= 3);
    });
    if (before === after) assert.deepEqual(words.map(({ start }) => start), cue.words.map(({ start }) => start));
  }));
});

Deno.test("split at the cursor cuts the text there and the time where the word begins", () => {
  const { cues, key } = splitAtText(CUES, 1, 8)!;
  assert.equal(key, 4);
  assert.deepEqual(cues.slice(0, 2).map(({ text, start, end }) => [text, start, end]), [
    ["one two", 0, 1],
    ["three four", 1, 2],
  ]);
  assert.equal(wordsText(cues[1]), " three four");
  assert.equal(
    splitAtText(CUES, 1, 10)!.cues[0].text,
    "one two",
    "in the middle of a word: before it, which is nearer",
  );
  for (const offset of [0, 18, 99, -1]) assert.equal(splitAtText(CUES, 1, offset), null);
  assert.equal(splitAtText(CUES, 3, 0), null);
});

Deno.test("split at the playhead cuts the text between the words that are said before and after", () => {
  const { cues } = splitAtTime(CUES, 2, 2.7)!;
  assert.deepEqual(cues.slice(1, 3).map(({ text, start, end }) => [text, start, end]), [
    ["five", 2, 2.7],
    ["six\nseven", 2.7, 4],
  ]);
  assert.equal(splitAtTime(CUES, 2, 2), null);
  assert.equal(splitAtTime(CUES, 3, 5.5), null, "a single word is not split");
});

Deno.test("a split followed by a merge leaves text, times and the order of words as they were", () => {
  fc.assert(fc.property(cuesOf, fc.nat(), fc.nat(), (cues, which, where) => {
    const cue = cues[which % cues.length];
    const split = splitAtText(cues, cue.key, where % (cue.text.length + 1));
    if (!split) return;
    assert.equal(split.cues.length, cues.length + 1);
    assert.equal(new Set(split.cues.map(({ key }) => key)).size, split.cues.length);
    for (const part of split.cues) assert.ok(part.end > part.start && part.text.trim());
    for (const part of split.cues) assert.equal(bare(wordsText(part)), bare(part.text));
    const merged = mergeWithNext(split.cues, cue.key);
    const joined = merged.find(({ key }) => key === cue.key)!;
    assert.equal(merged.length, cues.length);
    assert.equal(bare(joined.text), bare(cue.text));
    assert.deepEqual([joined.start, joined.end], [cue.start, cue.end]);
  }));
});

Deno.test("merge joins lines unchanged, and Chinese without a space", () => {
  assert.equal(mergeWithNext(CUES, 2)[1].text, "five six\nseven\neight");
  assert.equal(mergeWithNext([spoken(1, 0, 1, "你好"), spoken(2, 1, 2, "世界")], 1)[0].text, "你好世界");
  assert.equal(mergeWithNext(CUES, 3), CUES, "the last cue has no next one");
});

Deno.test("impossible times are corrected: the edge that was not edited moves", () => {
  assert.deepEqual([setTimes(CUES, 3, { start: 7 })[2].start, setTimes(CUES, 3, { start: 7 })[2].end], [7, 7.05]);
  assert.deepEqual([setTimes(CUES, 3, { end: 4.5 })[2].start, setTimes(CUES, 3, { end: 4.5 })[2].end], [4.45, 4.5]);
  assert.equal(setTimes(CUES, 1, { start: -3 }), CUES);
  assert.deepEqual(setTimes(CUES, 3, { start: 1, end: 1.5 }).map(({ key }) => key), [1, 3, 2]);
});

Deno.test("shift moves selected cues with their words, and none before 0", () => {
  fc.assert(
    fc.property(cuesOf, fc.integer({ min: -5000, max: 5000 }), fc.array(fc.nat({ max: 8 })), (cues, ms, picks) => {
      const keys = picks.length > 0 ? new Set(picks) : null;
      const moved = shift(cues, keys, ms / 1000);
      assert.ok(moved.every(({ start, end }) => start >= 0 && end > start));
      const chosen = cues.filter(({ key }) => !keys || keys.has(key));
      const by = new Set(
        chosen.map((cue) => Math.round((moved.find(({ key }) => key === cue.key)!.start - cue.start) * 1000)),
      );
      assert.ok(by.size <= 1, "all cues moved by the same time");
      for (const cue of cues) if (keys && !keys.has(cue.key)) assert.ok(moved.includes(cue));
      assert.ok(moved.every((cue, i) => i === 0 || moved[i - 1].start <= cue.start));
    }),
  );
});

Deno.test("insert takes the free time before the next cue", () => {
  const { cues, key } = insertAt(CUES, 4);
  assert.deepEqual(cues.map((cue) => cue.key), [1, 2, key, 3]);
  assert.deepEqual([cues[2].start, cues[2].end], [4, 5]);
  const last = insertAt(CUES, 9, { mediaSeconds: 10 }).cues.at(-1)!;
  assert.deepEqual([last.start, last.end], [9, 10]);
  assert.deepEqual(remove(CUES, new Set([1, 3])).map(({ key }) => key), [2]);
});

Deno.test("find follows the options for case, whole words and accents, and never reads a pattern", () => {
  const cues = [spoken(1, 0, 1, "Café, cafés and CAFE (a.b)"), spoken(2, 1, 2, "new\nline")];
  const options = (on: Partial<FindOptions> = {}) => ({
    matchCase: false,
    wholeWords: false,
    ignoreAccents: false,
    ...on,
  });
  const texts = (wanted: string, on = {}) =>
    findAll(cues, wanted, options(on)).map(({ key, from, to }) => cues[key - 1].text.slice(from, to));
  assert.deepEqual(texts("café"), ["Café", "café"]);
  assert.deepEqual(texts("café", { wholeWords: true }), ["Café"]);
  assert.deepEqual(texts("cafe", { ignoreAccents: true }), ["Café", "café", "CAFE"]);
  assert.deepEqual(texts("CAFE", { matchCase: true }), ["CAFE"]);
  assert.deepEqual(texts("a.b"), ["a.b"]);
  assert.deepEqual(texts("(a"), ["(a"]);
  assert.deepEqual(texts("new line"), ["new\nline"]);
  for (const nothing of ["", " ", ".*", "\\w"]) assert.deepEqual(texts(nothing), []);
});

Deno.test("replace all leaves no match, and changes nothing else", () => {
  fc.assert(
    fc.property(cuesOf, fc.constantFrom("a", "ab", "é", "漢", "👋"), fc.boolean(), (cues, wanted, ignoreAccents) => {
      const options = { matchCase: false, wholeWords: false, ignoreAccents };
      const found = findAll(cues, wanted, options);
      const replaced = replaceMatches(cues, found, "Z");
      assert.equal(findAll(replaced, wanted, options).length, 0);
      assert.equal(findAll(replaced, "Z", options).length, found.length);
      for (const cue of replaced) assert.equal(bare(wordsText(cue)), bare(cue.text));
      const touched = new Set(found.map(({ key }) => key));
      for (const cue of cues) assert.ok(touched.has(cue.key) || replaced.includes(cue));
    }),
  );
});

Deno.test("undo reverts any number of changes and redo repeats them; continuous typing is one step", () => {
  let history = startHistory<Cues>(CUES);
  const change = (to: Cues, group?: string, at?: number) =>
    history = reduceHistory(history, { type: "change", to, what: "x", group, at });
  change(setText(history.now, 1, "o"), "text 1", 0);
  change(setText(history.now, 1, "on"), "text 1", 500);
  assert.equal(steps(history).undo, 1);
  change(setText(history.now, 1, "one"), "text 1", 501 + PAUSE_MS);
  change(setText(history.now, 2, "two"), "text 2", 502 + PAUSE_MS);
  assert.equal(steps(history).undo, 3);
  change(history.now);
  assert.equal(steps(history).undo, 3, "an empty change adds no step");
  history = reduceHistory(history, { type: "undo" });
  history = reduceHistory(history, { type: "undo" });
  assert.equal(history.now[0].text, "on");
  change(remove(history.now, new Set([3])));
  assert.deepEqual(steps(history), { undo: 2, redo: 0 });
});

Deno.test("any history can be undone to its beginning and redone to its end", () => {
  const action = fc.oneof(fc.constant("undo"), fc.constant("redo"), fc.integer({ min: 1, max: 1000 }));
  fc.assert(fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
    let history = startHistory<number>(0);
    const before: number[] = [];
    let after: number[] = [];
    let now = 0;
    for (const what of actions) {
      if (what === "undo") {
        history = reduceHistory(history, { type: "undo" });
        if (before.length > 0) [now] = [before.pop()!, after.push(now)];
      } else if (what === "redo") {
        history = reduceHistory(history, { type: "redo" });
        if (after.length > 0) [now] = [after.pop()!, before.push(now)];
      } else {
        history = reduceHistory(history, { type: "change", to: what as number, what: "n" });
        if (what !== now) {
          before.push(now);
          now = what as number;
          after = [];
        }
      }
      assert.equal(history.now, now);
      assert.deepEqual(steps(history), { undo: before.length, redo: after.length });
    }
  }));
});

Deno.test("a hundred thousand steps are kept and undone", () => {
  let history = startHistory(0);
  for (let i = 1; i <= 100_000; i++) history = reduceHistory(history, { type: "change", to: i, what: "n" });
  for (let i = 0; i < 100_000; i++) history = reduceHistory(history, { type: "undo" });
  assert.equal(history.now, 0);
});

Deno.test("edges snap to near words, speech and edges of other cues, and to nothing else", () => {
  const points = snapPoints(CUES, { speech: [{ start: 4.9, end: 6.4 }], except: 3 });
  assert.equal(snap(4.96, points.starts), 5, "the word is nearer than the speech");
  assert.equal(snap(4.86, points.starts), 4.9);
  assert.equal(snap(4.5, points.starts), 4.5);
  assert.equal(snap(6.35, points.ends), 6.4);
  assert.equal(snapMove(4.97, 6.2, points), 5 - 4.97);
  assert.equal(snap(1, []), 1);
});

Deno.test("words with a low probability are found, confirmed and corrected one by one", () => {
  const cues = [spoken(1, 0, 2, "the quick - fox"), spoken(2, 2, 3, "quick quick")];
  const doubted = doubtfulWords(cues, 0.6);
  assert.deepEqual(doubted.map(({ key, word }) => [key, word]), [[1, 0], [1, 1], [1, 3], [2, 0], [2, 1]]);
  assert.deepEqual(placeOfWord(cues[1], 1), [6, 11]);
  const kept = keepWord(cues, 2, 1);
  assert.deepEqual([kept[1].words[0].probability, kept[1].words[1].probability, kept[1].text], [0.5, 1, "quick quick"]);
  const corrected = replaceWord(cues, 2, 1, "brown");
  assert.equal(corrected[1].text, "quick brown");
  assert.equal(doubtfulWords(corrected, 0.6).length, 4);
  assert.equal(replaceWord(cues, 1, 1, "")[0].text, "the - fox");
});

Deno.test("repair all leaves no repairable finding, keeps every word and gives every part a key", () => {
  const long =
    "The mountains were covered in snow, and the road to the village had been closed since Tuesday, they said.";
  const cues = [
    spoken(1, 0, 8, long),
    spoken(2, 7.5, 7.7, "No."),
    { ...spoken(3, 7.72, 8, ""), text: "" },
    spoken(4, 12, 13, "Short and late."),
    spoken(5, 10, 11.95, "Out of order."),
  ];
  const repaired = repairAll(cues, "netflix", "en");
  assert.deepEqual(lintCues(repaired, "netflix", "en").filter(({ canRepair }) => canRepair), []);
  assert.equal(new Set(repaired.map(({ key }) => key)).size, repaired.length);
  assert.equal(
    repaired.map((cue) => bare(cue.text)).sort().join(""),
    repaired.map((cue) => bare(wordsText(cue))).sort().join(""),
  );
  assert.ok(repaired.map(({ text }) => bare(text)).join("").startsWith(bare(long)));
});

Deno.test("times are parsed as people write them, and formatted so that they parse again", () => {
  for (
    const [typed, seconds] of [["83.5", 83.5], ["1:23.5", 83.5], ["1:02:03,040", 3723.04], [" 0:00 ", 0], [
      ".5",
      0.5,
    ]] as const
  ) {
    assert.equal(parseFieldTime(typed), seconds);
  }
  for (const wrong of ["", "x", "1:60", "1:2:3:4", "1:61:00", "-3", "1e3", "1:-2"]) {
    assert.equal(parseFieldTime(wrong), null, wrong);
  }
  assert.equal(parseFieldTime("+0.5", 2), 2.5);
  assert.equal(parseFieldTime("-9", 2), 0);
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e8 }), (ms) => {
    assert.equal(parseFieldTime(formatFieldTime(ms / 1000)), ms / 1000);
  }));
});
