import assert from "node:assert/strict";
import type { Contender } from "../../bench/contenders.ts";
import { goals } from "../../bench/goals.ts";
import type { Run } from "../../bench/runs.ts";
import { differenceOf, type Measured, score } from "../../bench/score.ts";
import { markdown } from "../../bench/table.ts";

const clips: Measured[] = [
  { name: "a", path: "", language: "en", reference: "one two three four", seconds: 10 },
  { name: "b", path: "", language: "de", reference: "eins zwei", seconds: 10 },
  { name: "quiet", path: "", language: "en", reference: "", seconds: 20 },
  {
    name: "timed",
    path: "",
    language: "en",
    reference: "a b",
    seconds: 5,
    words: spoken(["a", 1], ["b", 2]),
    isForWordTimes: true,
  },
  { name: "long", path: "", language: "en", reference: "alpha beta", seconds: 100 },
];
const ours: Contender = { engine: "StreamForge", label: "greedy", beam: 1, batch: 8, words: true };
const theirs: Contender = { engine: "faster-whisper", label: "beam 1", beam: 1, batch: 8, words: true };

function spoken(...words: [string, number][]) {
  return words.map(([word, start]) => ({ word, start, end: start + 0.5 }));
}

function runOf(longSeconds: number, texts: Record<string, string>): Run {
  const names = Object.keys(texts);
  return {
    ...{ loadSeconds: 1, firstSeconds: 2, peakBytes: 5e8, otherCores: 0, versions: { engine: "1.0" } },
    clipResults: names.map((name) => ({
      name,
      wallSeconds: name === "long" ? longSeconds : 1,
      cpuSeconds: name === "long" ? longSeconds * 2 : 1,
      text: texts[name],
      words: name === "timed" ? spoken(["a", 1.1], ["b", 2.3]) : [],
    })),
  };
}

const first = { a: "One, two, three!", b: "Eins zwei.", quiet: "Thank you.", timed: "a b", long: "alpha beta" };

Deno.test("score() takes speed from the long recording of every run, and word error rates from the clips", () => {
  const it = score(
    ours,
    [runOf(2, first), runOf(4, { long: "alpha" }), runOf(3, { long: "alpha beta" })],
    clips,
    "long",
  );
  assert.deepEqual([it.realTimeFactorMin, it.realTimeFactorMedian], [0.02, 0.03]);
  assert.equal(it.clipsRealTimeFactor, 3 / 40);
  assert.equal(it.processorFactor, 0.06);
  assert.equal(it.english.value, 25); // one missing of four
  assert.equal(it.others.value, 0);
  assert.equal(it.werJoined, 100 / 6); // one of two is missing in one of three runs
  assert.equal(it.wordsOverSilence, 2);
  assert.ok(Math.abs(it.startErrorMedian - 0.2) < 1e-9);
  assert.deepEqual(it.timedWords, { found: 2, all: 2 });
  assert.ok(isNaN(it.alignedErrorMedian));
});

Deno.test("score() compares clips with a forced alignment, and timed clips with their true word times", () => {
  const aligned = clips.map((clip) => clip.name === "a" ? { ...clip, aligned: spoken(["two", 1]) } : clip);
  const run = runOf(2, first);
  run.clipResults.find(({ name }) => name === "a")!.words = spoken(["One", 0.4], ["two", 1.25]);
  const it = score(ours, [run], aligned, "long");
  assert.ok(Math.abs(it.alignedErrorMedian - 0.25) < 1e-9);
  assert.ok(Math.abs(it.startErrorMedian - 0.2) < 1e-9);
});

Deno.test("score() takes speed from the clips if there is no long recording", () => {
  const { long: _, ...short } = first;
  assert.equal(score(ours, [runOf(0, short)], clips, null).realTimeFactorMedian, 3 / 40);
});

Deno.test("score() counts a joined recording's errors apart, and what was lost without being listed", () => {
  const words = spoken(["red", 0], ["green", 0.5], ["blue", 1], ["grey", 3], ["white", 3.5]);
  const set: Measured[] = [
    { name: "c", path: "", language: "en", reference: "red green blue", seconds: 2, words: words.slice(0, 3) },
    { name: "d", path: "", language: "en", reference: "grey white", seconds: 2, words: words.slice(3) },
    {
      ...{ name: "cd", path: "", language: "en", reference: "red green blue grey white", seconds: 4, words },
      members: ["c", "d"],
    },
  ];
  const run = runOf(1, { c: "red", d: "grey white", cd: "blue grey" });
  run.clipResults.find(({ name }) => name === "c")!.dropped = [{ start: 0.5, end: 1.5 }];
  const it = score(ours, [run], set, "cd");
  assert.equal(it.english.value, 40); // two of five
  assert.equal(it.werJoined, 60);
  assert.deepEqual([it.lostSeconds, it.droppedSeconds], [1, 1]);
  assert.deepEqual(it.lost, ["joined: c: red green"]);
});

Deno.test("differenceOf() compares two engines on the same clips alone", () => {
  const [a, b] = ["one two", "one two three four five"].map((text) =>
    score(ours, [runOf(2, { ...first, a: text })], clips, "long")
  );
  assert.deepEqual(differenceOf(b, a, true), { value: -25, low: -25, high: -25 });
  assert.equal(differenceOf(a, { ...b, utterances: [] }, true), null);
});

Deno.test("goals() compares medians and error rates, and names what was not measured", () => {
  const wrong = { ...first, b: "Eins drei." };
  const scores = [
    score(ours, [runOf(2, wrong)], clips, "long"),
    score(theirs, [runOf(5, first)], clips, "long"),
  ];
  const reached = goals(scores);
  const goal = (start: string) => reached.find(({ text }) => text.startsWith(start))!;
  const faster = { reached: "2.50 times (faster-whisper, beam 1)", isMet: true };
  assert.deepEqual(goal("floor: faster"), { ...goal("floor: faster"), ...faster });
  const clipsAlone = { reached: "1.00 times (faster-whisper, beam 1)", isMet: true };
  assert.deepEqual(goal("floor: faster than every peer on clips"), {
    ...goal("floor: faster than every peer on clips"),
    ...clipsAlone,
  });
  const others = { reached: "50.0 % against 0.0 % (faster-whisper, beam 1)", isMet: false };
  const floor = "floor: greedy, no more errors than any greedy peer (clips of other languages)";
  assert.deepEqual(goal(floor), { ...goal(floor), ...others });
  assert.equal(goal("9 times whisper.cpp").isMet, null);
  assert.equal(goal("beam 5: 2 times").isMet, null);
  assert.equal(goal("peak memory").isMet, true);
});

Deno.test("markdown() has a row for each setting and names what was not run", () => {
  const scores = [score(ours, [runOf(2, first)], clips, "long")];
  const text = markdown({
    ...{ date: "2026-01-02", command: "./sf bench:speech", model: "base", scores, goals: goals(scores) },
    machine: { cpu: "Some CPU", threads: 2, device: "cpu", memoryBytes: 2 ** 33, system: "linux" },
    audio: { long: 100, clips: 40, clipCount: 3 },
    missing: [{ contender: theirs, reason: "pip failed" }],
  });
  assert.match(text, /\| StreamForge \| greedy \s*\| yes \s*\| 0\.0200/);
  assert.match(text, /\| 25\.0 \(25\.0 to 25\.0\)\s*\| 0\.0/);
  assert.match(text, /faster-whisper, beam 1, word times on: pip failed/);
  assert.match(text, /Some CPU, 2 threads, cpu, 8 GiB/);
});
