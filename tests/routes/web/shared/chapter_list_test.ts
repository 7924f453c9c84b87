import assert from "node:assert/strict";
import { checkChapters, readChapterList } from "../../../../routes/web/shared/chapter_list.ts";

const read = (text: string) => readChapterList(text).map(({ time, title }) => `${time} ${title}`);

Deno.test("readChapterList() reads the lists that people write", () => {
  assert.deepEqual(read("Beans!\n\n0:00 Intro\n1:23 - Soil: what it needs\n1:02:03 | The end\nSee you at 5:00"), [
    "0:00 Intro",
    "1:23 Soil: what it needs",
    "1:02:03 The end",
  ]);
  assert.deepEqual(read("• (0:00) Intro\r\n* [01:23] – Soil"), ["0:00 Intro", "01:23 Soil"]);
  assert.deepEqual(read("0:00 - 1:23 Intro\n1:23 - 2:00 Soil"), ["0:00 Intro", "1:23 Soil"]);
  assert.deepEqual(read("Intro 0:00\nSoil – (1:23)\nno time"), ["0:00 Intro", "1:23 Soil"]);
});

Deno.test("readChapterList() keeps wrong times, to be shown, and leaves out lines without a title", () => {
  assert.deepEqual(read("0:00 Intro\n1:75 Soil\n2:00"), ["0:00 Intro", "1:75 Soil"]);
});

Deno.test("readChapterList() finds no list in text, nor in a single line with a time", () => {
  for (const text of ["", "Only one:\n0:00 Intro", "We start at 1:23.\nThen more.", "12:00:00:00 x\n1.2 y"]) {
    assert.deepEqual(read(text), [], text);
  }
});

const line = (time: string, title = "A") => ({ time, title });

Deno.test("checkChapters() puts lines in the order of time, without empty ones", () => {
  assert.deepEqual(checkChapters([line("1:23", " B "), line(" ", ""), line("0:00,5")], 100).chapters, [
    { start: 0.5, title: "A" },
    { start: 83, title: "B" },
  ]);
});

Deno.test("checkChapters() names the first line that is wrong, and what is wrong with it", () => {
  const problem = (...lines: { time: string; title: string }[]) => checkChapters([line("0:00"), ...lines], 100).problem;
  assert.deepEqual(problem(line("1:75")), { line: 2, field: "time", code: "badTime" });
  assert.deepEqual(problem(line("")), { line: 2, field: "time", code: "noTime" });
  assert.deepEqual(problem(line("0:10", " ")), { line: 2, field: "title", code: "noTitle" });
  assert.deepEqual(problem(line("0:10", "x".repeat(201))), { line: 2, field: "title", code: "longTitle" });
  assert.deepEqual(problem(line("0:10"), line("1:40")), { line: 3, field: "time", code: "afterEnd" });
  assert.deepEqual(problem(line("0:10"), line("0:00")), { line: 3, field: "time", code: "sameTime", other: 1 });
});
