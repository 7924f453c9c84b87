import assert from "node:assert/strict";
import { clockExactly, parseClock } from "../../../../routes/web/shared/clock_text.ts";
import { descriptionParts } from "../../../../routes/web/shared/description_text.ts";

/** The text, with `[link]` and `{seconds}` in the place of links and times. */
function shown(text: string, durationSeconds: number | null = null): string {
  return descriptionParts(text, durationSeconds).map((part) =>
    part.kind === "text" ? part.text : part.kind === "time" ? `{${part.seconds}}` : `[${part.href}]`
  ).join("");
}

const CASES: [text: string, expected: string][] = [
  ["Soil at 1:23, water at 12:34.", "Soil at {83}, water at {754}."],
  ["1:02:03 the end", "{3723} the end"],
  ["(0:00)\n0:30 - Two", "({0})\n{30} - Two"],
  ["no time: 1:99, 12:3, 1:2:3:4, 3:07,5 and 10:00:0", "no time: 1:99, 12:3, 1:2:3:4, 3:07,5 and 10:00:0"],
  ["See https://example.org/a?b=1&c=2#d.", "See [https://example.org/a?b=1&c=2#d]."],
  ["(https://en.wikipedia.org/wiki/Bean_(food))", "([https://en.wikipedia.org/wiki/Bean_(food)])"],
  ["http://example.org:8080/10:30/x", "[http://example.org:8080/10:30/x]"],
  ["javascript:alert(1) data:text/html,x ftp://a.b //a.b", "javascript:alert(1) data:text/html,x ftp://a.b //a.b"],
  ['https://a.b/"><img src=x>', '[https://a.b/]"><img src=x>'],
  ["https:// and http://!", "https:// and http://!"],
  ["", ""],
];
for (const [text, expected] of CASES) {
  Deno.test(`descriptionParts() finds links and times in ${JSON.stringify(text)}`, () => {
    assert.equal(shown(text), expected);
    assert.equal(descriptionParts(text, null).map((part) => part.text).join(""), text, "nothing is lost");
  });
}

Deno.test("descriptionParts() leaves times after the end of the video as text", () => {
  assert.equal(shown("0:59 and 1:00", 60), "{59} and 1:00");
});

Deno.test("descriptionParts() takes linear time", () => {
  const before = performance.now();
  for (const part of ["http://", "1:", "a:".repeat(3), "https://a.b/)))", " "]) {
    descriptionParts(part.repeat(1000), null);
  }
  assert.ok(performance.now() - before < 1000);
});

Deno.test("parseClock() reads what clockExactly() writes, and nothing else", () => {
  for (const seconds of [0, 1, 59.5, 60, 83, 754.125, 3599, 3600, 3723.05, 360000]) {
    assert.equal(parseClock(clockExactly(seconds)), seconds);
  }
  assert.equal(parseClock("83:20"), 5000);
  assert.equal(parseClock(" 0:07,5 "), 7.5);
  for (const text of ["", "12", "1:60", "1:5", "1:75:00", "-1:00", "1:00:00:00", "1:23x"]) {
    assert.equal(parseClock(text), null, text);
  }
});
