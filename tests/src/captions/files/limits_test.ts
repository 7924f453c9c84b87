import assert from "node:assert/strict";
import { parseCaptionFile } from "../../../../src/captions/mod.ts";

const SRT = "1\n00:00:01,000 --> 01:00:00,000\n";

// work for each pair of a piece and a marked part would take minutes
Deno.test("a cue of a megabyte with a mark at each other letter is divided, and each piece has its marks", () => {
  const { cues } = parseCaptionFile("srt", SRT + "<b>a</b>b".repeat(111_000));
  assert.equal(cues.map(({ text }) => text).join(""), "ab".repeat(111_000));
  const bold = cues.map(({ text, markup = [] }) => markup.map(({ from, to }) => text.slice(from, to)).join(""));
  assert.equal(bold.join(""), "a".repeat(111_000));
});

Deno.test("a mark over several pieces of a divided cue is in each of them", () => {
  const { cues } = parseCaptionFile("srt", `${SRT}one <i>${"word ".repeat(500)}</i> end`);
  assert.equal(cues.length, 3);
  assert.deepEqual(cues.map(({ text, markup = [] }) => markup.map(({ from, to }) => text.length - (to - from))), [
    [4],
    [0],
    [4],
  ]);
});

Deno.test("a cue with hundreds of thousands of words between time marks is divided", () => {
  const vtt = `WEBVTT\n\n00:01.000 --> 00:09.000\n<00:00:01.500>${"a ".repeat(300_000)}`;
  const { cues } = parseCaptionFile("vtt", vtt);
  assert.equal(cues.map(({ text }) => text).join(" "), "a ".repeat(300_000).trim());
});

Deno.test("cues beyond a hundred hours are left out, whatever their end", () => {
  const kept = (name: string, text: string) => {
    const { cues, changes } = parseCaptionFile(name, text);
    assert.deepEqual(changes.filter(({ what }) => what === "left_out").length, 1, text);
    return cues.map(({ start, end, text }) => [start, end, text]);
  };
  assert.deepEqual(kept("lrc", "[00:01.00]a\n[00:02.00]\n[9999:00.00]b\n"), [[1, 2, "a"]]);
  assert.deepEqual(kept("lrc", "[00:01.00]a\n[00:02.00]\n[6000:00.00]b\n"), [[1, 2, "a"]]);
  assert.deepEqual(kept("sub", "{1}{1}10\n{10}{20}a\n{999999999}{}b\n"), [[1, 2, "a"]]);
  const last = parseCaptionFile("srt", "99:59:59,999 --> 99:59:59,999\nlast\n").cues;
  assert.deepEqual(last.map(({ end }) => end), [360_000]);
});

Deno.test("a cue has 500 marked parts and a file 400,000 words with times at most, as in a save", () => {
  const marked = parseCaptionFile("srt", SRT + "<b>a</b><i>b</i><u>c</u>".repeat(200));
  assert.equal(marked.cues[0].markup?.length, 500);
  assert.deepEqual(marked.changes.map(({ what }) => what), ["style"]);
  const words = Array.from({ length: 1000 }, () => ({ word: "a", start: 1, end: 2 }));
  const json = JSON.stringify({ start: 1, end: 2, text: "a".repeat(1000), words });
  const timed = parseCaptionFile("json", `{"cues":[${Array(401).fill(json).join()}]}`);
  assert.equal(timed.cues.filter(({ words }) => words).length, 400);
  assert.deepEqual(timed.changes.map(({ cue, what }) => [cue, what]), [[401, "text"]]);
});
