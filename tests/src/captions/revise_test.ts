import assert from "node:assert/strict";
import fc from "fast-check";
import { parseCaptionFile, UnreadableCaptionsError } from "../../../src/captions/mod.ts";
import { writeRevisionJson, writeTranscriptJson } from "../../../src/captions/files/json.ts";
import { reviseCues } from "../../../src/captions/revise.ts";
import { writeSrt } from "../../../src/captions/files/srt.ts";
import { parseVtt, writeVtt } from "../../../src/captions/files/vtt.ts";
import type { EditedCue } from "../../../src/core/types.ts";

const word = (text: string, start: number, end: number, probability = 0.5) => ({
  word: ` ${text}`,
  start,
  end,
  probability,
});
const BASE: EditedCue[] = [
  {
    ...{ id: 1, start: 1, end: 3, text: "Good evening to all", isEdited: false },
    words: [word("Good", 1, 1.4), word("evening", 1.4, 2), word("to", 2, 2.3), word("all", 2.3, 3)],
  },
  {
    ...{ id: 2, start: 4, end: 6, text: "of you", isEdited: false },
    words: [word("of", 4, 4.5), word("you", 4.5, 5.5)],
  },
];
const revise = (given: { start: number; end: number; text: string }[]) =>
  reviseCues(given, { base: BASE, machine: BASE });

Deno.test("an unchanged cue keeps its words and is not edited", () => {
  assert.deepEqual(revise(BASE.map(({ start, end, text }) => ({ start, end, text }))), BASE);
});

Deno.test("unchanged words keep their times; a new word gets a time between its neighbours", () => {
  const [cue] = revise([{ start: 1, end: 3, text: "Good morning to all" }]);
  assert.equal(cue.isEdited, true);
  assert.deepEqual(cue.words.map(({ start }) => start), [1, 1.4, 2, 2.3]);
  assert.deepEqual(cue.words[1], { word: " morning", start: 1.4, end: 2, probability: 1 });
});

Deno.test("words keep their times when their cue is cut, joined or resized", () => {
  const cut = revise([{ start: 1, end: 1.95, text: "Good evening" }, { start: 2.05, end: 3, text: "to all" }]);
  assert.deepEqual(cut.map(({ words }) => words.map(({ start }) => start)), [[1, 1.4], [2, 2.3]]);
  const [joined] = revise([{ start: 1, end: 6, text: "Good evening to all\nof you" }]);
  assert.deepEqual(joined.words.map(({ start }) => start), [1, 1.4, 2, 2.3, 4, 4.5]);
  const [resized] = revise([{ start: 0.8, end: 3.5, text: "Good evening to all" }]);
  assert.deepEqual(resized.words.map(({ start }) => start), [1, 1.4, 2, 2.3]);
});

Deno.test("moving a whole cue moves its words", () => {
  const [, moved] = revise([{ start: 11, end: 13, text: "Good evening to all" }, {
    start: 14,
    end: 16,
    text: "of you",
  }]);
  assert.deepEqual(moved.words.map(({ start, end }) => [start, end]), [[14, 14.5], [14.5, 15.5]]);
});

Deno.test("cues are sorted by time, and words that a person sends are kept", () => {
  const sent = [word("Hello", 8, 8.5, 1)];
  const cues = reviseCues([{ start: 8, end: 9, text: "Hello", words: sent }, { start: 1, end: 2, text: "First" }], {
    base: [],
    machine: null,
  });
  assert.deepEqual(cues.map(({ id, text }) => [id, text]), [[1, "First"], [2, "Hello"]]);
  assert.deepEqual(cues[1].words, sent);
  assert.ok(cues.every(({ isEdited }) => isEdited));
});

const cueTexts = fc.array(fc.string({ unit: "binary", maxLength: 30 }), { minLength: 1, maxLength: 3 })
  .map((lines) => lines.join("\n"));
const cues = fc.array(fc.record({ gap: fc.nat(5000), ms: fc.integer({ min: 1, max: 9000 }), text: cueTexts }), {
  minLength: 1,
  maxLength: 6,
}).map((list) => {
  let at = 0;
  return list.map(({ gap, ms, text }, i): EditedCue => {
    const start = at + gap;
    at = start + ms;
    return { id: i + 1, start: start / 1000, end: at / 1000, text, words: [], isEdited: true };
  });
});
/**
 * The part of a text that a file can hold: non-empty lines without control characters and without spaces at their
 * ends.
 */
const kept = (text: string) =>
  // deno-lint-ignore no-control-regex
  text.split(/\r\n|\r|\n/).map((line) => line.replace(/[\x00-\x1f\x7f]/g, " ").trim()).filter(Boolean).join("\n");

Deno.test("property: WebVTT is read back as it was written, for any text: tags, arrows, blank lines, entities", () => {
  fc.assert(
    fc.property(cues, (cues) => {
      const { cues: read, changes } = parseCaptionFile("vtt", writeVtt(cues, { language: "en" }));
      assert.deepEqual(changes, []);
      assert.deepEqual(
        read.map(({ start, end, text }) => ({ start, end, text })),
        cues.map(({ start, end, text }) => ({ start, end, text: kept(text) })),
      );
    }),
    { numRuns: 300 },
  );
  const [nasty] = parseVtt(writeVtt([{ ...BASE[0], text: "a --> b\n\n<script>&amp;</script>\n\n00:01 --> 00:02" }], {
    language: null,
  })).cues;
  assert.equal(nasty.text, "a --> b\n<script>&amp;</script>\n00:01 --> 00:02");
});

Deno.test("property: SubRip is read back as it was written, except texts that look like tags", () => {
  fc.assert(
    fc.property(cues, (cues) => {
      const plain = cues.map((cue) => ({ ...cue, text: cue.text.replace(/[<{}]/g, "") }));
      assert.deepEqual(
        parseCaptionFile("srt", writeSrt(plain)).cues,
        plain.map(({ start, end, text }) => ({ start, end, text: kept(text) })),
      );
    }),
    { numRuns: 300 },
  );
  assert.match(writeSrt([{ ...BASE[0], text: "a --> b\n\nc" }]), /\na --\u2060> b\nc\n\n$/);
});

Deno.test("StreamForge's JSON is read back with its words, for edited and unedited captions", () => {
  const expected = BASE.map(({ start, end, text, words }) => ({ start, end, text, words }));
  const edited = writeRevisionJson(BASE, { language: "en", durationSeconds: 10 });
  assert.deepEqual(parseCaptionFile("json", edited), {
    ...{ format: "json", cues: expected, changes: [], language: "en" },
  });
  const numbers = { tokens: [], temperature: 0, avgLogprob: 0, compressionRatio: 1, noSpeechProb: 0 };
  const segments = BASE.map(({ id, start, end, text, words }) => ({
    id,
    start,
    end,
    text: ` ${text}`,
    words,
    ...numbers,
  }));
  const auto = writeTranscriptJson(
    { language: "en", languageProbability: 1, duration: 10, segments, dropped: [] },
    BASE,
  );
  assert.deepEqual(parseCaptionFile("json", auto).cues, expected);
});

Deno.test("the error for an unreadable file says where and why", () => {
  const problemOf = (format: "srt" | "vtt" | "json", text: string) => {
    try {
      parseCaptionFile(format, text);
    } catch (error) {
      assert.ok(error instanceof UnreadableCaptionsError);
      return error.message;
    }
  };
  assert.equal(problemOf("srt", ""), "there are no cues in this SubRip file");
  assert.equal(
    problemOf("srt", "1\n00:99:05,000 --> 01:00:04,000\nHi.\n"),
    'line 2: minutes and seconds go up to 59; its text was "Hi."',
  );
  assert.match(problemOf("vtt", "hello")!, /^line 1: the file begins with "hello": it must begin with WEBVTT/);
  assert.match(problemOf("json", "{")!, /^the file is not JSON/);
  assert.equal(
    problemOf("json", '{"cues": [{"start": 1, "end": "2", "text": "x"}]}'),
    'cues[0].end is "2": it must be a number of seconds',
  );
  assert.match(problemOf("json", "{}")!, /neither "cues" nor "segments"/);
});
