import assert from "node:assert/strict";
import { parseCaptionFile } from "../../../../src/captions/mod.ts";

const read = (format: string, text: string) => parseCaptionFile(format, text);
const texts = (format: string, text: string) => read(format, text).cues.map(({ text }) => text);
const spans = (format: string, text: string) => read(format, text).cues.map(({ start, end }) => [start, end]);
const T = (from: number, to: number) => `00:00:0${from},000 --> 00:00:0${to},500\n`;

Deno.test("SubRip without empty lines has a cue for each time, and no number in a text", () => {
  assert.deepEqual(texts("srt", `1\n${T(1, 2)}one\n2\n${T(3, 4)}two\nlines\n3\n${T(5, 6)}three`), [
    ...["one", "two\nlines", "three"],
  ]);
  const many = Array.from({ length: 400 }, (_, i) => `${i + 1}\r\n00:00:01,000 --> 00:00:02,000\r\ncue ${i + 1}\r\n`);
  assert.deepEqual(texts("srt", many.join("")), many.map((_, i) => `cue ${i + 1}`));
});

Deno.test("SubRip keeps text after an empty line within a cue, and texts that are numbers", () => {
  const inside = read("srt", `1\n${T(1, 3)}I am stuck,\n\nI will be late.\n\n2\n${T(5, 7)}He too.\n`);
  assert.deepEqual(inside.cues.map(({ text }) => text), ["I am stuck,\nI will be late.", "He too."]);
  assert.deepEqual(inside.changes.map(({ cue, what }) => [cue, what]), [[1, "text"]]);
  assert.deepEqual(texts("srt", `1\n${T(1, 3)}How much?\n\n2\n${T(4, 5)}200\n\n3\n${T(6, 7)}\n\n4\n${T(8, 9)}No.\n`), [
    ...["How much?", "200", "", "No."],
  ]);
  assert.deepEqual(texts("srt", `1\n${T(1, 3)}first\n\n2\n\n2\n${T(5, 7)}second\n`), ["first", "second"]);
  assert.deepEqual(texts("srt", `${T(1, 2)}a\n\n${T(3, 4)}b`), ["a", "b"], "without numbers");
});

Deno.test("SubRip is read with other arrows, spaced times, and any number of digits", () => {
  const one = (line: string) => spans("srt", `${line}\nHello\n`)[0];
  assert.deepEqual(one("00:00:01,000 -> 00:00:02,000"), [1, 2]);
  assert.deepEqual(one("00:00:01,000 —> 00:00:02,000"), [1, 2]);
  assert.deepEqual(one("00:00:01,000 → 00:00:02,000"), [1, 2]);
  assert.deepEqual(one("00: 00: 01, 000 --> 00: 00: 02, 500"), [1, 2.5]);
  assert.deepEqual(one("00:00:03，000-->00:00:04，000  "), [3, 4]);
  assert.deepEqual(one("0:0:4,8 --> 0:0:7,4"), [4.8, 7.4]);
  assert.deepEqual(one("00:00:01,123456 --> 00:00:02,654321"), [1.123, 2.654]);
  assert.deepEqual(one("00:01 --> 00:04"), [1, 4]);
  assert.deepEqual(one("-00:00:01,000 --> 00:00:02,000"), [0, 2]);
});

Deno.test("one bad cue refuses no file: it is left out, or corrected, and named", () => {
  const late = read("srt", `99:59:59,000 --> 100:00:02,000\nlate\n\n${T(5, 6)}kept\n`);
  assert.deepEqual(late.cues.map(({ text }) => text), ["kept"]);
  assert.match(late.changes[0].message, /after a hundred hours.*"late"/);
  const long = read("srt", `${T(1, 9)}${"A very long line. ".repeat(80)}\n\n`);
  assert.deepEqual(long.cues.map(({ text }) => text.length <= 1000), [true, true]);
  assert.deepEqual(long.changes.map(({ cue, what }) => [cue, what]), [[1, "split"]]);
  assert.equal(read("srt", `${T(6, 6).replace("06,500", "06,000")}no length\n`).cues[0].end > 6, true);
});

Deno.test("rolling captions of YouTube have each line once, with the times of its words", () => {
  const lines = ["today we plant", "in the small garden", "and then we water", "until the summer"];
  const at = (seconds: number) => `00:00:${seconds.toFixed(3).padStart(6, "0")}`;
  let vtt = "WEBVTT\nKind: captions\nLanguage: en\n\n";
  lines.forEach((line, i) => {
    const [start, end] = [1 + 3 * i, 3.98 + 3 * i];
    const [first, ...words] = line.split(" ");
    const timed = first + words.map((word, k) => `<${at(start + k + 1)}><c> ${word}</c>`).join("");
    vtt += `${at(start)} --> ${at(end)} align:start position:0%\n${lines[i - 1] ?? " "}\n${timed}\n\n`;
    vtt += `${at(end)} --> ${at(end + 0.01)} align:start position:0%\n${line}\n \n\n`;
  });
  const { cues, changes } = read("vtt", vtt);
  assert.deepEqual(cues.map(({ text }) => text), lines);
  assert.deepEqual(cues[1].words?.map(({ word, start }) => [word, start]), [
    ...[[" in", 4], [" the", 5], [" small", 6], [" garden", 6.99]],
  ]);
  assert.deepEqual(changes.map(({ what }) => what), ["repeated"]);
  assert.equal(cues[1].end, 6.99, "as long as its line is shown");
});

Deno.test("captions that are written word by word, and roll, have each word once, with its time", () => {
  const shown = ["today", "today we", "today we plant", "today we plant\nin the", "today we plant\nin the garden"];
  shown.push("in the garden\nand", "in the garden\nand then", "in the garden\nand then we", "and then we\nwater");
  const { cues, changes } = read("srt", shown.map((text, i) => `${T(i + 1, i + 1)}${text}\n\n`).join(""));
  assert.deepEqual(cues.map(({ start, end, text }) => [start, end, text]), [
    ...[[1, 5.5, "today we plant\nin the garden"], [6, 8.5, "and then we"], [9, 9.5, "water"]],
  ]);
  const starts = [[1, " today"], [2, " we"], [3, " plant"], [4, " in"], [4, " the"], [5, " garden"]];
  for (const [i, { word, start }] of cues[0].words!.entries()) {
    assert.equal(word, starts[i][1]);
    if (word !== " the") assert.equal(start, starts[i][0]);
  }
  assert.deepEqual(changes.map(({ what }) => what), ["repeated", "repeated"]);
});

Deno.test("a list that grows over a pause or by letters is not written word by word", () => {
  const growing = ["one", "one two", "one two three", "one two three four", "one two three four five"];
  const apart = read("srt", growing.map((text, i) => `${T(2 * i + 1, 2 * i + 1)}${text}\n\n`).join(""));
  assert.deepEqual(apart.cues.map(({ text }) => text), growing);
  const letters = ["a", "ab", "abc", "abcd", "abcde", "abcdef"];
  const spelt = read("srt", letters.map((text, i) => `${T(i + 1, i + 1)}${text}\n\n`).join(""));
  assert.deepEqual(spelt.cues.map(({ text }) => text), letters);
});

Deno.test("a chorus does not roll: cues that repeat a line without a new one stay", () => {
  for (const text of ["[Music]", "La la la"]) {
    const repeated = read("srt", `${T(1, 2)}${text}\n\n${T(3, 4)}${text}\n\n${T(5, 6)}${text}\n`);
    assert.deepEqual(repeated.cues.map(({ start, text }) => [start, text]), [[1, text], [3, text], [5, text]]);
    assert.deepEqual(repeated.changes, []);
  }
});

Deno.test("ASS is read with speakers, styles, places, karaoke and line breaks; drawings and comments are named", () => {
  const ass = "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Bold, Italic, Underline, Alignment\n" +
    "Style: Top,0,-1,0,8\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n" +
    "Comment: 0,0:00:00.00,0:00:01.00,Top,,0,0,0,,a note\n" +
    "Dialogue: 0,0:00:01.00,0:00:02.50,Top,Ann,0,0,0,,Hello, {\\i0}you\\Nand{\\an7\\b1} me\n" +
    "Dialogue: 1,0:00:03.00,0:00:05.00,Default,,0,0,0,,{\\k50}la{\\k100}la\n" +
    "Dialogue: 0,0:00:06.00,0:00:07.00,Default,,0,0,0,,{\\p1}m 0 0 l 1 1{\\p0}\n";
  const { cues, changes } = read("ass", ass);
  assert.deepEqual(cues[0], {
    ...{ start: 1, end: 2.5, text: "Hello, you\nand me", speaker: "Ann", position: { line: 0, align: "left" } },
    markup: [{ from: 0, to: 7, style: "italic" }, { from: 14, to: 17, style: "bold" }],
  });
  assert.deepEqual(cues[1].words?.map(({ word, start, end }) => [word, start, end]), [[" la", 3, 3.5], ["la", 3.5, 5]]);
  assert.equal(cues.length, 2);
  assert.deepEqual(changes.map(({ what }) => what), ["note", "style"]);
});

Deno.test("TTML is read with frames, ticks, offsets, nested spans, br, spaces, regions and speakers", () => {
  const ttml = (attributes: string, body: string) =>
    `<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xml:lang="fr" ${attributes}><head><metadata>` +
    '<ttm:agent xml:id="a"><ttm:name>Ann</ttm:name></ttm:agent></metadata><styling>' +
    '<style xml:id="s" tts:fontStyle="italic"/></styling><layout><region xml:id="r" tts:displayAlign="before" ' +
    `tts:textAlign="left"/></layout></head><body><div>${body}</div></body></tt>`;
  const { cues, language } = read(
    "ttml",
    ttml(
      'ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"',
      '<p begin="00:00:01:12" end="3.5s" region="r" ttm:agent="a">One\n   <span style="s">two <span tts:fontWeight="bold">' +
        'three</span></span><br/>four &amp; five</p><p begin="100ms" dur="1s">first</p>',
    ),
  );
  assert.equal(language, "fr");
  assert.deepEqual(cues, [
    { start: 0.1, end: 1.1, text: "first" },
    {
      ...{ start: 1.501, end: 3.5, text: "One two three\nfour & five", speaker: "Ann" },
      position: { line: 0, align: "left" },
      markup: [{ from: 4, to: 13, style: "italic" }, { from: 8, to: 13, style: "bold" }],
    },
  ]);
  assert.deepEqual(spans("ttml", ttml('ttp:tickRate="10000000"', '<p begin="15000000t" end="20000000t">x</p>')), [[
    1.5,
    2,
  ]]);
  assert.deepEqual(
    spans("ttml", ttml("", '<p><span begin="1s" end="2s">a</span><span begin="2s" end="3s">b</span></p>')),
    [
      ...[[1, 2], [2, 3]],
    ],
  );
});

Deno.test("SBV, MicroDVD and LRC are read", () => {
  assert.deepEqual(read("sbv", "0:00:01.000,0:00:02.500\none[br]two\n\n0:00:03.000,0:00:04.000\nthree\n").cues, [
    { start: 1, end: 2.5, text: "one\ntwo" },
    { start: 3, end: 4, text: "three" },
  ]);
  assert.deepEqual(read("sub", "{1}{1}25\n{25}{50}{y:i}one|two\n").cues, [
    { start: 1, end: 2, text: "one\ntwo", markup: [{ from: 0, to: 3, style: "italic" }] },
  ]);
  assert.deepEqual(read("lrc", "[ti:Song]\n[00:01.00]one\n[00:03.50]two\n[00:05.00]\n").cues, [
    { start: 1, end: 3.5, text: "one" },
    { start: 3.5, end: 5, text: "two" },
  ]);
});

Deno.test("a file is read as what it holds, whatever its name says", () => {
  const { format, cues, changes } = read("srt", "WEBVTT\n\n00:01.000 --> 00:02.000\na &amp; b\n");
  assert.deepEqual([format, cues[0].text, changes.map(({ what }) => what)], ["vtt", "a & b", ["format"]]);
});

Deno.test("MicroDVD's {y:i} and slash are of their line, {Y:i} of the whole cue; frames are those of the video", () => {
  const markup = (line: string) => read("sub", `{1}{1}25\n{25}{50}${line}\n`).cues[0].markup;
  assert.deepEqual(markup("one|/two|three"), [{ from: 4, to: 7, style: "italic" }]);
  assert.deepEqual(markup("{y:b,i}one|two"), [
    { from: 0, to: 3, style: "bold" },
    { from: 0, to: 3, style: "italic" },
  ]);
  assert.deepEqual(markup("{Y:i}one|{y:i}two"), [{ from: 0, to: 7, style: "italic" }]);
  const { cues, changes } = parseCaptionFile("sub", "{48}{96}x\n", { frameRate: 24 });
  assert.deepEqual(cues, [{ start: 2, end: 4, text: "x" }]);
  assert.match(changes[0].message, /those of the video, 24$/);
});

Deno.test("lines of ASS with too few fields are named, with what they hold", () => {
  const head = "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n";
  const { cues, changes } = read(
    "ass",
    `${head}Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,kept\nDialogue: 0,0:00:03.00,0:00:04.00,lost\n`,
  );
  assert.deepEqual(cues.map(({ text }) => text), ["kept"]);
  assert.deepEqual(changes.map(({ line, what }) => [line, what]), [[4, "left_out"]]);
  assert.match(changes[0].message, /4 of 10 fields.*lost/);
});

Deno.test("names of cues and effects are reported once, with the first of them", () => {
  const { changes } = read("vtt", "WEBVTT\n\na\n00:01.000 --> 00:02.000\nx\n\nb\n00:03.000 --> 00:04.000\ny\n");
  assert.deepEqual(changes.map(({ message }) => message), ['the names of cues are left out, such as "a"']);
});

const ttml = (body: string, head = "") =>
  `<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="x#metadata"><head>${head}</head><body>${body}</body></tt>`;

Deno.test("who speaks in TTML is the full name of the agent, else the first; a role is no name", () => {
  const agents = '<metadata><ttm:agent xml:id="a"><ttm:name type="family">Lee</ttm:name>' +
    '<ttm:name type="full">Ann <![CDATA[Lee]]></ttm:name></ttm:agent><ttm:agent xml:id="b">' +
    '<ttm:name type="given">Bo</ttm:name><ttm:name type="family">Ek</ttm:name></ttm:agent></metadata>';
  const p = (second: number, attribute: string) => `<p begin="${second}s" end="${second + 1}s" ${attribute}>x</p>`;
  const body = `<div>${p(1, 'ttm:agent="a"')}${p(2, 'ttm:agent="b"')}${p(3, 'ttm:role="music"')}</div>`;
  assert.deepEqual(read("ttml", ttml(body, agents)).cues.map(({ speaker }) => speaker), ["Ann Lee", "Bo", undefined]);
});

Deno.test("times of TTML's body make no cue: those of spans do, and a paragraph without any is named", () => {
  const spans = '<p> <span begin="0s">a</span> <span begin="2s" end="3s">b</span> </p>';
  const { cues, changes } = read("ttml", ttml(`<div begin="0s">${spans}<p>c</p></div>`));
  assert.deepEqual(cues.map(({ start, text }) => [start, text]), [[0, "a"], [2, "b"]]);
  assert.deepEqual(changes.map(({ what, message }) => [what, message]), [
    ["left_out", 'a paragraph has no times; its text was "c"'],
  ]);
});

Deno.test("a paragraph of TTML whose begin can't be read is left out with its text, and exact places are named", () => {
  const region = '<layout><region xml:id="r" tts:origin="100px 20px" tts:extent="10c 3c"/></layout>';
  const { cues, changes } = read(
    "ttml",
    ttml('<div><p begin="soon" end="5s">lost</p><p begin="1s" end="2s" region="r">kept</p></div>', region),
  );
  assert.deepEqual(cues.map(({ text }) => text), ["kept"]);
  assert.deepEqual(changes.map(({ what, message }) => [what, message]), [
    ["left_out", 'begin is "soon", which is no time; its text was "lost"'],
    ["position", "places in pixels or cells are left out"],
  ]);
});
