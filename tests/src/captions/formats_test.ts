import assert from "node:assert/strict";
import {
  CAPTION_FORMATS,
  contentType,
  findCaptionFormat,
  parseCaptionFile,
  UnreadableCaptionsError,
} from "../../../src/captions/mod.ts";
import type { Cue } from "../../../src/core/types.ts";

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
    assert.ok(!(format.isScript && format.read), `${format.name}: a script has no times to read`);
  }
});

for (const format of CAPTION_FORMATS) {
  Deno.test(`a ${format.label} file holds the text of its cues, and may have none`, () => {
    const file = format.write({ cues: CUES, language: "es" });
    assert.ok(file.includes("¿Qué? 東京 👍"), file);
    assert.equal(typeof format.write({ cues: [], language: null }), "string");
  });

  if (!format.read) continue;
  Deno.test(`${format.label} is read back as it was written`, () => {
    const { cues, problems } = parseCaptionFile(format.name, format.write({ cues: CUES, language: "es" }));
    assert.deepEqual(cues, TIMED);
    assert.deepEqual(problems, []);
  });

  Deno.test(`unreadable ${format.label} is refused`, () => {
    assert.throws(() => parseCaptionFile(format.name, "\u0000 <"), UnreadableCaptionsError);
  });
}

Deno.test("parseCaptionFile() refuses formats without times and unknown formats", () => {
  for (const name of ["txt", "doc", ""]) assert.throws(() => parseCaptionFile(name, "Hi."), UnreadableCaptionsError);
});
