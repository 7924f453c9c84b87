import assert from "node:assert/strict";
import { readCaptionLayout, readLayoutArguments } from "../../../src/schemas/caption_layout.ts";
import { ValidationError } from "../../../src/core/errors.ts";

Deno.test("readCaptionLayout() reads numbers, readLayoutArguments() texts, and both leave out what is absent", () => {
  assert.deepEqual(readCaptionLayout({}), {});
  assert.deepEqual(readCaptionLayout({ max_lines: null, title: "x" }), {});
  assert.deepEqual(readLayoutArguments({ max_line_chars: "", title: "x" }), {});
  const layout = { maxLineChars: 32, maxLines: 1, maxCueSeconds: 2.5 };
  assert.deepEqual(readCaptionLayout({ max_line_chars: 32, max_lines: 1, max_cue_seconds: 2.5 }), layout);
  assert.deepEqual(readLayoutArguments({ max_line_chars: "32", max_lines: "1", max_cue_seconds: "2.5" }), layout);
});

Deno.test("readCaptionLayout() names the field, its value and what it may hold", () => {
  const wrong: [Record<string, unknown>, RegExp][] = [
    [{ max_line_chars: 9 }, /max_line_chars is 9: it must be a whole number from 10 to 200/],
    [{ max_line_chars: "32" }, /max_line_chars is "32"/],
    [{ max_lines: 1.5 }, /max_lines is 1.5/],
    [{ max_lines: "two" }, /max_lines is "two"/],
    [{ max_lines: [2] }, /max_lines is \[2\]/],
    [{ max_cue_seconds: 0 }, /max_cue_seconds is 0: it must be a number from 1 to 30/],
    [{ max_cue_seconds: "1e1" }, /max_cue_seconds is "1e1"/],
    [{ max_cue_seconds: NaN }, /max_cue_seconds/],
  ];
  for (const [record, message] of wrong) {
    assert.throws(
      () => readCaptionLayout(record),
      (error) => error instanceof ValidationError && message.test(error.message),
    );
  }
  assert.throws(() => readLayoutArguments({ max_line_chars: "201" }), /max_line_chars is "201": it must be/);
});
