import assert from "node:assert/strict";
import fc from "fast-check";
import { parseSrt, parseVtt, writeSrt, writeText, writeTranscriptJson, writeVtt } from "../../../src/captions/mod.ts";
import type { Cue, Transcript } from "../../../src/core/types.ts";
import { speak } from "./make.ts";

const cue = (start: number, end: number, text: string, id = 1): Cue => ({ id, start, end, text, words: [] });
const bare = (cues: Cue[]) => cues.map(({ start, end, text }) => ({ start, end, text }));

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
  assert.deepEqual(bare(parseSrt(srt).cues), [{ start: 0, end: 1, text: "a -- > b\nc\nd" }]);
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

Deno.test("parseSrt() reads a byte-order mark, CRLF, missing hours, tags, dots and missing numbers", () => {
  const text = '\ufeff1\r\n00:01,5 --> 00:02,250\r\n<i>Hi</i> {\\an8}<font color="red">you</font>\r\n\r\n' +
    "00:00:03.000 --> 00:00:04.000 X1:10\r\n1 < 2 & 3 > 2\r\n";
  const { cues, problems } = parseSrt(text);
  assert.deepEqual(problems, []);
  assert.deepEqual(bare(cues), [
    { start: 1.5, end: 2.25, text: "Hi you" },
    { start: 3, end: 4, text: "1 < 2 & 3 > 2" },
  ]);
});

Deno.test("parseSrt() leaves out bad blocks and reports each with its line", () => {
  const text = "1\n00:00:01,000 --> 00:00:02,000\ngood\n\n2\n00:00:05,000 --> 00:00:04,000\nbackwards\n\n" +
    "just text\n\n3\n00:99:00,000 --> 01:00:00,000\nminutes\n\n4\nsoon --> later\nwords\n\n5\n00:00:08,000 --> 00:00:09,000\nalso good";
  const { cues, problems } = parseSrt(text);
  assert.deepEqual(cues.map(({ text }) => text), ["good", "also good"]);
  assert.deepEqual(problems.map(({ line }) => line), [6, 9, 12, 16]);
  assert.match(problems[3].message, /"soon --> later"/);
});

Deno.test("parseVtt() reads settings, names, voices, entities, notes and styles", () => {
  const text = "WEBVTT - title\nLanguage: pt-BR\n\nSTYLE\n::cue { color: red }\n\nNOTE\nnothing --- here\n\n" +
    "intro\n00:01.000 --> 00:02.000 align:start position:10%\n<v Ann>Tom &amp; <00:01.500><c.loud>Co</c>&lrm;&#33;&#x1F44D;&unknown;\n";
  const { cues, problems, language } = parseVtt(text);
  assert.deepEqual(problems, []);
  assert.equal(language, "pt-BR");
  assert.deepEqual(bare(cues), [{ start: 1, end: 2, text: "Tom & Co\u200e!👍&unknown;" }]);
});

Deno.test("parseVtt() reports a missing header and continues", () => {
  const { cues, problems } = parseVtt("00:01.000 --> 00:02.000\nstill read\n");
  assert.equal(cues.length, 1);
  assert.deepEqual(problems.map(({ line }) => line), [1]);
  assert.deepEqual(parseVtt("").problems.length, 1);
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
const shown = (line: string) => line.replace(/[\x00-\x1f]/g, " ").trim();
const clean = (text: string) => text.split(/[\r\n]/).map(shown).filter(Boolean).join("\n");

Deno.test("property: parseVtt() reads back the output of writeVtt()", () => {
  fc.assert(fc.property(cues, (cues) => {
    const parsed = parseVtt(writeVtt(cues, { language: "en" }));
    assert.deepEqual(parsed.problems, []);
    assert.deepEqual(bare(parsed.cues), bare(cues).map((cue) => ({ ...cue, text: clean(cue.text) })));
  }));
});

Deno.test("property: parseSrt() reads back the output of writeSrt(), except arrows and formatting tags", () => {
  fc.assert(fc.property(cues, (cues) => {
    const parsed = parseSrt(writeSrt(cues));
    assert.deepEqual(parsed.problems, []);
    const plain = cues.filter(({ text }) => !/-->|<\/?[a-z]|\{\\/i.test(text));
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
    duration: 2,
    segments: [segment],
    dropped: [],
  };
  const json = JSON.parse(writeTranscriptJson(transcript, [cue(0, 1, "Hello there.")]));
  assert.deepEqual(Object.keys(json), [
    "task",
    "language",
    "language_probability",
    "duration",
    "text",
    "segments",
    "dropped",
    "words",
    "cues",
  ]);
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
