import assert from "node:assert/strict";
import {
  CAPTION_FORMATS,
  contentType,
  findCaptionFormat,
  IMPORT_FORMATS,
  parseCaptionFile,
  UnreadableCaptionsError,
  writeAss,
} from "../../../../src/captions/mod.ts";
import type { Cue } from "../../../../src/core/types.ts";
import { importFormatSchema } from "../../../../src/schemas/track.ts";

const CUES: Cue[] = [
  { id: 1, start: 0.5, end: 2.125, text: "Tom & Jerry\nrun -> hide", words: [] },
  { id: 2, start: 2.25, end: 3725.004, text: "¿Qué? 東京 👍", words: [] },
];
const TIMED = CUES.map(({ start, end, text }) => ({ start, end, text }));

Deno.test("each caption format has a name and a label of its own, and a media type", () => {
  const names = CAPTION_FORMATS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const format of CAPTION_FORMATS) {
    assert.match(format.name, /^[a-z0-9]+$/); // it is part of paths and file names
    assert.match(contentType(format), /^[a-z]+\/[a-z0-9.+-]+(; charset=utf-8)?$/, format.name);
    assert.equal(findCaptionFormat(format.name), format);
  }
});

Deno.test("the API takes the name and every extension of each format that can be imported, and no other", () => {
  const known = IMPORT_FORMATS.flatMap(({ name, extensions = [] }) => [name, ...extensions]);
  assert.deepEqual([...importFormatSchema.options], known);
});

for (const format of CAPTION_FORMATS) {
  Deno.test(`a ${format.label} file holds the text of its cues, and may have none`, () => {
    const file = format.write({ cues: CUES, language: "es" });
    assert.ok(file.includes("¿Qué? 東京 👍"), file);
    assert.equal(typeof format.write({ cues: [], language: null }), "string");
  });

  if (format.isScript) continue;
  Deno.test(`${format.label} is read back as it was written`, () => {
    const { cues, changes } = parseCaptionFile(format.name, format.write({ cues: CUES, language: "es" }));
    // ASS has hundredths of a second
    const grain = format.name === "ass" ? 100 : 1000;
    const rounded = (seconds: number) => Math.round(seconds * grain) / grain;
    assert.deepEqual(cues, TIMED.map((cue) => ({ ...cue, start: rounded(cue.start), end: rounded(cue.end) })));
    assert.deepEqual(changes, []);
  });

  Deno.test(`unreadable ${format.label} is refused`, () => {
    assert.throws(() => parseCaptionFile(format.name, "\u0000 <"), UnreadableCaptionsError);
  });
}

Deno.test("parseCaptionFile() refuses formats without times and unknown formats", () => {
  for (const name of ["txt", "doc", ""]) assert.throws(() => parseCaptionFile(name, "Hi."), UnreadableCaptionsError);
});

Deno.test("ASS for an upright picture has letters of which a line fits into its width", () => {
  const sizesOf = (ass: string) => {
    const [, width, height] = ass.match(/PlayResX: (\d+)\nPlayResY: (\d+)/)!;
    return [width, height, ass.match(/Style: Default,Arial,(\d+),/)![1]].map(Number);
  };
  assert.deepEqual(sizesOf(writeAss([])), [1920, 1080, 60]);
  assert.deepEqual(sizesOf(writeAss([], { width: 1280, height: 720 })), [1280, 720, 40]);
  assert.deepEqual(sizesOf(writeAss([], { width: 720, height: 1280 })), [720, 1280, 36]);
});
