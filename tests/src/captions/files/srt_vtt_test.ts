import assert from "node:assert/strict";
import fc from "fast-check";
import {
  parseCaptionFile,
  parseSrt,
  parseVtt,
  writeSrt,
  writeText,
  writeTranscriptJson,
  writeVtt,
} from "../../../../src/captions/mod.ts";
import type { Cue, Transcript } from "../../../../src/core/types.ts";
import { speak } from "../make.ts";

const cue = (start: number, end: number, text: string, id = 1): Cue => ({ id, start, end, text, words: [] });
const bare = (cues: readonly Pick<Cue, "start" | "end" | "text">[]) =>
  cues.map(({ start, end, text }) => ({ start, end, text }));

Deno.test("writeSrt() numbers blocks and writes times with a comma, hours above 99 included", () => {
  const srt = writeSrt([cue(0, 1.5, "Hello,\nworld."), cue(3723.0456, 360000.1, "Late.", 7)]);
  assert.equal(
    srt,
    "1\n00:00:00,000 --> 00:00:01,500\nHello,\nworld.\n\n2\n01:02:03,046 --> 100:00:00,100\nLate.\n\n",
  );
});

Deno.test("writeSrt() lets no text look like a timing line or end its block", () => {
  const srt = writeSrt([cue(0, 1, "a --> b\n\n\nc\r\nd")]);
  assert.equal(srt.split("-->").length, 2);
  assert.deepEqual(bare(parseSrt(srt).cues), [{ start: 0, end: 1, text: "a --> b\nc\nd" }]);
});

Deno.test("writeVtt() escapes markup and names the language in a note", () => {
  const vtt = writeVtt([cue(0, 1, "<b>a & b</b> --> c")], { language: "es" });
  assert.equal(
    vtt,
    "WEBVTT\n\nNOTE language: es\n\n00:00:00.000 --> 00:00:01.000\n&lt;b&gt;a &amp; b&lt;/b&gt; --&gt; c\n\n",
  );
  assert.equal(writeVtt([], { language: null }), "WEBVTT\n\n");
  assert.doesNotMatch(writeVtt([], { language: "x\n\n00:00" }), /^00/m);
});

/** The lines of what could not be read. */
const leftOut = ({ changes }: ReturnType<typeof parseCaptionFile>) =>
  changes.filter(({ what }) => what === "left_out").map(({ line }) => line);

Deno.test("SubRip is read with a byte-order mark, CRLF, missing hours, tags, dots and missing numbers", () => {
  const text = '\ufeff1\r\n00:01,5 --> 00:02,250\r\n<i>Hi</i> {\\an8}<font color="red">you</font>\r\n\r\n' +
    "00:00:03.000 --> 00:00:04.000 X1:10\r\n1 < 2 & 3 > 2\r\n";
  const { cues, changes } = parseCaptionFile("srt", text);
  assert.deepEqual(cues, [
    { start: 1.5, end: 2.25, text: "Hi you", position: { line: 0 }, markup: [{ from: 0, to: 2, style: "italic" }] },
    { start: 3, end: 4, text: "1 < 2 & 3 > 2" },
  ]);
  assert.deepEqual(changes.map(({ cue, what }) => [cue, what]), [[1, "style"], [2, "position"]]);
});

Deno.test("bad blocks of SubRip are left out, and each is named with its line and its text", () => {
  const text = "1\n00:00:01,000 --> 00:00:02,000\ngood\n\n2\n00:00:05,000 --> 00:00:04,000\nbackwards\n\n" +
    "3\n00:99:00,000 --> 01:00:00,000\nminutes\n\n4\nsoon --> later\nwords\n\n5\n00:00:08,000 --> 00:00:09,000\nalso good";
  const read = parseCaptionFile("srt", text);
  assert.deepEqual(read.cues.map(({ start, text }) => [start, text]), [[1, "good"], [4, "backwards"], [
    8,
    "also good",
  ]]);
  assert.deepEqual(leftOut(read), [10, 14]);
  assert.deepEqual(read.changes[1], {
    ...{ cue: null, line: 14, what: "left_out" },
    message: '"soon --> later" is not a time --> a time, such as 00:01:02.500; its text was "words"',
  });
  assert.deepEqual(read.changes[2], {
    ...{ cue: 2, line: 6, what: "time", message: "the cue was from 5 to 4 s: it is from 4 to 5 s now" },
  });
});

Deno.test("WebVTT is read with settings, voices, entities, notes, styles, regions and names", () => {
  const text = "WEBVTT - title\nLanguage: pt-BR\n\nSTYLE\n::cue { color: red }\n\nNOTE\nnothing --- here\n\n" +
    "REGION\nid:fred\n\nintro\n00:01.000 --> 00:02.000 align:start position:10%,line-left line:85%,end region:fred\n" +
    "<v Ann>Tom &amp; <00:01.500><c.loud>Co</c>&lrm;&#33;&#x1F44D;&eacute;&unknown;\n\n" +
    "00:03.000 --> 00:04.000 line:-1 size:40% vertical:rl align:middle\n<v.x Bo>one\n<v Cy>two\n";
  const { cues, changes, language } = parseCaptionFile("vtt", text);
  assert.equal(language, "pt-BR");
  assert.deepEqual(cues.map(({ words: _words, ...cue }) => cue), [
    {
      ...{ start: 1, end: 2, text: "Tom & Co\u200e!👍é&unknown;", speaker: "Ann" },
      position: { line: "85%", lineAlign: "end", position: 10, positionAlign: "line-left", align: "start" },
    },
    { start: 3, end: 4, text: "Bo: one\nCy: two", position: { line: -1, size: 40, vertical: "rl" } },
  ]);
  assert.deepEqual(cues[0].words?.map(({ word, start }) => [word, start]), [
    [" Tom", 1],
    [" &", 1.375],
    [" Co\u200e!👍é&unknown;", 1.5],
  ]);
  assert.deepEqual(
    changes.map(({ what }) => what).sort(),
    ["note", "note", "position", "position", "speaker", "style", "style"],
  );
});

Deno.test("a tag of WebVTT with the name of a method of objects is none", () => {
  const { cues } = parseCaptionFile("vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<constructor>a</constructor>b\n");
  assert.deepEqual(cues, [{ start: 1, end: 2, text: "ab" }]);
});

Deno.test("WebVTT is read where a cue is directly under the header, a line is one space, or the header is missing", () => {
  const texts = (text: string) => parseCaptionFile("vtt", text).cues.map(({ text }) => text);
  assert.deepEqual(texts("WEBVTT\n00:01.000 --> 00:02.000\nfirst\n\n00:03.000 --> 00:04.000\nsecond\n"), [
    "first",
    "second",
  ]);
  assert.deepEqual(texts("WEBVTT\n\n00:01.000 --> 00:02.000\n \nPadded\n\u00a0\nbelow\n"), ["Padded\nbelow"]);
  const read = parseCaptionFile("vtt", "00:01.000 --> 00:02.000\nstill &amp; read\n");
  assert.deepEqual(read.cues.map(({ text }) => text), ["still & read"]);
  assert.deepEqual(leftOut(read), [1]);
});

Deno.test("what stands behind the times of SubRip is a place if it looks like one, else the text begins there", () => {
  const text = "00:00:01,000 --> 00:00:02,000 Hello there\nagain\n\n" +
    "00:00:03,000 --> 00:00:04,000 X1:1 X2:2 Y1: 3 Y2:4\none\n\n00:00:05,000 --> 00:00:06,000 align:start position:0%\ntwo\n";
  const { cues, changes } = parseCaptionFile("srt", text);
  assert.deepEqual(cues.map(({ text }) => text), ["Hello there\nagain", "one", "two"]);
  assert.deepEqual(changes.map(({ cue, what }) => [cue, what]), [[2, "position"]]);
});

Deno.test("a text that looks like times or like a number survives SubRip and WebVTT", () => {
  const texts = [
    ...[
      "2",
      "3",
      "2",
      "1",
      "00:01 → 00:02",
      "0:01 -> 0:02",
      "\u206000:01 → 00:02",
      "so\n00:00:01,000 --> 00:00:02,000",
    ],
    ...["-->", "--\u2060>", "a --> b", "5\n6", "#8", "9"],
  ];
  const list = texts.map((text, i) => cue(2 * i, 2 * i + 1, text, i + 1));
  for (const [name, file] of [["srt", writeSrt(list)], ["vtt", writeVtt(list, { language: null })]]) {
    const read = parseCaptionFile(name, file);
    assert.deepEqual(read.cues.map(({ text }) => text), texts, name);
    assert.deepEqual(read.changes, [], name);
  }
});

const lines = fc.array(fc.string({ minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 3 });
const cues = fc.array(fc.record({ lines, waitMs: fc.nat(100_000), lastsMs: fc.integer({ min: 1, max: 9000 }) })).map(
  (list) => {
    let at = 0;
    return list.map(({ lines, waitMs, lastsMs }, i) => {
      const start = at + waitMs;
      at = start + lastsMs;
      return cue(start / 1000, at / 1000, lines.join("\n"), i + 1);
    });
  },
);
/** As a parser returns the text: without empty lines, and without spaces at the ends of lines. */
// deno-lint-ignore no-control-regex
const shown = (line: string) => line.replace(/[\x00-\x1f\x7f]/g, " ").trim();
const clean = (text: string) => text.split(/[\r\n]/).map(shown).filter(Boolean).join("\n");

Deno.test("property: WebVTT is read back as it was written", () => {
  fc.assert(fc.property(cues, (cues) => {
    if (cues.length === 0) return;
    const parsed = parseCaptionFile("vtt", writeVtt(cues, { language: "en" }));
    assert.deepEqual(parsed.changes, []);
    assert.deepEqual(bare(parsed.cues), bare(cues).map((cue) => ({ ...cue, text: clean(cue.text) })));
  }));
});

Deno.test("property: SubRip is read back as it was written, except formatting tags", () => {
  fc.assert(fc.property(cues, (cues) => {
    if (cues.length === 0) return;
    const parsed = parseCaptionFile("srt", writeSrt(cues));
    assert.deepEqual(leftOut(parsed), []);
    const plain = cues.filter(({ text }) => !/<\/?[a-z]|\{\\/i.test(text));
    const found = new Map(parsed.cues.map((cue) => [cue.start, cue]));
    for (const cue of plain) {
      assert.deepEqual(bare([found.get(cue.start)!])[0], { ...bare([cue])[0], text: clean(cue.text) });
    }
  }));
});

Deno.test("property: the parsers throw for no text", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string(),
          fc.constantFrom("\n", "\n\n", "-->", "00:01.000 --> 00:02.000", "1", "WEBVTT", "NOTE", "&#1114112;"),
        ),
      ),
      (parts) => {
        parseSrt(parts.join(""));
        parseVtt(parts.join(""));
      },
    ),
  );
});

Deno.test("writeText() joins the cues of a sentence, and begins a new line after it", () => {
  const list = [
    cue(0, 1, "Ask not\nwhat your country"),
    cue(1, 2, "can do for you."),
    cue(3, 4, "Yes"),
    cue(9, 10, "and no"),
  ];
  assert.equal(writeText(list), "Ask not what your country can do for you.\nYes\nand no\n");
  assert.equal(writeText([cue(0, 1, "東京の\n大学で"), cue(1, 2, "学ぶ。")]), "東京の大学で学ぶ。\n");
  assert.equal(writeText([]), "");
});

Deno.test("writeTranscriptJson() has the names of verbose_json", () => {
  const segment = speak("Hello there.");
  const transcript: Transcript = {
    language: "en",
    languageProbability: 0.9,
    languageProbabilities: [{ language: "en", probability: 0.9 }, { language: "de", probability: 0.1 }],
    duration: 2,
    segments: [segment],
    dropped: [],
  };
  const json = JSON.parse(writeTranscriptJson(transcript, [cue(0, 1, "Hello there.")]));
  assert.deepEqual(Object.keys(json), [
    "task",
    "language",
    "language_probability",
    "language_probabilities",
    "duration",
    "text",
    "segments",
    "dropped",
    "words",
    "cues",
  ]);
  assert.deepEqual(json.language_probabilities[1], { language: "de", probability: 0.1 });
  assert.equal(json.text, "Hello there.");
  assert.equal(json.segments[0].avg_logprob, -0.2);
  assert.deepEqual(json.words[1], {
    word: " there.",
    start: segment.words[1].start,
    end: segment.words[1].end,
    probability: 0.9,
  });
  assert.deepEqual(json.cues, [{ id: 1, start: 0, end: 1, text: "Hello there." }]);
});

Deno.test("writeTranscriptJson() lists dropped segments with their rule, and the language of segments that have their own", () => {
  const numbers = { temperature: 0.6, avgLogprob: -1.1, compressionRatio: 2.5, noSpeechProb: 0.2 };
  const transcript: Transcript = {
    language: "en",
    languageProbability: 0.9,
    duration: 9,
    segments: [speak("Hello there."), { ...speak("Hola."), id: 1, language: "es" }],
    dropped: [{ ...speak("La la la la la."), ...numbers, id: -1, words: [], rule: "repetition" }],
  };
  const { segments, dropped } = JSON.parse(writeTranscriptJson(transcript, []));
  assert.deepEqual(segments.map(({ language }: { language?: string }) => language), [undefined, "es"]);
  assert.deepEqual(dropped, [{
    rule: "repetition",
    thresholds_failed: { compression_ratio: 2.4, avg_logprob: -1 },
    ...{ start: transcript.dropped[0].start, end: transcript.dropped[0].end, text: " La la la la la.", tokens: [] },
    ...{ temperature: 0.6, avg_logprob: -1.1, compression_ratio: 2.5, no_speech_prob: 0.2 },
  }]);
});
