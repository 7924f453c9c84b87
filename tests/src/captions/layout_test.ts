import assert from "node:assert/strict";
import { parseCaptionLayout } from "../../../src/captions/mod.ts";
import { ValidationError } from "../../../src/core/errors.ts";

Deno.test("parseCaptionLayout() reads numbers and texts, and leaves out what is absent", () => {
  assert.deepEqual(parseCaptionLayout({}), {});
  assert.deepEqual(parseCaptionLayout({ max_lines: null, max_line_chars: "", title: "x" }), {});
  assert.deepEqual(parseCaptionLayout({ max_line_chars: "32", max_lines: 1, max_cue_seconds: "2.5" }), {
    maxLineChars: 32,
    maxLines: 1,
    maxCueSeconds: 2.5,
  });
});

Deno.test("parseCaptionLayout() names the field, its value and what it may hold", () => {
  const wrong: [Record<string, unknown>, RegExp][] = [
    [{ max_line_chars: 9 }, /max_line_chars is 9: it must be a whole number from 10 to 200/],
    [{ max_line_chars: "201" }, /max_line_chars is "201"/],
    [{ max_lines: 1.5 }, /max_lines is 1.5/],
    [{ max_lines: "two" }, /max_lines is "two"/],
    [{ max_lines: [2] }, /max_lines is \[2\]/],
    [{ max_cue_seconds: 0 }, /max_cue_seconds is 0: it must be a number from 1 to 30/],
    [{ max_cue_seconds: "1e1" }, /max_cue_seconds is "1e1"/],
    [{ max_cue_seconds: NaN }, /max_cue_seconds/],
  ];
  for (const [record, message] of wrong) {
    assert.throws(
      () => parseCaptionLayout(record),
      (error) => error instanceof ValidationError && message.test(error.message),
    );
  }
});
