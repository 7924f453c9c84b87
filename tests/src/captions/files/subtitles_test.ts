import assert from "node:assert/strict";
import { subtitleCues } from "../../../../src/captions/mod.ts";

const vtt = (...cues: [start: string, end: string, text: string][]) =>
  `WEBVTT\n\n${cues.map(([start, end, text]) => `${start} --> ${end}\n${text}\n\n`).join("")}`;
const textsOf = (...cues: Parameters<typeof vtt>) => subtitleCues(vtt(...cues), 60).map(({ text }) => text);

Deno.test("subtitleCues() puts cues in order, keeps each once, and cuts them at the end of the media", () => {
  const cues = subtitleCues(
    vtt(
      ["00:05.000", "00:06.000", "second"],
      ["00:01.000", "00:02.000", "first"],
      ["00:05.000", "00:06.000", "second"], // its outline, in styled subtitles
      ["00:59.000", "01:10.000", "over the end"],
      ["01:00.000", "01:10.000", "after the end"],
    ),
    60,
  );
  assert.deepEqual(cues.map(({ id, start, end, text }) => [id, start, end, text]), [
    [1, 1, 2, "first"],
    [2, 5, 6, "second"],
    [3, 59, 60, "over the end"],
  ]);
});

Deno.test("subtitleCues() leaves out styles, control characters and cues that are empty without them", () => {
  const at = (text: string): [string, string, string] => ["00:01.000", "00:02.000", text];
  assert.deepEqual(textsOf(at("<i>Hello</i> {\\an8}there")), ["Hello there"]);
  assert.deepEqual(textsOf(at("a\u0000b\u0007c")), ["a b c"]);
  assert.deepEqual(textsOf(at("{\\pos(1,2)}"), at("<b></b>")), []);
  assert.deepEqual(textsOf(at("two\nlines")), ["two\nlines"]);
  assert.equal(textsOf(at("x".repeat(5000)))[0].length, 1000);
});

Deno.test("subtitleCues() refuses more cues than a track may have", () => {
  const many = Array.from({ length: 20_001 }, (_, i): [string, string, string] => {
    const time = (ms: number) => new Date(ms).toISOString().slice(11, 23);
    return [time(i * 10), time(i * 10 + 9), `cue ${i}`];
  });
  assert.throws(() => subtitleCues(vtt(...many), 3600), /there are 20001 cues: 20000 are taken/);
});
