import assert from "node:assert/strict";
import { speakerErrors } from "../../../bench/speakers/error_rate.ts";

const REFERENCE = [{ speaker: "a", start: 0, end: 10 }, { speaker: "b", start: 12, end: 20 }];

function rounded(errors: ReturnType<typeof speakerErrors>): number[] {
  return [errors.speech, errors.missed, errors.falseAlarm, errors.confused].map((value) =>
    Math.round(100 * value) / 100
  );
}

Deno.test("speakerErrors() counts nothing where only the names differ", () => {
  const found = [{ speaker: 7, start: 0, end: 10 }, { speaker: 3, start: 12, end: 20 }];
  assert.deepEqual(rounded(speakerErrors(REFERENCE, found, 0)), [18, 0, 0, 0]);
});

Deno.test("speakerErrors() tells missed, false and confused speech apart, and leaves out what is near a boundary", () => {
  const found = [{ speaker: 1, start: 1, end: 11 }, { speaker: 2, start: 12, end: 17 }, {
    speaker: 1,
    start: 17,
    end: 20,
  }];
  assert.deepEqual(rounded(speakerErrors(REFERENCE, found, 0)), [18, 1, 1, 3]);
  assert.deepEqual(rounded(speakerErrors(REFERENCE, found, 0.25)), [17, 0.75, 0.75, 2.75]);
});

Deno.test("speakerErrors() pairs speakers so that most time agrees: a found one counts for one alone", () => {
  assert.deepEqual(rounded(speakerErrors(REFERENCE, [{ speaker: 1, start: 0, end: 20 }], 0)), [18, 0, 2, 8]);
  const three = [{ speaker: 1, start: 0, end: 4 }, { speaker: 2, start: 4, end: 10 }, {
    speaker: 3,
    start: 12,
    end: 20,
  }];
  assert.deepEqual(rounded(speakerErrors(REFERENCE, three, 0)), [18, 0, 0, 4]);
});
